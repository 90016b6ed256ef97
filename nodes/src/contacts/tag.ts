import { defineNode, type Intent, TagsField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const tag = defineNode({
  type: 'core.tag',
  version: 1,
  title: { en: 'Tag', it: 'Etichetta' },
  description: { en: 'Adds tags to the contact, and removes others.', it: 'Aggiunge etichette al contatto, e ne toglie altre.' },
  category: 'contact',
  icon: 'tag',
  summary: { en: '[Add {add}. ][Remove {remove}.]', it: '[Aggiungi {add}. ][Togli {remove}.]' },
  config: Type.Object({
    add: Type.Optional(TagsField({ title: { en: 'Add', it: 'Aggiungi' }, default: [] })),
    remove: Type.Optional(TagsField({ title: { en: 'Remove', it: 'Togli' }, default: [] })),
  }),
  ports: { next: { en: 'Next', it: 'Avanti' } },
  examples: [
    {
      say: { en: 'From prospect to customer', it: 'Da interessato a cliente' },
      config: { add: ['customer'], remove: ['prospect'] },
      expect: {
        leave: 'next',
        intents: [
          { do: 'removeTag', tag: 'prospect' },
          { do: 'addTag', tag: 'customer' },
        ],
      },
    },
  ],
  decide(step) {
    const { add = [], remove = [] } = step.config
    // Added last: a tag named on both sides ends up on the contact.
    const intents: Intent[] = remove.map((tag) => ({ do: 'removeTag', tag }))
    for (const tag of add) intents.push({ do: 'addTag', tag })
    return step.leave('next', { intents })
  },
})
