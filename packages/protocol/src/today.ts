import { type Static, Type } from 'typebox'
import { Id, oneOf } from './shapes.ts'

/** What was counted since the morning of the workspace, and on each earlier day until the same time, the latest first. */
const TodayNumber = Type.Object({
  name: oneOf('entered', 'events', 'sent', 'notSent', 'notDelivered'),
  now: Type.Integer(),
  before: Type.Array(Type.Integer(), { description: 'Up to seven days; only those that were wholly watched.' }),
})

/** What waits for somebody; nought of each is a quiet day. */
const Attention = Type.Object({
  failed: Type.Integer({ description: 'Journeys whose step failed.' }),
  held: Type.Integer({ description: 'Messages put off by a frequency limit, quiet hours or a brake.' }),
  rejected: Type.Integer({ description: 'Calls of the last day that could not be taken in.' }),
  braked: Type.Array(Type.Object({ flow: Id, name: Type.String() })),
  paused: Type.Array(Type.Object({ flow: Id, name: Type.String() })),
  problems: Type.Array(Type.Object({ flow: Id, name: Type.String(), errors: Type.Integer() }), {
    description: 'Drafts that cannot be published as they are; of the fifty changed last.',
  }),
})

export const TodayView = Type.Object({ numbers: Type.Array(TodayNumber), attention: Attention })
export type TodayView = Static<typeof TodayView>
