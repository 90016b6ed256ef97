import { type Static, Type } from 'typebox'
import { Id, JsonRecord, nullable, page, strict, Time } from './shapes.ts'

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
    held: Type.Integer({ description: 'Messages that are due and wait.' }),
  }),
  Type.Object({
    state: Type.Literal('reset'),
    at: Time,
    by: Type.String(),
    reason: Type.String(),
    until: Time,
  }),
])
export type BreakerView = Static<typeof BreakerView>

export const ResetBreaker = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }, strict)
export const BreakerReset = Type.Object({ breaker: nullable(BreakerView) })
export const ContactBreakerReset = Type.Object({ contact: Id, released: Type.Integer() })

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
