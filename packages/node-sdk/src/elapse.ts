import { durationMs, type Instant, type IsoDuration, parseDuration, plusDuration } from '@snodo/base'

/**
 * An instant later (or earlier) by a duration on the stop-watch: a day is 24 h. Months and years, which have no length, move on
 * the calendar of the zone. Asked for every contact at a wait, so the length of a text is worked out once.
 */
export function elapse(from: Instant, duration: IsoDuration, zone: string): Instant {
  let length = LENGTHS.get(duration)
  if (length === undefined) {
    const { years, months } = parseDuration(duration)
    length = years === 0 && months === 0 ? durationMs(duration) : null
    // Texts come from published flows; the bound only guards against a flood of them.
    if (LENGTHS.size >= MOST_LENGTHS) LENGTHS.clear()
    LENGTHS.set(duration, length)
  }
  return length === null ? plusDuration(from, duration, 'exact', zone) : from + length
}

/** Milliseconds by duration text; null where the calendar decides. */
const LENGTHS = new Map<IsoDuration, number | null>()
const MOST_LENGTHS = 10_000
