import { expect, test } from 'vitest'
import { expiresAt } from './expiry.ts'

const at = Date.parse
const step = (now: string, more = {}) => ({
  now: at(now),
  zone: () => 'Europe/Rome',
  entry: { at: at(now), event: 'Date Arrived', properties: { field: 'birthday', day: '2026-03-02' } },
  enteredAt: at(now),
  ...more,
})

test('rule 21: a message may be late by a length of time, or without end', () => {
  expect(expiresAt('PT12H', step('2026-03-02T08:00:00Z'))).toBe(at('2026-03-02T20:00:00Z'))
  expect(expiresAt(null, step('2026-03-02T08:00:00Z'))).toBeNull()
})

test('rule 21: what is meant for a day is too late when that day is over where the contact lives', () => {
  expect(expiresAt('thatDay', step('2026-03-02T08:00:00Z'))).toBe(at('2026-03-02T23:00:00Z'))
  expect(expiresAt('thatDay', step('2026-03-02T08:00:00Z', { zone: () => 'America/New_York' }))).toBe(at('2026-03-03T05:00:00Z'))
  // The night on which clocks go forward ends an hour earlier.
  const easter = { entry: { at: 0, event: 'Date Arrived', properties: { day: '2026-03-29' } } }
  expect(expiresAt('thatDay', step('2026-03-29T08:00:00Z', easter))).toBe(at('2026-03-29T22:00:00Z'))
})

test('rule 21: a birthday that was come to after midnight is over; a step of a later day has its own', () => {
  expect(expiresAt('thatDay', step('2026-03-03T07:00:00Z'))).toBe(at('2026-03-02T23:00:00Z'))
  expect(expiresAt('thatDay', step('2026-03-05T07:00:00Z', { enteredAt: at('2026-03-02T08:00:00Z') }))).toBe(
    at('2026-03-05T23:00:00Z'),
  )
  const other = { entry: { at: 0, event: 'Signed Up', properties: { day: '2020-01-01' } } }
  expect(expiresAt('thatDay', step('2026-03-02T08:00:00Z', other))).toBe(at('2026-03-02T23:00:00Z'))
})
