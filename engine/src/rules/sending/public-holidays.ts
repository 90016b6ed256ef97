import { type CivilDate, plusDays } from '@snodo/base'

/** Countries whose public holidays are known, by ISO 3166 code. */
export const HOLIDAY_COUNTRIES = ['IT'] as const
export type HolidayCountry = (typeof HOLIDAY_COUNTRIES)[number]

/** Months and days that are public holidays every year. Italy: law 260/1949 as amended (law 151/2025 brings 4 October back from 2026). */
const FIXED: Record<HolidayCountry, readonly { day: string; from?: number }[]> = {
  IT: [
    { day: '01-01' },
    { day: '01-06' },
    { day: '04-25' },
    { day: '05-01' },
    { day: '06-02' },
    { day: '08-15' },
    { day: '10-04', from: 2026 },
    { day: '11-01' },
    { day: '12-08' },
    { day: '12-25' },
    { day: '12-26' },
  ],
}

export function isPublicHoliday(date: CivilDate, country: HolidayCountry): boolean {
  const year = +date.slice(0, 4)
  if (FIXED[country].some(({ day, from }) => date.slice(5) === day && year >= (from ?? 0))) return true
  const easter = easterSunday(year)
  return date === easter || date === plusDays(easter, 1)
}

/** Gregorian Easter, by the algorithm of Meeus, Jones and Butcher. */
export function easterSunday(year: number): CivilDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
