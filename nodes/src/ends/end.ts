import { defineNode, TextField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const end = defineNode({
  type: 'core.end',
  version: 1,
  title: { en: 'End', it: 'Fine' },
  description: { en: 'Ends the journey here.', it: 'Il percorso finisce qui.' },
  category: 'end',
  icon: 'flag',
  summary: { en: 'End of the journey[: {reason}]', it: 'Fine del percorso[: {reason}]' },
  config: Type.Object({
    reason: Type.Optional(
      TextField({
        title: { en: 'Why', it: 'Perché' },
        help: {
          en: 'In your own words; kept in the contact’s history.',
          it: 'Con parole tue; resta nella cronologia del contatto.',
        },
        maxLength: 200,
      }),
    ),
  }),
  ports: {},
  traits: { ends: true },
  examples: [
    { say: { en: 'The end', it: 'La fine' }, config: {}, expect: { end: 'completed' } },
    {
      say: { en: 'With a reason', it: 'Con un motivo' },
      config: { reason: 'bought' },
      expect: { end: 'bought' },
    },
  ],
  decide: (step) => step.end(step.config.reason),
})
