import {
  anniversaryIn,
  atCivil,
  type CivilDate,
  civilDate,
  type Instant,
  type IsoDuration,
  isCivilDate,
  type LeapDay,
  parseInstant,
  plusDays,
  plusDuration,
  startOfDay,
  timeKindOf,
} from '@snodo/base'

/** A start on a date of the contact, as its node says it. */
export type DateStart = { field: string; offset: IsoDuration; at: string; leapDay: LeapDay; yearly: boolean }

/** The day on which a flow begins for a date: so many calendar days, weeks or months before or after it. */
export function startDayOf(date: CivilDate, offset: IsoDuration): CivilDate {
  return civilDate(plusDuration(startOfDay(date, 'UTC'), offset, 'calendar', 'UTC'), 'UTC')
}

/**
 * The dates whose flow begins on `day`. Counting months back is not the reverse of counting them on (a month after the 29th,
 * 30th and 31st of January is one and the same day), so the days around are tried forwards.
 */
export function datesBeginningOn(day: CivilDate, offset: IsoDuration): CivilDate[] {
  const back = offset.startsWith('-') ? offset.slice(1) : `-${offset.replace(/^\+/, '')}`
  const near = startDayOf(day, back)
  return [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((days) => plusDays(near, days)).filter((date) => startDayOf(date, offset) === day)
}

/** True where what stands in a contact's field begins the flow on `day`, read in the contact's zone. */
export function beginsOn(value: string, day: CivilDate, start: DateStart, zone: string): boolean {
  const date = dateIn(value, zone)
  if (date === null) return false
  if (!start.yearly) return startDayOf(date, start.offset) === day
  return datesBeginningOn(day, start.offset).some(
    (on) => on >= date && anniversaryIn(+on.slice(0, 4), date, start.leapDay) === on,
  )
}

/** What to look for in the field: whole dates, or for yearly ones months and days; a day on either side for instants in other zones. */
export function textsToFind(day: CivilDate, start: DateStart): string[] {
  const dates = datesBeginningOn(day, start.offset).flatMap((date) => [plusDays(date, -1), date, plusDays(date, 1)])
  if (!start.yearly) return [...new Set(dates)]
  // 29 February is kept on a day beside it, so it is looked for wherever one of those is.
  const months = dates.map((date) => date.slice(5))
  if (months.includes('02-28') || months.includes('03-01')) months.push('02-29')
  return [...new Set(months)]
}

/** The day (in a zone) and the instant that are to be carried out now: the latest that is due, at most a day late. */
export function dueDay(start: { at: string }, now: Instant, zone: string): { day: CivilDate; at: Instant } | null {
  const today = civilDate(now, zone)
  for (const day of [today, plusDays(today, -1)]) {
    const at = atCivil(day, start.at, zone)
    if (at <= now) return at > now - 86_400_000 ? { day, at } : null
  }
  return null
}

function dateIn(value: string, zone: string): CivilDate | null {
  const kind = timeKindOf(value)
  if (kind === 'date') return value
  if (kind === 'local') return isCivilDate(value.slice(0, 10)) ? value.slice(0, 10) : null
  const instant = kind === 'instant' ? parseInstant(value) : null
  return instant === null ? null : civilDate(instant, zone)
}
