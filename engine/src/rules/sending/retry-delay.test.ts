import { seededRandom } from '@snodo/base'
import { expect, test } from 'vitest'
import { ACT_RETRIES, retryDelay, SEND_RETRIES } from './retry-delay.ts'

const never = { next: () => 0 }
const always = { next: () => 1 }

test('each wait is longer than the one before, up to the most', () => {
  const waits = [1, 2, 3, 12, 13].map((attempt) => retryDelay(SEND_RETRIES, attempt, null, always))
  expect(waits).toEqual([5_000, 10_000, 20_000, 1_800_000, 1_800_000])
  expect([1, 2, 3, 4].map((attempt) => retryDelay(ACT_RETRIES, attempt, null, always))).toEqual([5_000, 20_000, 80_000, 320_000])
})

test('jitter takes at most half of it away', () => {
  expect(retryDelay(SEND_RETRIES, 3, null, never)).toBe(10_000)
  const random = seededRandom('x')
  const waits = Array.from({ length: 50 }, () => retryDelay(SEND_RETRIES, 3, null, random)!)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(10_000)
  expect(new Set(waits).size).toBeGreaterThan(40)
})

test('what the other side asked for is the least', () => {
  expect(retryDelay(SEND_RETRIES, 1, 60_000, never)).toBe(60_000)
  expect(retryDelay(SEND_RETRIES, 1, 60_000, always)).toBe(66_000)
  expect(retryDelay(SEND_RETRIES, 10, 1_000, never)).toBe(900_000)
  expect(retryDelay(SEND_RETRIES, 1, 1e12, never)).toBe(86_400_000)
})

test('enough is enough', () => {
  expect(retryDelay(ACT_RETRIES, 5, null, never)).toBeNull()
  expect(retryDelay(SEND_RETRIES, 14, 1_000, never)).toBeNull()
})
