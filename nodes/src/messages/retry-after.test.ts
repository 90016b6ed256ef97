import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

test('seconds and dates are read, in headers of any case', () => {
  expect(retryAfterMs({ 'Retry-After': '7' })).toBe(7000)
  expect(retryAfterMs({ 'retry-after': 'Mon, 02 Mar 2026 09:00:10 GMT', date: 'Mon, 02 Mar 2026 09:00:00 GMT' })).toBe(10_000)
})

test('nothing readable is nothing asked, and nobody makes us wait beyond a day', () => {
  expect(retryAfterMs({})).toBeNull()
  expect(retryAfterMs({ 'retry-after': 'soon' })).toBeNull()
  expect(retryAfterMs({ 'retry-after': 'Mon, 02 Mar 2026 09:00:10 GMT' })).toBeNull()
  expect(retryAfterMs({ 'retry-after': '999999999' })).toBe(86_400_000)
})
