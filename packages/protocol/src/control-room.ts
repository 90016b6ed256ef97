import { type Static, Type } from 'typebox'
import { Id, JsonRecord, nullable, oneOf, Time } from './shapes.ts'

/** Held and failed journeys of one block for one cause. */
export const StandingStillView = Type.Object({
  flowId: Id,
  node: Type.String(),
  state: oneOf('held', 'failed'),
  code: nullable(Type.String({ description: 'Of the reason; a filter of orders takes it as `because`.' })),
  count: Type.Integer(),
  lastHour: Type.Integer({ description: 'How many of them came to it within the last hour.' }),
  since: nullable(Time),
  because: nullable(JsonRecord),
})
export type StandingStillView = Static<typeof StandingStillView>
export const StandingStillPage = Type.Object({ items: Type.Array(StandingStillView), next: Type.Null() })
export const StandingStillQuery = Type.Object({
  flow: Type.Optional(Id),
  node: Type.Optional(Type.String({ maxLength: 100 })),
})

/** What one block sends on one channel, with how fast its whole flow does. */
export const SendingBlockView = Type.Object({
  flowId: nullable(Id),
  flowName: nullable(Type.String()),
  flowState: nullable(Type.String()),
  braked: Type.Boolean({ description: 'The automatic brake keeps all of the flow back; see reset-breaker.' }),
  node: Type.String(),
  channel: Type.String(),
  due: Type.Integer({ description: 'Could go out now.' }),
  inHand: Type.Integer({ description: 'Taken, or with the provider: too late to stop.' }),
  later: Type.Integer({ description: 'Put off: quiet hours, a frequency limit, a later try.' }),
  oldestDueAt: nullable(Time),
  nextDueAt: nullable(Time),
  perMinute: Type.Number({ description: 'Of the whole flow, over the last ten to twenty minutes.' }),
  minutesLeft: nullable(Type.Number({ description: 'Until what is due has gone, at that pace; null: it does not move.' })),
  version: nullable(Type.Integer()),
  publishedBy: nullable(Type.String()),
  publishedAt: nullable(Time),
  stoppedBy: nullable(Type.String({ description: 'The id of the order to stop sending that keeps it back.' })),
})
export type SendingBlockView = Static<typeof SendingBlockView>
export const SendingNow = Type.Object({
  items: Type.Array(SendingBlockView),
  atLeast: Type.Boolean({ description: 'There is more than was counted.' }),
})
export type SendingNow = Static<typeof SendingNow>

const Waiting = Type.Object({ count: Type.Integer(), oldestSeconds: nullable(Type.Number()) })

/** What an operator watches, as numbers: the same that `/metrics` tells of the whole installation. */
export const OperationsView = Type.Object({
  waiting: Type.Object({ inbox: Waiting, ready: Waiting, acts: Waiting, messages: Waiting, held: Waiting }),
  inside: Type.Integer(),
  failed: Type.Integer(),
  processes: Type.Integer({ description: 'Processes that move contacts and have told so within 10 s.' }),
  invariants: Type.Object({ holds: nullable(Type.Boolean()), broken: Type.Integer(), checkedSince: nullable(Time) }),
})
export type OperationsView = Static<typeof OperationsView>
