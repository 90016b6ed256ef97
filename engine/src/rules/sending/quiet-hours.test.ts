import { describe, expect, test } from 'vitest'
import { easterSunday, isPublicHoliday } from './public-holidays.ts'
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

test('Easter and its Monday are holidays', () => {
  expect([2024, 2025, 2026, 2027, 2038].map(easterSunday)).toEqual([
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2038-04-25',
  ])
  expect(isPublicHoliday('2026-04-06', 'IT')).toBe(true)
  expect(isPublicHoliday('2026-04-07', 'IT')).toBe(false)
  expect([isPublicHoliday('2025-10-04', 'IT'), isPublicHoliday('2026-10-04', 'IT')]).toEqual([false, true])
})
