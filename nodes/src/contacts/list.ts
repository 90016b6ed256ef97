import { defineNode, type Intent, ListsField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const list = defineNode({
  type: 'core.list',
  version: 1,
  title: { en: 'Lists', it: 'Liste' },
  description: {
    en: 'Puts the contact on lists, and takes it off others.',
    it: 'Mette il contatto in alcune liste, e lo toglie da altre.',
  },
  category: 'contact',
  icon: 'list-details',
  summary: { en: '[Join {join}. ][Leave {leave}.]', it: '[Entra in {join}. ][Esci da {leave}.]' },
  config: Type.Object({
    join: Type.Optional(ListsField({ title: { en: 'Join', it: 'Entra in' }, default: [] })),
    leave: Type.Optional(ListsField({ title: { en: 'Leave', it: 'Esci da' }, default: [] })),
  }),
  ports: { next: { en: 'Next', it: 'Avanti' } },
  examples: [
    {
      say: { en: 'From newcomers to readers', it: 'Dai nuovi ai lettori' },
      config: { join: ['Readers'], leave: ['Newcomers'] },
      expect: {
        leave: 'next',
        intents: [
          { do: 'leaveList', list: 'Newcomers' },
          { do: 'joinList', list: 'Readers' },
        ],
      },
    },
  ],
  decide(step) {
    const { join = [], leave = [] } = step.config
    // Joined last: a list named on both sides ends up with the contact on it.
    const intents: Intent[] = leave.map((list) => ({ do: 'leaveList', list }))
    for (const list of join) intents.push({ do: 'joinList', list })
    return step.leave('next', { intents })
  },
})
