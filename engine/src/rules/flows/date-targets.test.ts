import { expect, test } from 'vitest'
import { beginsOn, type DateStart, datesBeginningOn, dueDay, textsToFind } from './date-targets.ts'

const birthday: DateStart = { field: 'birthday', offset: 'P0D', at: '09:00', leapDay: 'feb28', yearly: true }
const renewal: DateStart = { ...birthday, offset: '-P7D', yearly: false }

test('a birthday returns every year, not before one was born', () => {
  expect(beginsOn('1990-11-21', '2026-11-21', birthday, 'Europe/Rome')).toBe(true)
  expect(beginsOn('1990-11-20', '2026-11-21', birthday, 'Europe/Rome')).toBe(false)
  expect(beginsOn('2030-11-21', '2026-11-21', birthday, 'Europe/Rome')).toBe(false)
})

test('29 February is kept on the day the node says', () => {
  const march = { ...birthday, leapDay: 'mar1' } as const
  expect(beginsOn('2000-02-29', '2026-02-28', birthday, 'UTC')).toBe(true)
  expect(beginsOn('2000-02-29', '2026-03-01', birthday, 'UTC')).toBe(false)
  expect(beginsOn('2000-02-29', '2026-03-01', march, 'UTC')).toBe(true)
  expect(beginsOn('2000-02-29', '2028-02-29', march, 'UTC')).toBe(true)
  expect(beginsOn('2000-02-29', '2028-02-28', birthday, 'UTC')).toBe(false)
})

test('an offset is counted in calendar days before or after the date', () => {
  expect(beginsOn('2026-11-28', '2026-11-21', renewal, 'UTC')).toBe(true)
  expect(beginsOn('2027-11-28', '2026-11-21', renewal, 'UTC')).toBe(false)
  expect(datesBeginningOn('2026-02-28', 'P1M')).toEqual(['2026-01-28', '2026-01-29', '2026-01-30', '2026-01-31'])
  // The days before a new year's birthday belong to the year of the birthday.
  expect(beginsOn('1990-01-02', '2026-12-31', { ...birthday, offset: '-P2D' }, 'UTC')).toBe(true)
})

test('a date stays a date, a local time is local, an instant is read in the contact’s zone', () => {
  const once = { ...renewal, offset: 'P0D' }
  expect(beginsOn('2026-11-21', '2026-11-21', once, 'Asia/Tokyo')).toBe(true)
  expect(beginsOn('2026-11-21T23:30:00', '2026-11-21', once, 'Asia/Tokyo')).toBe(true)
  expect(beginsOn('2026-11-21T23:30:00Z', '2026-11-22', once, 'Europe/Rome')).toBe(true)
  expect(beginsOn('2026-11-21T23:30:00Z', '2026-11-21', once, 'Europe/London')).toBe(true)
  expect(beginsOn('soon', '2026-11-21', once, 'UTC')).toBe(false)
})

test('whatever begins on a day is among the texts looked for', () => {
  for (const [value, day, zone] of [
    ['2026-11-21T23:30:00Z', '2026-11-22', 'Asia/Tokyo'],
    ['2026-11-22T03:30:00Z', '2026-11-21', 'America/New_York'],
  ] as const) {
    const once = { ...renewal, offset: 'P0D' }
    expect(beginsOn(value, day, once, zone)).toBe(true)
    expect(textsToFind(day, once)).toContain(value.slice(0, 10))
  }
  expect(textsToFind('2026-02-28', birthday)).toContain('02-29')
})

test('a day is due from its hour on, for a day', () => {
  const at = (iso: string) => dueDay(birthday, Date.parse(iso), 'Europe/Rome')
  expect(at('2026-11-21T08:00:00Z')).toEqual({ day: '2026-11-21', at: Date.parse('2026-11-21T08:00:00Z') })
  expect(at('2026-11-21T07:59:59Z')).toEqual({ day: '2026-11-20', at: Date.parse('2026-11-20T08:00:00Z') })
})
