import { describe, expect, test } from 'vitest'
import { quietHoursOf } from './message-facts.ts'
import { countryOfZone, isHolidayCountry, isPublicHoliday } from './public-holidays.ts'
import { ITALIAN_SMS_LAW, joinQuietHours, type QuietHours, quietUntil, STANDARD_QUIET_HOURS } from './quiet-hours.ts'

const ROME = 'Europe/Rome'
const lunch: QuietHours = {
  windows: [{ from: '12:00', to: '14:00', weekdays: [1] }],
  days: [],
  holidays: null,
  whenQuiet: 'hold',
}

const cases: [claim: string, quiet: QuietHours, now: string, until: string | null][] = [
  ['by day nothing is quiet', STANDARD_QUIET_HOURS, '2026-11-24T10:00:00Z', null],
  ['20:00 is quiet already', STANDARD_QUIET_HOURS, '2026-11-24T19:00:00Z', '2026-11-25T08:00:00Z'],
  ['09:00 is not quiet any more', STANDARD_QUIET_HOURS, '2026-11-24T08:00:00Z', null],
  ['before dawn the night that began yesterday lasts', STANDARD_QUIET_HOURS, '2026-11-24T03:00:00Z', '2026-11-24T08:00:00Z'],
  [
    'Saturday evening flows into Sunday and into Monday morning',
    STANDARD_QUIET_HOURS,
    '2026-11-28T19:00:00Z',
    '2026-11-30T08:00:00Z',
  ],
  ['a public holiday is quiet all day', STANDARD_QUIET_HOURS, '2026-12-08T11:00:00Z', '2026-12-09T08:00:00Z'],
  ['a window of Mondays is quiet on Mondays', lunch, '2026-11-23T11:30:00Z', '2026-11-23T13:00:00Z'],
  ['a window of Mondays is none on Tuesdays', lunch, '2026-11-24T11:30:00Z', null],
  // The night of 29 March 2026 is an hour shorter: 08:00 local is 06:00Z instead of 07:00Z.
  [
    'the end is by the wall clock when summer time begins',
    { ...ITALIAN_SMS_LAW, days: [] },
    '2026-03-28T22:00:00Z',
    '2026-03-29T06:00:00Z',
  ],
]

describe('quiet hours', () => {
  test.each(cases)('%s', (_, quiet, now, until) => {
    const found = quietUntil(quiet, Date.parse(now), ROME)
    expect(found === null ? null : new Date(found).toISOString()).toBe(until === null ? null : new Date(until).toISOString())
  })
})

test('the law adds to what the workspace set, it does not replace it', () => {
  const both = joinQuietHours(lunch, ITALIAN_SMS_LAW)!
  expect(quietUntil(both, Date.parse('2026-11-23T11:30:00Z'), ROME)).toBe(Date.parse('2026-11-23T13:00:00Z'))
  expect(quietUntil(both, Date.parse('2026-11-23T22:30:00Z'), ROME)).toBe(Date.parse('2026-11-24T07:00:00Z'))
  expect(joinQuietHours(null, ITALIAN_SMS_LAW)).toBe(ITALIAN_SMS_LAW)
})

test('rule 18: public holidays are those of the contact’s country, by its field or by the clock that governs', () => {
  const quiet: QuietHours = { windows: [], days: [], holidays: 'contact', whenQuiet: 'hold' }
  const noon = (day: string) => Date.parse(`${day}T12:00:00Z`)
  expect(quietUntil(quiet, noon('2026-06-02'), ROME)).toBe(Date.parse('2026-06-02T22:00:00Z'))
  expect(quietUntil(quiet, noon('2026-06-02'), 'Europe/Paris')).toBeNull()
  expect(quietUntil(quiet, noon('2026-07-14'), 'Europe/Paris')).toBe(Date.parse('2026-07-14T22:00:00Z'))
  expect(quietUntil(quiet, noon('2026-11-26'), 'America/New_York')).toBe(Date.parse('2026-11-27T05:00:00Z'))
  expect(quietUntil(quiet, noon('2026-12-25'), 'UTC')).toBeNull()
  const settings = { quietHours: { sms: { windows: [], days: [], holidays: 'contact', whenQuiet: 'hold' as const } } }
  expect(quietHoursOf('sms', { phone: null, attributes: { country: 'FR' } }, settings)).toMatchObject({ holidays: 'FR' })
  expect(quietHoursOf('sms', { phone: null, attributes: { country: 'Atlantis' } }, settings)).toMatchObject({
    holidays: 'contact',
  })
  expect(quietUntil({ ...quiet, holidays: 'JP' }, noon('2026-11-23'), ROME)).not.toBeNull()
})

test('Easter’s Monday moves, a law takes effect in its year, and a holiday on a weekend is kept on the day in its place', () => {
  expect(['2026-04-06', '2027-03-29', '2038-04-26'].map((day) => isPublicHoliday(day, 'IT'))).toEqual([true, true, true])
  expect(isPublicHoliday('2026-04-07', 'IT')).toBe(false)
  expect([isPublicHoliday('2025-10-04', 'IT'), isPublicHoliday('2026-10-04', 'IT')]).toEqual([false, true])
  expect(isPublicHoliday('2026-12-28', 'GB')).toBe(true)
})

test('every zone a phone’s country is known by has a country with holidays', () => {
  for (const [zone, country] of [
    ['Europe/Rome', 'IT'],
    ['Europe/Zurich', 'CH'],
    ['Asia/Tokyo', 'JP'],
    ['Australia/Lord_Howe', 'AU'],
    ['America/New_York', 'US'],
  ] as const)
    expect([zone, countryOfZone(zone)]).toEqual([zone, country])
  expect(countryOfZone('UTC')).toBeNull()
  expect(['IT', 'contact', 'XX', 'it', '__'].map(isHolidayCountry)).toEqual([true, false, false, false, false])
})
