import { Temporal } from 'temporal-polyfill'
import type { Instant } from './clock.ts'
import { limits } from './limits.ts'

/** A stretch of time in which a zone keeps one offset: `from` included, `to` excluded, offset in milliseconds east of UTC. */
export type OffsetInterval = { from: Instant; to: Instant; offset: number }

/** Milliseconds a zone's wall clock is ahead of UTC at an instant. The zone must exist. */
export function offsetAt(instant: Instant, zone: string): number {
  return offsetInterval(instant, zone).offset
}

/** The stretch of constant offset an instant lies in. Asked of Temporal once for each stretch, then remembered. */
export function offsetInterval(instant: Instant, zone: string): OffsetInterval {
  const known = intervals.get(zone)
  if (known === undefined) {
    intervals.set(zone, [])
    return offsetInterval(instant, zone)
  }
  let low = 0
  let high = known.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const interval = known[middle]!
    if (instant < interval.from) high = middle - 1
    else if (instant >= interval.to) low = middle + 1
    else return interval
  }
  const found = askTemporal(instant, zone)
  known.splice(low, 0, found)
  return found
}

/** True for a name of the IANA database (in any case of letters, as everywhere). */
export function zoneExists(id: string): boolean {
  const known = existing.get(id)
  if (known !== undefined) return known
  const exists = looksLikeName.test(id) && temporalKnows(id)
  // Names come from outside, so what is remembered has a bound: strangers' spellings must not fill the memory.
  if (existing.size < limits.zonesKept) existing.set(id, exists)
  return exists
}

const intervals = new Map<string, OffsetInterval[]>()
const existing = new Map<string, boolean>()
const looksLikeName = /^[A-Za-z][A-Za-z0-9_+\-/]{1,63}$/

function temporalKnows(id: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id)
    return true
  } catch {
    // Temporal's only way to say that a zone does not exist is a RangeError.
    return false
  }
}

function askTemporal(instant: Instant, zone: string): OffsetInterval {
  const here = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
  // `previous` is strictly before, so one millisecond later also finds a transition exactly at `instant`.
  const from = here.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY
  const to = here.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY
  return { from, to, offset: here.offsetNanoseconds / 1e6 }
}
