import { seededRandom } from '@snodo/base'
import { expect, test } from 'vitest'
import { availableAt, type Budget, type BudgetRate, endProbe, freshBudget, leaseFrom, slowDown } from './budget.ts'

const NOW = Date.parse('2026-11-24T10:00:00Z')
const random = seededRandom('budget')
const ROME = 'Europe/Rome'

/** Asks for more than there is every so often, for so long; gives how much was granted in each second. */
function drawDown(rate: BudgetRate, everyMs: number, forMs: number): number[] {
  let budget = freshBudget('provider:smtp')
  const seconds: number[] = []
  for (let at = 0; at < forMs; at += everyMs) {
    const lease = leaseFrom(budget, rate, 1000, NOW + at, ROME)
    budget = lease.budget
    const second = Math.floor(at / 1000)
    seconds[second] = (seconds[second] ?? 0) + lease.granted
  }
  return seconds
}

test('a rate holds over any number of processes that lease from the one row', () => {
  expect(drawDown({ perSecond: 10 }, 7, 10_000)).toEqual(Array(10).fill(10))
  expect(drawDown({ perMinute: 30 }, 7, 8_000)).toEqual([1, 0, 1, 0, 1, 0, 1, 0])
  expect(drawDown({ perSecond: 100, perMinute: 600 }, 11, 5_000)).toEqual(Array(5).fill(10))
})

test('whoever asks a little late loses nothing of what the rate allows', () => {
  const seconds = drawDown({ perSecond: 10 }, 1_100, 33_000)
  expect(seconds.reduce((sum, granted) => sum + granted, 0)).toBe(300)
})

test('a day has so many and no more, and the next begins at midnight of the workspace', () => {
  const rate = { perDay: 5 }
  const first = leaseFrom(freshBudget('provider:smtp'), rate, 3, NOW, ROME)
  const second = leaseFrom(first.budget, rate, 3, NOW + 1, ROME)
  expect([first.granted, second.granted]).toEqual([3, 2])
  expect(leaseFrom(second.budget, rate, 3, NOW + 2, ROME).granted).toBe(0)
  const midnight = Date.parse('2026-11-24T23:00:00Z')
  expect(availableAt(second.budget, rate, NOW + 2, ROME)).toBe(midnight)
  expect(leaseFrom(second.budget, rate, 3, midnight, ROME).granted).toBe(3)
})

test('without a rate everything goes', () => {
  expect(leaseFrom(freshBudget('provider:smtp'), {}, 500, NOW, ROME).granted).toBe(500)
})

test('a provider in trouble is left alone for longer each time, and no shorter than it asked for', () => {
  let budget: Budget = freshBudget('provider:smtp')
  const pauses: number[] = []
  let now = NOW
  for (let n = 0; n < 12; n++) {
    budget = slowDown(budget, { now, askedMs: null, say: '421', probe: n > 0 }, random)
    pauses.push((budget.pausedUntil ?? 0) - now)
    now = budget.pausedUntil ?? now
  }
  expect(pauses[0]).toBeGreaterThanOrEqual(2_500)
  expect(pauses[0]).toBeLessThanOrEqual(5_000)
  expect(pauses[3]).toBeGreaterThan(pauses[0]!)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(300_000)
  const asked = slowDown(freshBudget('p'), { now: NOW, askedMs: 120_000, say: '429', probe: false }, random)
  expect(asked.pausedUntil).toBeGreaterThanOrEqual(NOW + 120_000)
})

test('messages that failed together count as one trouble', () => {
  const once = slowDown(freshBudget('p'), { now: NOW, askedMs: null, say: '421', probe: false }, random)
  const again = slowDown(once, { now: NOW + 10, askedMs: null, say: '421', probe: false }, random)
  expect(again.failures).toBe(1)
})

test('after the pause one message tries, and nobody else until it is known what became of it', () => {
  const paused = slowDown(freshBudget('p'), { now: NOW, askedMs: null, say: '421', probe: false }, random)
  expect(leaseFrom(paused, {}, 10, NOW + 1, ROME).granted).toBe(0)
  const after = paused.pausedUntil!
  const probe = leaseFrom(paused, {}, 10, after, ROME)
  expect(probe).toMatchObject({ granted: 1, probe: true })
  expect(leaseFrom(probe.budget, {}, 10, after + 60_000, ROME).granted).toBe(0)
  // Its process died: somebody else may try after all.
  expect(leaseFrom(probe.budget, {}, 10, after + 90_000, ROME).granted).toBe(1)
  expect(leaseFrom(endProbe(probe.budget, true, after + 50), {}, 10, after + 50, ROME).granted).toBe(10)
  expect(leaseFrom(endProbe(probe.budget, false, after + 50), {}, 10, after + 50, ROME)).toMatchObject({
    granted: 1,
    probe: true,
  })
})
