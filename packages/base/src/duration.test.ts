import { expect, it } from 'vitest'
import { DURATION_PATTERN, durationMs, isDuration, LENGTH_PATTERN, parseDuration } from './duration.ts'

it('reads ISO 8601 durations, part by part', () => {
  expect(parseDuration('P1Y2M3W4DT5H6M7S')).toEqual({
    sign: 1,
    years: 1,
    months: 2,
    weeks: 3,
    days: 4,
    hours: 5,
    minutes: 6,
    seconds: 7,
  })
  expect(parseDuration('-PT90M')).toMatchObject({ sign: -1, minutes: 90 })
})

it('counts a day as 24 hours', () => {
  expect(durationMs('P1D')).toBe(86_400_000)
  expect(durationMs('-P1DT1S')).toBe(-86_401_000)
  expect(durationMs('P2W')).toBe(14 * 86_400_000)
})

it('is a length where it does not point back', () => {
  const length = new RegExp(LENGTH_PATTERN)
  expect(['P3D', 'PT12H', '-P3D', '+P3D', 'P'].map((text) => length.test(text))).toEqual([true, true, false, false, false])
})

it('refuses what is none, and numbers no calendar reaches', () => {
  for (const text of ['P', 'PT', 'P1', '3 days', 'P1.5D', 'PT1D', '', 'P99999Y', 'P1D ', null, 3]) {
    expect(isDuration(text)).toBe(false)
    expect(() => parseDuration(text as string)).toThrow(expect.objectContaining({ code: 'DURATION_INVALID', status: 400 }))
  }
  expect(new RegExp(DURATION_PATTERN).test('P3D')).toBe(true)
})
