import { type Static, Type } from 'typebox'
import { AskedReason, Id, JsonRecord, nullable, oneOf, PreviewOnly, page, strict, Time } from './shapes.ts'

const HeldRepeats = oneOf('drop', 'send')
const Held = Type.Integer({ description: 'Messages of the flow that have not gone out yet, those put off until later included.' })

/** The breaker of a flow: what stopped it with the values compared, or who let it go on and why. */
export const BreakerView = Type.Union([
  Type.Object({
    state: Type.Literal('tripped'),
    at: Time,
    sent: Type.Integer({ description: 'Messages of the last hour.' }),
    repeats: Type.Integer({
      description: 'Those of them that repeated themselves: the same block to the same contact within a day.',
    }),
    percent: Type.Integer({ description: 'As many of a hundred trip it.' }),
    held: Held,
  }),
  Type.Object({
    state: Type.Literal('reset'),
    at: Time,
    by: Type.String(),
    reason: Type.String(),
    until: Time,
    repeats: HeldRepeats,
    held: Held,
  }),
])
export type BreakerView = Static<typeof BreakerView>

/** What becomes of the messages the breaker kept back. A preview only counts them, and needs no reason. */
export const ResetBreaker = Type.Object(
  {
    reason: Type.Optional(AskedReason),
    preview: Type.Optional(PreviewOnly),
    repeats: Type.Optional(
      Type.Union([Type.Literal('drop'), Type.Literal('send')], {
        description:
          'Messages kept back that repeat what the contact had within a day: `drop` ends them as not sent (the default), `send` lets them be judged like the others.',
      }),
    ),
  },
  { ...strict, examples: [{ preview: true }, { reason: 'five orders are five orders', repeats: 'send' }] },
)

/** What a reset did, or would do. What is released is judged again like any other message, by caps, quiet hours and the breaker, which counts anew. */
const Counts = {
  preview: Type.Boolean({ description: 'True where it was only counted.' }),
  held: Type.Integer({ description: 'Messages the breaker kept back.' }),
  blocks: Type.Integer({ description: 'Different blocks they are of.' }),
  contacts: Type.Integer(),
  repeats: Type.Integer({ description: 'Those that repeat what their contact had within a day, or another of them.' }),
  released: Type.Integer(),
  notSent: Type.Integer({ description: 'Repeats that end as not sent, for the reason `REPEATED`.' }),
}
export const BreakerReset = Type.Object({ breaker: nullable(BreakerView), ...Counts })
export const ContactBreakerReset = Type.Object({ contact: Id, ...Counts })

const Rate = Type.Object({
  perSecond: Type.Optional(Type.Integer()),
  perMinute: Type.Optional(Type.Integer()),
  perDay: Type.Optional(Type.Integer()),
})

export const ProviderView = Type.Object({
  provider: Type.String(),
  rate: Rate,
  leasedToday: Type.Integer(),
  failures: Type.Integer({ description: 'Times in a row that it was in trouble; 0: all is well.' }),
  pausedUntil: nullable(Time),
  because: nullable(Type.String()),
  availableAt: Time,
})
export type ProviderView = Static<typeof ProviderView>
export const ProviderPage = page(ProviderView)

export const ProposedSettings = Type.Object({ settings: JsonRecord })
