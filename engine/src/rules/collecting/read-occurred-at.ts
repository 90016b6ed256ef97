import type { Instant } from '@snodo/base'

/** A clock that is off by less than this is not corrected: correcting it would only add the delay of the network. */
const TOLERANCE_MS = 60_000

/** Numbers below this are seconds or nonsense, not milliseconds: 1970-04-26 in milliseconds, 2286 in seconds. */
const LEAST_NUMBER = 10_000_000_000

/**
 * When a call happened. The client says when it happened and when it sent it, both by its own clock; the difference is right
 * even if that clock is years off, so the instant is counted back from ours: `received - (sent - happened)` (Segment's rule).
 * Nothing happens after it is received. Null: what was said is no instant from 1970 on.
 */
export function readOccurredAt(happened: unknown, sent: unknown, receivedAt: Instant): Instant | null {
  if (happened === undefined || happened === null || happened === '') return receivedAt
  const at = readInstant(happened)
  if (at === null) return null
  const sentAt = readInstant(sent)
  if (sentAt === null || Math.abs(receivedAt - sentAt) <= TOLERANCE_MS) return Math.min(at, receivedAt)
  const age = sentAt - at
  // Said to have happened after it was sent: the two clocks are not one, and only ours can be believed.
  if (age < 0) return receivedAt
  return Math.max(0, receivedAt - age)
}

function readInstant(value: unknown): Instant | null {
  if (typeof value === 'number') return value >= LEAST_NUMBER && value < LATEST ? Math.floor(value) : null
  if (typeof value !== 'string' || !ISO.test(value)) return null
  const at = Date.parse(value)
  return at >= 0 && at < LATEST ? at : null
}

/** Year 3000: a clock that is wrong by more is no clock. */
const LATEST = 32_503_680_000_000

// Date.parse also takes "1 apr" and "12"; only what says its date in full is believed.
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?$/i
