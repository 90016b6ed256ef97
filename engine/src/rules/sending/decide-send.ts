import type { ConsentState } from '@snodo/audience'
import { type Instant, isoOf, type JsonObject } from '@snodo/base'
import { contactRunsAway } from './breaker.ts'
import { type Cap, capHolds, type SentBefore } from './caps.ts'
import { type QuietHours, quietUntil } from './quiet-hours.ts'
import type { SendReason } from './send-reasons.ts'

/** What is decided about a message at the moment of sending. The dry run calls this very function. */
export type SendDecision =
  | { do: 'send' }
  /** `ends`: and the trip ends with it. */
  | { do: 'notSend'; because: SendBecause; ends?: true }
  /** Looked at again at `until`; `heldSince` is handed back then, so that holding has an end. */
  | { do: 'hold'; until: Instant; heldSince: Instant; because: SendBecause }

export type SendBecause = { code: SendReason; values: JsonObject }

/** Everything the decision rests on, already loaded. */
export type SendFacts = {
  now: Instant
  channel: string
  purpose: string
  /** What caps may count by. */
  tag: string | null
  expiresAt: Instant | null
  /** Since when a rule has been holding this message; null: it is looked at for the first time. */
  heldSince: Instant | null
  flow: 'draft' | 'live' | 'paused' | 'closed' | 'stopped' | 'archived'
  /** Since when the flow is paused; null: it is not. */
  pausedAt: Instant | null
  /** Who ordered sending to stop, where an order covers this message. */
  stoppedBy: string | null
  /** The contact's address on this channel; undefined: the contact is gone. */
  address: string | null | undefined
  consent: { state: ConsentState; basis: string } | null
  /** Why the address is suppressed, or null. */
  suppressed: string | null
  zone: { id: string; from: 'contact' | 'phone' | 'flow' | 'workspace' }
  quietHours: QuietHours | null
  caps: readonly Cap[]
  /** Messages of this contact that went out or are on their way, any channel, as far back as the caps and the breaker look. */
  sentBefore: readonly SentBefore[]
  /** Most messages to one contact within 24 h, whatever they are for. */
  breakerPerDay: number
  /** It repeats what the contact had within a day, and whoever reset the breaker did not want repeats of what it held sent. */
  droppedRepeat: boolean
}

/** Rules of the order in which they are told: what can never be sent comes before what merely has to wait. */
export function decideSend(facts: SendFacts): SendDecision {
  const no = cannotBeSent(facts)
  if (no !== null) return { do: 'notSend', because: no }
  // Paused or stopped since somebody looked for what is due: it stays due, is left out of the next look, and goes when it is lifted.
  if (facts.flow === 'paused')
    return hold(facts, facts.now, {
      code: 'FLOW_PAUSED',
      values: facts.pausedAt === null ? {} : { since: isoOf(facts.pausedAt) },
    })
  if (facts.stoppedBy !== null) return hold(facts, facts.now, { code: 'SENDING_STOPPED', values: { by: facts.stoppedBy } })
  if (facts.expiresAt !== null && facts.now >= facts.expiresAt)
    return { do: 'notSend', because: { code: 'EXPIRED', values: { expiresAt: isoOf(facts.expiresAt) } } }
  if (facts.droppedRepeat) return { do: 'notSend', because: { code: 'REPEATED', values: {} } }
  const runaway = heldByBreaker(facts)
  if (runaway !== null || facts.purpose === TRANSACTIONAL) return runaway ?? { do: 'send' }
  return heldByQuietHours(facts) ?? heldByCaps(facts) ?? { do: 'send' }
}

/** The purpose that skips caps and quiet hours and needs no consent, but obeys an opt-out. */
export const TRANSACTIONAL = 'transactional'

/** A held message waits this long at most, counted from when it was first held; then it leaves by *not sent*. */
export const MOST_HELD_HOURS = 24

const HOUR = 3_600_000

function cannotBeSent(facts: SendFacts): SendBecause | null {
  const { channel, purpose, consent } = facts
  if (facts.flow === 'stopped' || facts.flow === 'archived') return { code: 'FLOW_STOPPED', values: {} }
  if (facts.address === undefined) return { code: 'CONTACT_GONE', values: {} }
  if (facts.address === null) return { code: 'NO_ADDRESS', values: { channel } }
  if (facts.suppressed !== null) return { code: 'SUPPRESSED', values: { reason: facts.suppressed } }
  if (consent?.state === 'denied') return { code: 'CONSENT_DENIED', values: { channel, purpose } }
  if (purpose === TRANSACTIONAL) return null
  if (consent === null) return { code: 'CONSENT_UNKNOWN', values: { channel, purpose } }
  if (consent.state === 'pending') return { code: 'CONSENT_PENDING', values: { channel, purpose } }
  if (consent.basis === 'existingCustomer' && channel !== 'email') return { code: 'CONSENT_BASIS', values: { channel } }
  return null
}

/** Held, not refused: an operator may find that all is well and let it go. Nobody does, and there is room again tomorrow. */
function heldByBreaker(facts: SendFacts): SendDecision | null {
  const found = contactRunsAway(facts.sentBefore, facts.now, facts.breakerPerDay)
  if (found === null) return null
  return hold(facts, found.until, {
    code: 'BREAKER',
    values: { sent: found.sent, most: facts.breakerPerDay, until: isoOf(found.until) },
  })
}

function heldByQuietHours(facts: SendFacts): SendDecision | null {
  if (facts.quietHours === null) return null
  const until = quietUntil(facts.quietHours, facts.now, facts.zone.id)
  if (until === null) return null
  const because: SendBecause = {
    code: 'QUIET_HOURS',
    values: { zone: facts.zone.id, zoneFrom: facts.zone.from, until: isoOf(until) },
  }
  const { whenQuiet } = facts.quietHours
  if (whenQuiet === 'hold') return hold(facts, until, because)
  return { do: 'notSend', because, ...(whenQuiet === 'end' ? { ends: true as const } : {}) }
}

function heldByCaps(facts: SendFacts): SendDecision | null {
  for (const cap of facts.caps) {
    const held = capHolds(cap, facts, facts.sentBefore)
    if (held === null) continue
    const because: SendBecause = {
      code: 'CAPPED',
      values: {
        most: cap.most,
        window: held.window,
        sent: held.sent,
        ...(cap.channel === null ? {} : { channel: cap.channel }),
        ...(cap.tag === undefined ? {} : { tag: cap.tag }),
        until: isoOf(held.until),
      },
    }
    return cap.whenFull === 'skip' ? { do: 'notSend', because } : hold(facts, held.until, because)
  }
  return null
}

/**
 * Held until then, unless that is beyond the most a message is held, or beyond the time it makes sense: then it is told at once,
 * since waiting could change nothing. What an operator can lift at any moment is an exception: an order to stop or a pause is
 * asked about again until the end, and what the breaker holds is held for as long as it may be.
 */
function hold(facts: SendFacts, until: Instant, because: SendBecause): SendDecision {
  const heldSince = facts.heldSince ?? facts.now
  if (because.code === 'FLOW_PAUSED' || because.code === 'SENDING_STOPPED') return { do: 'hold', until, heldSince, because }
  const last = heldSince + MOST_HELD_HOURS * HOUR
  const expires = facts.expiresAt ?? Number.POSITIVE_INFINITY
  if (because.code === 'BREAKER' && facts.now < last)
    return { do: 'hold', until: Math.min(until, last, expires), heldSince, because }
  if (until > last)
    return {
      do: 'notSend',
      because: { code: 'HELD_TOO_LONG', values: { hours: MOST_HELD_HOURS, held: because.code, ...because.values } },
    }
  if (until >= expires)
    return {
      do: 'notSend',
      because: { code: 'EXPIRED', values: { ...because.values, expiresAt: isoOf(expires), held: because.code } },
    }
  return { do: 'hold', until, heldSince, because }
}
