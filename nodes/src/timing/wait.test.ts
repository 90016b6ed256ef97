import { HERE_BEFORE, type JsonObject } from '@snodo/node-sdk'
import { checkNode, type Given, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { wait } from './wait.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(wait, { hash: 'ccd9eba99d255a67' })
})

const rome = { zone: 'Europe/Rome' }
const waits = async (config: JsonObject, given: Omit<Given, 'contact'>) => (await runNode(wait, { config, given })).someone

test('one day is 24 hours, also when the clocks change', async () => {
  expect(await waits({ duration: 'P1D' }, { ...rome, now: '2026-03-28T11:00:00Z' })).toWaitUntil('2026-03-29T11:00:00Z', 'after')
})

test('one calendar day at nine is nine on the wall clock, although that day has 23 hours', async () => {
  const answer = await waits({ duration: 'P1D', at: '09:00' }, { ...rome, now: '2026-03-28T08:00:00Z' })
  expect(answer).toWaitUntil('2026-03-29T07:00:00Z', 'after')
})

test('a wall-clock time the zone skips becomes the first instant after it', async () => {
  const answer = await waits({ duration: 'P1D', at: '02:30' }, { ...rome, now: '2026-03-28T08:00:00Z' })
  expect(answer).toWaitUntil('2026-03-29T01:00:00Z')
})

test('a wall-clock time the zone has twice is the first of the two', async () => {
  const answer = await waits({ duration: 'P1D', at: '02:30' }, { ...rome, now: '2026-10-24T08:00:00Z' })
  expect(answer).toWaitUntil('2026-10-25T00:30:00Z')
})

test('a zero wait at a time already past today means tomorrow', async () => {
  expect(await waits({ duration: 'PT0S', at: '09:00' }, { now: '2026-03-02T10:00:00Z' })).toWaitUntil('2026-03-03T09:00:00Z')
})

test('a contact that arrives exactly at the time of day goes on at once', async () => {
  expect(await waits({ duration: 'PT0S', at: '09:00' }, { now: '2026-03-02T09:00:00Z' })).toLeaveBy('after')
})

test('with weekdays alone the time of day is kept and the first fitting day taken', async () => {
  const answer = await waits({ duration: 'P1D', weekdays: [6, 7] }, { now: '2026-03-02T15:20:00Z' })
  expect(answer).toWaitUntil('2026-03-07T15:20:00Z')
})

test('a contact that arrives on a fitting day, at any fraction of a second, does not lose a week', async () => {
  expect(await waits({ duration: 'PT0S', weekdays: [1] }, { now: '2026-03-02T15:20:00.500Z' })).toLeaveBy('after')
})

test('a weekday wait takes the same day when its time is still to come', async () => {
  expect(await waits({ duration: 'PT0S', at: '18:00', weekdays: [1] }, { now: '2026-03-02T09:00:00Z' })).toWaitUntil(
    '2026-03-02T18:00:00Z',
  )
})

test('a weekday whose time is past waits a week, or goes on at once if the author says so', async () => {
  const given = { now: '2026-03-02T19:00:00Z' }
  const config = { duration: 'PT0S', at: '18:00', weekdays: [1] }
  expect(await waits(config, given)).toWaitUntil('2026-03-09T18:00:00Z')
  expect(await waits({ ...config, sameDayIfPast: 'proceed' }, given)).toLeaveBy('after')
})

test('there is no upper limit: three years are three years of the calendar', async () => {
  expect(await waits({ duration: 'P3Y' }, { now: '2026-03-02T09:00:00Z' })).toWaitUntil('2029-03-02T09:00:00Z')
})

test('waits count from the arrival, so deciding again later changes nothing', async () => {
  const config = { duration: 'P3D' }
  const first = await waits(config, { now: '2026-03-02T09:00:00Z' })
  const again = await waits(config, { enteredAt: '2026-03-02T09:00:00Z', now: '2026-03-04T17:00:00Z' })
  expect(again).toEqual(first)
})

test('hours are over before a time of day counts, and calendar days are not counted in hours', async () => {
  expect(await waits({ duration: 'PT2H', at: '02:55' }, { now: '2026-03-02T02:51:00Z' })).toWaitUntil('2026-03-03T02:55:00Z')
  expect(await waits({ duration: 'PT2H', at: '02:55' }, { now: '2026-03-02T00:55:00Z' })).toWaitUntil('2026-03-02T02:55:00Z')
  expect(await waits({ duration: 'P1D', at: '09:00' }, { now: '2026-03-02T23:30:00Z' })).toWaitUntil('2026-03-03T09:00:00Z')
  expect(await waits({ duration: 'P1DT2H', at: '09:00' }, { now: '2026-03-02T08:00:00Z' })).toWaitUntil('2026-03-04T09:00:00Z')
  const proceeding = { duration: 'PT2H', at: '02:55', sameDayIfPast: 'proceed' }
  expect(await waits(proceeding, { now: '2026-03-02T02:51:00Z' })).toWaitUntil('2026-03-02T04:51:00Z')
})

test('whoever goes round and has waited for nine o’clock waits for that of the next day', async () => {
  const given = { now: '2026-03-02T09:00:00Z', passed: { [HERE_BEFORE]: '2026-03-02T09:00:00.001Z' } }
  expect(await waits({ duration: 'PT0S', at: '09:00' }, given)).toWaitUntil('2026-03-03T09:00:00Z')
})
