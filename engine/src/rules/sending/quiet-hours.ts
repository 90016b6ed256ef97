import { atCivil, civilOf, type Instant, plusDays, type WallTime, type Weekday } from '@snodo/base'
import { countryOfZone, isPublicHoliday } from './public-holidays.ts'

/** In place of a country: the contact's, by its field `country`, else by the zone whose clock governs the message. */
export const CONTACTS_OWN = 'contact'

/** When nothing is sent on a channel, by the wall clock of the contact's zone. */
export type QuietHours = {
  /** From `from` to `to`; when `to` is not later than `from` it is the next day's. `weekdays` are those on which it begins; absent: all. */
  windows: readonly { from: WallTime; to: WallTime; weekdays?: readonly Weekday[] }[]
  /** Days that are quiet from midnight to midnight. */
  days: readonly Weekday[]
  /** Public holidays of this country (ISO 3166), or of the contact's own, are quiet days too. */
  holidays: string | null
  /** Wait for the end of it, a day at most; leave by *not sent* at once; or end the whole trip. */
  whenQuiet: 'hold' | 'skip' | 'end'
}

/** Marketing SMS to Italian numbers: never from 22:00 to 08:00 nor on a Sunday, whatever the workspace has set. */
export const ITALIAN_SMS_LAW: QuietHours = {
  windows: [{ from: '22:00', to: '08:00' }],
  days: [7],
  holidays: null,
  whenQuiet: 'hold',
}

/** E-mail has none; what rings or buzzes keeps quiet in the evening, on Sundays and on public holidays. */
export const STANDARD_QUIET_HOURS: QuietHours = {
  windows: [{ from: '20:00', to: '09:00' }],
  days: [7],
  holidays: CONTACTS_OWN,
  whenQuiet: 'hold',
}

/** Both sets of rules at once; what to do is asked of the first. */
export function joinQuietHours(one: QuietHours | null, other: QuietHours | null): QuietHours | null {
  if (one === null || other === null) return one ?? other
  return {
    windows: [...one.windows, ...other.windows],
    days: [...new Set([...one.days, ...other.days])],
    holidays: one.holidays ?? other.holidays,
    whenQuiet: one.whenQuiet,
  }
}

/** When the quiet that reigns at `now` ends; null when it is not quiet. Quiet that follows on quiet is one. */
export function quietUntil(quiet: QuietHours, now: Instant, zone: string): Instant | null {
  let at = now
  // Two steps a day for a month: longer quiet than that is a channel switched off, and the month's end is told.
  for (let steps = 0; steps < 62; steps++) {
    const end = endOfQuietAt(quiet, at, zone)
    if (end === null) break
    at = end
  }
  return at === now ? null : at
}

function endOfQuietAt(quiet: QuietHours, at: Instant, zone: string): Instant | null {
  const { date, weekday } = civilOf(at, zone)
  if (quiet.days.includes(weekday) || isHoliday(quiet, date, zone)) return atCivil(plusDays(date, 1), '00:00', zone)
  const yesterday = plusDays(date, -1)
  for (const window of quiet.windows) {
    const overnight = window.to <= window.from
    // A window that began today, or one that began yesterday and reaches into today.
    for (const begun of overnight ? [date, yesterday] : [date]) {
      if (window.weekdays !== undefined && !window.weekdays.includes(weekdayIn(begun, date, weekday))) continue
      const from = atCivil(begun, window.from, zone)
      const to = atCivil(overnight ? plusDays(begun, 1) : begun, window.to, zone)
      if (from <= at && at < to) return to
    }
  }
  return null
}

function isHoliday({ holidays }: QuietHours, date: string, zone: string): boolean {
  if (holidays === null) return false
  const country = holidays === CONTACTS_OWN ? countryOfZone(zone) : holidays
  return country !== null && isPublicHoliday(date, country)
}

function weekdayIn(date: string, today: string, weekday: Weekday): Weekday {
  return date === today ? weekday : ((((weekday + 5) % 7) + 1) as Weekday)
}
