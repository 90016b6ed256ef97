import { defineFaults } from './faults.ts'

/** An ISO 8601 duration, e.g. `P3D`, `PT1H30M`, `P1Y2M`, `P2W`. May be negative (`-P1D`) where an offset is meant. */
export type IsoDuration = string

export type DurationParts = {
  sign: 1 | -1
  years: number
  months: number
  weeks: number
  days: number
  hours: number
  minutes: number
  seconds: number
}

export const durationFaults = defineFaults({
  DURATION_INVALID: {
    status: 400,
    title: 'Not a duration',
    say: ({ got }: { got: unknown }) =>
      `Expected an ISO 8601 duration such as P3D (3 days), PT12H (12 hours) or P1M (1 month), got ${JSON.stringify(got)}.`,
  },
})

// The digits have a bound so that no duration overflows: the longest, of years, is longer than the calendar we keep.
const PATTERN =
  /^([-+])?P(?!$)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?(?:T(?=\d)(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?$/

/** Regular expression for JSON Schemas. */
export const DURATION_PATTERN = PATTERN.source

/** The same for a length of time, which has no sign: a window or a limit of less than nothing is a slip, never meant. */
export const LENGTH_PATTERN = DURATION_PATTERN.replace('^([-+])?', '^')

export function isDuration(text: unknown): text is IsoDuration {
  return typeof text === 'string' && PATTERN.test(text)
}

export function parseDuration(text: IsoDuration): DurationParts {
  const found = typeof text === 'string' ? PATTERN.exec(text) : null
  if (!found) throw durationFaults.DURATION_INVALID({ got: text })
  const [, sign, years, months, weeks, days, hours, minutes, seconds] = found
  const n = (part: string | undefined) => (part === undefined ? 0 : Number(part))
  return {
    sign: sign === '-' ? -1 : 1,
    years: n(years),
    months: n(months),
    weeks: n(weeks),
    days: n(days),
    hours: n(hours),
    minutes: n(minutes),
    seconds: n(seconds),
  }
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * Milliseconds of a duration counted on a stop-watch: a day is 24 h (semantics rule 11). Months and years have no fixed
 * length; here they count 30 and 365 days, which is right for bounds and comparisons. For civil arithmetic use `civil-time`.
 */
export function durationMs(text: IsoDuration): number {
  const d = parseDuration(text)
  return (
    d.sign *
    (d.years * 365 * DAY +
      d.months * 30 * DAY +
      d.weeks * 7 * DAY +
      d.days * DAY +
      d.hours * HOUR +
      d.minutes * MINUTE +
      d.seconds * SECOND)
  )
}
