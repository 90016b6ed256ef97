import type { ConsentState } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'

/** By channel: whether even a yes that a server's key, the API or a file says is asked for once more, on the channel itself. */
export type DoubleOptIn = Readonly<Record<string, boolean>>

/**
 * What people ask for themselves is said as `pending` and always confirmed (semantics rule 17). Who holds the server's key has asked
 * the person, and is taken at its word unless the workspace wants otherwise.
 */
export const STANDARD_DOUBLE_OPT_IN: DoubleOptIn = {}

/** Purposes for which nothing is sent: they say how a message is measured, or need no consent. */
const NOTHING_SENT_FOR: ReadonlySet<string> = new Set(['openTracking', 'clickTracking', 'profiling', 'transactional'])

/** What somebody says about a consent, be it through an API, a server's key or a file. */
export type SaidConsent = {
  channel: string
  purpose: string
  state: ConsentState
  /** Legal basis; absent: consent. */
  basis?: string
  /** When, where, with which words it was given; absent or empty: nobody says. */
  proof?: JsonObject
}

/**
 * What a consent becomes that somebody says was given. A yes with its proof, on another legal basis, or on a channel without double
 * opt-in is granted. Any other is only asked for: `pending`, until its own reader confirms it. Null: it changes nothing, because
 * it is granted already and a bare repetition must not stand where a proof stood.
 */
export function stateOfSaid(said: SaidConsent, before: ConsentState | undefined, doubleOptIn: DoubleOptIn): ConsentState | null {
  if (!isAskedFor(said, doubleOptIn)) return said.state
  return before === 'granted' ? null : 'pending'
}

/** Whether this is a yes that does not count by itself. */
export function isAskedFor(said: SaidConsent, doubleOptIn: DoubleOptIn): boolean {
  if (said.state !== 'granted' || isProven(said) || NOTHING_SENT_FOR.has(said.purpose)) return false
  return { ...STANDARD_DOUBLE_OPT_IN, ...doubleOptIn }[said.channel] === true
}

function isProven({ basis, proof }: SaidConsent): boolean {
  return (basis !== undefined && basis !== 'consent') || (proof !== undefined && Object.keys(proof).length > 0)
}
