import { type Static, Type } from 'typebox'
import { JsonRecord, oneOf, page, strict } from './shapes.ts'

export const GO_LIVE_STEPS = ['sender', 'spf', 'dkim', 'dmarc', 'footer', 'consent', 'provider', 'flow', 'sandbox'] as const

/** One thing to be done before real people are written to. `unknown`: it could not be looked at, `code` says why. */
export const GoLiveStep = Type.Object({
  id: oneOf(...GO_LIVE_STEPS),
  state: oneOf('done', 'open', 'unknown'),
  code: Type.String({ description: 'What was found, for programs and for words.' }),
  values: JsonRecord,
})
export type GoLiveStep = Static<typeof GoLiveStep>
export const GoLivePage = page(GoLiveStep)

export const TryProvider = Type.Object(
  {
    channel: Type.String({ maxLength: 40 }),
    to: Type.String({ minLength: 3, maxLength: 254, description: 'Your own address or number.' }),
  },
  { ...strict, examples: [{ channel: 'email', to: 'anna@shop.example' }] },
)
/** What the provider answered. */
export const ProviderTried = Type.Object({
  provider: Type.String(),
  fate: oneOf('accepted', 'refused', 'retry', 'unknown'),
  say: Type.String(),
})
export type ProviderTried = Static<typeof ProviderTried>
