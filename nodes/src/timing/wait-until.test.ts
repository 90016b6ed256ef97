import type { JsonObject } from '@snodo/node-sdk'
import { checkNode, type Given, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { waitUntil } from './wait-until.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(waitUntil, { hash: 'b8e81ffd2880acfc' })
})

const until = async (config: JsonObject, given: Given) => {
  const { contact = {}, ...world } = given
  return (await runNode(waitUntil, { config, contacts: { someone: contact }, given: world })).someone
}

test('a plain date is midnight in the zone of the contact', async () => {
  const answer = await until(
    { anchor: { field: 'renewal' } },
    { zone: 'Europe/Rome', contact: { attributes: { renewal: '2026-06-01' } } },
  )
  expect(answer).toWaitUntil('2026-05-31T22:00:00Z', 'after')
})

test('a local date-time is local, an instant is an instant', async () => {
  const given = (renewal: string) => ({ zone: 'Europe/Rome', contact: { attributes: { renewal } } })
  expect(await until({ anchor: { field: 'renewal' } }, given('2026-06-01T10:00'))).toWaitUntil('2026-06-01T08:00:00Z')
  expect(await until({ anchor: { field: 'renewal' } }, given('2026-06-01T10:00:00Z'))).toWaitUntil('2026-06-01T10:00:00Z')
})

test('a number is no date: nothing is guessed', async () => {
  expect(await until({ anchor: { field: 'renewal' } }, { contact: { attributes: { renewal: 1780000000000 } } })).toLeaveBy('past')
})

test('with a time of day the offset counts days on the calendar', async () => {
  const answer = await until(
    { anchor: { field: 'visit' }, offset: '-P1D', at: '18:00' },
    { zone: 'Europe/Rome', contact: { attributes: { visit: '2026-03-30T08:15:00Z' } } },
  )
  expect(answer).toWaitUntil('2026-03-29T16:00:00Z')
})

test('a date among the properties of the first event is found by its path', async () => {
  const answer = await until(
    { anchor: { event: 'booking.startsAt' } },
    { entry: { properties: { booking: { startsAt: '2026-04-01T10:00:00Z' } } } },
  )
  expect(answer).toWaitUntil('2026-04-01T10:00:00Z')
})

test('the days after an earlier block are counted from that block, not from here', async () => {
  const answer = await until(
    { anchor: { node: 'hello' }, offset: 'P6D' },
    { now: '2026-03-06T12:00:00Z', passed: { hello: '2026-03-02T09:00:00Z' } },
  )
  expect(answer).toWaitUntil('2026-03-08T09:00:00Z')
})

test('a moment already past leaves by past, goes on, or ends the journey, as the author chose', async () => {
  const given = { contact: { attributes: { renewal: '2026-01-01' } } }
  expect(await until({ anchor: { field: 'renewal' } }, given)).toLeaveBy('past')
  expect(await until({ anchor: { field: 'renewal' }, ifPast: 'proceed' }, given)).toLeaveBy('after')
  expect(await until({ anchor: { field: 'renewal' }, ifPast: 'end' }, given)).toEnd('completed')
})

test('a coupon that never expires gives no moment to wait for', async () => {
  const vars = { welcome: { code: 'A', value: 1, expiresAt: null } }
  expect(await until({ anchor: { coupon: 'welcome' }, offset: '-P1D', ifPast: 'proceed' }, { vars })).toLeaveBy('past')
})

test('past is judged by the arrival, so a retry after a pause still waits', async () => {
  const given = { enteredAt: '2026-03-02T09:00:00Z', now: '2026-03-20T09:00:00Z', passed: { hello: '2026-03-02T08:00:00Z' } }
  expect(await until({ anchor: { node: 'hello' }, offset: 'P6D' }, given)).toWaitUntil('2026-03-08T08:00:00Z')
})

test('hours after a moment are over before a time of day counts', async () => {
  const config = { anchor: { node: 'mail' }, offset: 'PT2H', at: '02:55' }
  const given = { now: '2026-03-02T02:51:00Z', passed: { mail: '2026-03-02T02:51:00Z' } }
  expect(await until(config, given)).toWaitUntil('2026-03-03T02:55:00Z', 'after')
  expect(await until({ ...config, offset: 'P1D' }, given)).toWaitUntil('2026-03-03T02:55:00Z', 'after')
  expect(await until({ ...config, offset: '-PT1H', at: '01:00' }, { ...given, now: '2026-03-02T00:00:00Z' })).toWaitUntil(
    '2026-03-02T01:00:00Z',
    'after',
  )
})
