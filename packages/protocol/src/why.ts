import { type Static, Type } from 'typebox'
import { Id, JsonRecord, nullable, oneOf, strict } from './shapes.ts'

export const WhyQuery = Type.Object(
  {
    flow: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$', description: 'Why the contact is in this flow, or is not.' })),
    message: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,19}:[0-9]{1,9}$',
        description: 'Why this message (`enrollment:visit`) was sent, was not, or waits.',
      }),
    ),
    language: Type.Optional(oneOf('en', 'it')),
    zone: Type.Optional(
      Type.String({
        maxLength: 60,
        description: 'By whose clock the sentences tell times, such as Europe/Rome; absent: the workspace’s.',
      }),
    ),
  },
  strict,
)

export const WhyView = Type.Object(
  {
    contactId: Id,
    flowId: Id,
    verdict: nullable(oneOf('inside', 'ended', 'keptOut', 'notEntered')),
    language: oneOf('en', 'it'),
    sentences: Type.Array(Type.String(), { maxItems: 5 }),
    parts: Type.Array(JsonRecord, { description: 'What the sentences were made from, for programs.' }),
  },
  {
    examples: [
      {
        contactId: '65600',
        flowId: '1',
        verdict: 'keptOut',
        language: 'en',
        sentences: [
          'It was kept out on 3 Mar 2026, 09:00, when “Signed Up” came, which happened on 3 Mar 2026, 09:00, with plan “free”.',
          'The entry condition did not hold with the event.',
          'The answer was: no.',
          'Plan is “pro”: no, found “free”.',
          'The flow runs version 2, published on 2 Mar 2026, 18:00 by anna@shop.example.',
        ],
        parts: [],
      },
    ],
  },
)
export type WhyView = Static<typeof WhyView>
