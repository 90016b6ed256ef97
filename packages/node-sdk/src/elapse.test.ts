import { expect, test } from 'vitest'
import { elapse } from './elapse.ts'

test('days are 24 hours, forwards and back', () => {
  const noon = Date.parse('2026-03-28T12:00:00Z')
  expect(elapse(noon, 'P1D', 'Europe/Rome') - noon).toBe(86_400_000)
  expect(elapse(noon, '-P1DT1H', 'Europe/Rome') - noon).toBe(-90_000_000)
})

test('months have no length, so they move on the calendar of the zone', () => {
  const end = Date.parse('2026-01-31T12:00:00Z')
  expect(elapse(end, 'P1M', 'UTC')).toBe(Date.parse('2026-02-28T12:00:00Z'))
})
