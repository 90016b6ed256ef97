import type { Instant } from '@snodo/base'

/** A provider that asks for more than a day is taken to mean a day: by then the message has usually expired, and somebody should look. */
const LONGEST_MS = 24 * 3_600_000

/** Milliseconds to wait by a `Retry-After` header, in seconds or as an HTTP date (RFC 9110 10.2.3); null when there is none to be understood. */
export function readRetryAfter(header: string | undefined, now: Instant): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS)
  // All three forms of an HTTP date begin with the name of a day; Date.parse alone would also read "2" or "march".
  const at = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, 0), LONGEST_MS)
}
