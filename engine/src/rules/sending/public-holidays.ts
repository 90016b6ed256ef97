import { createRequire } from 'node:module'
import type { CivilDate } from '@snodo/base'
import type Holidays from 'date-holidays'

type HolidaysClass = typeof Holidays

/**
 * Loaded when somebody first asks: it holds the rules of two hundred countries, 36 MB and a third of a second, which a workspace that
 * only sends e-mail never needs.
 */
let library: HolidaysClass | null = null
function load(): HolidaysClass {
  library ??= createRequire(import.meta.url)('date-holidays') as HolidaysClass
  return library
}

/** A country by its two letters of ISO 3166, one whose public holidays are known. */
export function isHolidayCountry(text: string): boolean {
  return /^[A-Z]{2}$/.test(text) && Object.hasOwn(countries(), text)
}

let known: Record<string, string> | null = null
function countries(): Record<string, string> {
  known ??= new (load())().getCountries()
  return known
}

/** The days of a year on which a whole country rests, by `country/year`: a few hundred short texts at most. */
const years = new Map<string, ReadonlySet<CivilDate>>()

/** True on a public holiday of the whole country, days in lieu among them; what is kept only in a region is not. */
export function isPublicHoliday(date: CivilDate, country: string): boolean {
  const year = date.slice(0, 4)
  const key = `${country}/${year}`
  let days = years.get(key)
  if (days === undefined) {
    const all = new (load())(country, { languages: ['en'], types: ['public'] }).getHolidays(Number(year)) ?? []
    // One that begins at noon leaves a morning to send in.
    days = new Set(all.filter((each) => each.date.slice(11, 16) === '00:00').flatMap(daysOf))
    years.set(key, days)
  }
  return days.has(date)
}

const DAY_MS = 86_400_000

/** Some last for days; `start` and `end` are midnights of the country. */
function daysOf({ date, start, end }: { date: string; start: Date; end: Date }): CivilDate[] {
  const count = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS))
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
  return Array.from({ length: count }, (_, n) => new Date(first + n * DAY_MS).toISOString().slice(0, 10))
}

let ofZones: Map<string, string> | null = null

/** The country whose wall clocks a zone is named for; null where it is nobody's, such as UTC. */
export function countryOfZone(zone: string): string | null {
  ofZones ??= new Map(
    Object.keys(countries()).flatMap((country) =>
      (new Intl.Locale(`und-${country}`) as ZonedLocale).getTimeZones().map((name): [string, string] => [name, country]),
    ),
  )
  return ofZones.get(zone) ?? null
}

/** As Node 24 has it; TypeScript does not know of it yet. */
type ZonedLocale = Intl.Locale & { getTimeZones(): string[] }
