/**
 * Civil time: dates, wall clocks and zones. The only module that computes with them; everything else handles instants.
 *
 * Rules (each has its test): a skipped local time moves to the first valid instant after it, a repeated one takes the first;
 * a day on the stop-watch is 24 h, a calendar day keeps the wall clock; 29 February is kept on 28 February or on 1 March.
 *
 * Temporal knows the zones and the calendar. Offsets are kept per zone as intervals, because asking `Intl` for one costs
 * microseconds and a batch asks for a thousand; with them a conversion is a binary search and an addition.
 */
import { Temporal } from 'temporal-polyfill'
import { AssertionFailed, assert } from './assert.ts'
import type { Instant } from './clock.ts'
import { type IsoDuration, parseDuration } from './duration.ts'
import { defineFaults } from './faults.ts'
import { limits } from './limits.ts'
import { offsetAt, offsetInterval, zoneExists } from './zone-offsets.ts'

/** A civil date, `YYYY-MM-DD`, years 1000 to 9999. */
export type CivilDate = string
/** A wall-clock time, `HH:MM` or `HH:MM:SS`, 00:00 to 23:59:59. */
export type WallTime = string
/** ISO 8601 day of the week: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
/** Where 29 February is kept in a year that has none. */
export type LeapDay = 'feb28' | 'mar1'

export const civilFaults = defineFaults({
  ZONE_UNKNOWN: {
    status: 400,
    title: 'Not a time zone',
    say: ({ got }: { got: unknown }) => `Expected an IANA time zone such as Europe/Rome, got ${JSON.stringify(got)}.`,
  },
  CIVIL_DATE_INVALID: {
    status: 400,
    title: 'Not a date',
    say: ({ got }: { got: unknown }) => `Expected a date such as 2026-03-29, got ${JSON.stringify(got)}.`,
  },
  WALL_TIME_INVALID: {
    status: 400,
    title: 'Not a time of day',
    say: ({ got }: { got: unknown }) => `Expected a time of day such as 09:00, got ${JSON.stringify(got)}.`,
  },
})

/** Regular expression of a wall-clock time, for JSON Schemas. */
export const WALL_TIME_PATTERN = '^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$'
/** Regular expression of a civil date, for JSON Schemas; `isCivilDate` also knows the length of months. */
export const CIVIL_DATE_PATTERN = '^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'

const DAY_MS = 86_400_000
const FIRST_INSTANT = Date.UTC(limits.firstYear, 0, 2)
const LAST_INSTANT = Date.UTC(limits.lastYear, 11, 30)
const wallTime = new RegExp(WALL_TIME_PATTERN)
const civilDatePattern = new RegExp(CIVIL_DATE_PATTERN)

/** True for a zone of the IANA database. Offsets such as `+02:00` are not zones: they know no daylight saving. */
export function isZone(id: unknown): id is string {
  return typeof id === 'string' && zoneExists(id)
}

export function isWallTime(text: unknown): text is WallTime {
  return typeof text === 'string' && wallTime.test(text)
}

/** True for a date that exists. */
export function isCivilDate(text: unknown): text is CivilDate {
  if (typeof text !== 'string' || !civilDatePattern.test(text)) return false
  return new Date(Date.UTC(+text.slice(0, 4), +text.slice(5, 7) - 1, +text.slice(8, 10))).getUTCDate() === +text.slice(8, 10)
}

/** The date on the wall calendar of a zone at an instant. */
export function civilDate(instant: Instant, zone: string): CivilDate {
  return dateOfLocal(instant + offset(instant, zone))
}

/** Date, time and weekday on the wall of a zone at an instant. `minute` counts from midnight, 0 to 1439. */
export function civilOf(instant: Instant, zone: string): { date: CivilDate; time: WallTime; minute: number; weekday: Weekday } {
  const local = instant + offset(instant, zone)
  const date = dateOfLocal(local)
  return {
    date,
    time: new Date(local).toISOString().slice(11, 19),
    minute: Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / 60_000),
    weekday: weekdayOf(date),
  }
}

/**
 * The instant of a wall-clock time on a date in a zone. A time the zone skips gives the first valid instant after it (02:30 on
 * 2026-03-29 in Rome is 03:00 there, 01:00Z); a time it has twice gives the first.
 */
export function atCivil(date: CivilDate, time: WallTime, zone: string): Instant {
  return instantOfLocal(localOfDate(date) + msOfTime(time), zone)
}

/** Midnight, or where a zone skips midnight the first instant of the day. */
export function startOfDay(date: CivilDate, zone: string): Instant {
  return instantOfLocal(localOfDate(date), zone)
}

/**
 * An instant moved by a duration, which may be negative.
 * - `exact`: days and weeks are 24 h and 168 h on a stop-watch. Months and years, which have no length, move on the calendar.
 * - `calendar`: years, months, weeks and days move the date and keep the wall clock; hours, minutes and seconds are then added on the stop-watch.
 * A month without that day ends on its last one: 31 January plus P1M is 28 or 29 February.
 */
export function plusDuration(instant: Instant, duration: IsoDuration, mode: 'exact' | 'calendar', zone: string): Instant {
  const { sign, years, months, weeks, days, hours, minutes, seconds } = parseDuration(duration)
  const onCalendar = mode === 'calendar' ? weeks * 7 + days : 0
  const onStopwatch = ((mode === 'exact' ? (weeks * 7 + days) * 24 : 0) + hours) * 3_600_000 + minutes * 60_000 + seconds * 1000
  let moved = instant
  if (years !== 0 || months !== 0 || onCalendar !== 0) {
    const local = instant + offset(instant, zone)
    const date = dateOfLocal(local)
    const to = plusMonths(date, sign * (years * 12 + months), sign * onCalendar)
    moved = instantOfLocal(localOfDate(to) + (local - localOfDate(date)), zone)
  }
  const to = moved + sign * onStopwatch
  if (!(to >= FIRST_INSTANT && to <= LAST_INSTANT))
    throw civilFaults.CIVIL_DATE_INVALID({ got: `${isoOf(instant)} plus ${duration}` })
  return to
}

/** The date so many days later (earlier where negative). */
export function plusDays(date: CivilDate, days: number): CivilDate {
  return dateOfLocal(localOfDate(date) + days * DAY_MS)
}

/** Whole days from one date to another; negative when the second is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((localOfDate(to) - localOfDate(from)) / DAY_MS)
}

export function weekdayOf(date: CivilDate): Weekday {
  // 1970-01-01 was a Thursday.
  return (((((localOfDate(date) / DAY_MS + 3) % 7) + 7) % 7) + 1) as Weekday
}

/** The first instant at or after `from` at which the wall clock of the zone says `time`. */
export function nextAt(from: Instant, time: WallTime, zone: string): Instant {
  return nextWeekdayAt(from, [1, 2, 3, 4, 5, 6, 7], time, zone)
}

/** The first instant at or after `from` at `time` on one of the weekdays. */
export function nextWeekdayAt(from: Instant, weekdays: readonly Weekday[], time: WallTime, zone: string): Instant {
  assert(weekdays.length > 0, 'nextWeekdayAt needs at least one weekday')
  let date = civilDate(from, zone)
  // Nine days: a week, and one more each for a time already past today and for a date a zone leapt over.
  for (let tries = 0; tries < 9; tries++, date = plusDays(date, 1)) {
    if (!weekdays.includes(weekdayOf(date))) continue
    const instant = atCivil(date, time, zone)
    if (instant >= from) return instant
  }
  throw new AssertionFailed(`no ${time} on weekdays ${weekdays.join(', ')} within nine days of ${isoOf(from)} in ${zone}`)
}

/** The day of a yearly date in one year; only 29 February ever differs from itself. */
export function anniversaryIn(year: number, date: CivilDate, leapDay: LeapDay): CivilDate {
  mustBeDate(date)
  const monthDay = date.slice(5)
  if (monthDay !== '02-29' || isLeapYear(year)) return `${year}-${monthDay}`
  return leapDay === 'feb28' ? `${year}-02-28` : `${year}-03-01`
}

/** The first instant at or after `from` at `time` on the yearly return of a date. */
export function nextAnniversaryAt(from: Instant, date: CivilDate, time: WallTime, zone: string, leapDay: LeapDay): Instant {
  const year = +civilDate(from, zone).slice(0, 4)
  const thisYear = atCivil(anniversaryIn(year, date, leapDay), time, zone)
  return thisYear >= from ? thisYear : atCivil(anniversaryIn(year + 1, date, leapDay), time, zone)
}

/** `2026-03-29T01:00:00.000Z`. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString()
}

const INSTANT =
  /^([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,9})?)?(Z|[-+](?:0[0-9]|1[0-4]):?[0-5][0-9])$/

/** The instant an ISO 8601 text names; null when it names none or none exactly: a date without a zone is not an instant. */
export function parseInstant(text: unknown): Instant | null {
  const found = typeof text === 'string' ? INSTANT.exec(text) : null
  if (!found || !isCivilDate(found[1])) return null
  const [, date, minutes, seconds = ':00', zone] = found as unknown as [string, string, string, string | undefined, string]
  const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const instant = Date.parse(`${date}T${minutes}${seconds.slice(0, 7)}${colon}`)
  return Number.isNaN(instant) ? null : instant
}

/** What a text of a profile says about time. A date is a date, a local date-time is local, an instant is an instant. */
export function timeKindOf(text: unknown): 'date' | 'local' | 'instant' | null {
  if (isCivilDate(text)) return 'date'
  if (parseInstant(text) !== null) return 'instant'
  return typeof text === 'string' && !/[Z+]/.test(text) && parseInstant(`${text}Z`) !== null ? 'local' : null
}

/** The instant of a date (at its start), a local date-time or an instant, read in a zone; null for anything else. */
export function instantIn(text: unknown, zone: string): Instant | null {
  const kind = timeKindOf(text)
  if (kind === null) return null
  if (kind === 'date') return startOfDay(text as CivilDate, zone)
  if (kind === 'instant') return parseInstant(text)
  return instantOfLocal(parseInstant(`${text as string}Z`)!, zone)
}

/**
 * The instant of a local time (milliseconds, as if it were UTC). Temporal's own `compatible` pushes 02:30 to 03:30 when an hour
 * is skipped; we want the first valid instant, which is the transition itself.
 */
function instantOfLocal(local: number, zone: string): Instant {
  // A day on either side lies beyond any transition near `local`, also where a zone leapt over a whole date (Apia, 2011).
  const before = local - offset(local - DAY_MS, zone)
  if (before + offset(before, zone) === local) return before
  const after = local - offset(local + DAY_MS, zone)
  if (after + offset(after, zone) === local) return after
  return offsetInterval(before, zone).from
}

function offset(instant: Instant, zone: string): number {
  if (!zoneExists(zone)) throw civilFaults.ZONE_UNKNOWN({ got: zone })
  return offsetAt(instant, zone)
}

function plusMonths(date: CivilDate, months: number, days: number): CivilDate {
  if (months === 0) return plusDays(date, days)
  const from = Temporal.PlainDate.from(date)
  const year = from.year + months / 12
  if (!(year > limits.firstYear && year < limits.lastYear))
    throw civilFaults.CIVIL_DATE_INVALID({ got: `${date} plus ${months} months` })
  return from.add({ months, days }).toString()
}

function localOfDate(date: CivilDate): number {
  mustBeDate(date)
  return Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1, +date.slice(8, 10))
}

function mustBeDate(date: CivilDate): void {
  if (!isCivilDate(date)) throw civilFaults.CIVIL_DATE_INVALID({ got: date })
}

function dateOfLocal(local: number): CivilDate {
  const year = new Date(local).getUTCFullYear()
  if (!(year >= limits.firstYear && year <= limits.lastYear)) throw civilFaults.CIVIL_DATE_INVALID({ got: `year ${year}` })
  return new Date(local).toISOString().slice(0, 10)
}

function msOfTime(time: WallTime): number {
  if (!isWallTime(time)) throw civilFaults.WALL_TIME_INVALID({ got: time })
  return (+time.slice(0, 2) * 60 + +time.slice(3, 5)) * 60_000 + (time.length > 5 ? +time.slice(6, 8) * 1000 : 0)
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
