import { HERE_BEFORE, type JsonObject } from '@snodo/node-sdk'
import { checkNode, type Given, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { waitFor } from './wait-for.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(waitFor, { hash: '399caa89a5eeca75' })
})

const order = (at: string, properties: JsonObject = {}) => ({ event: 'Order Completed', at, properties })
const asked = async (config: JsonObject, given: Given) => {
  const { contact = {}, ...world } = given
  return (await runNode(waitFor, { config: { timeout: 'P7D', ...config }, contacts: { someone: contact }, given: world }))
    .someone!
}
const arrived = { entry: { at: '2026-03-02T09:00:00Z' }, now: '2026-03-05T09:00:00Z' }

test('what happened before the journey began does not count', async () => {
  const answer = await asked({ event: 'Order Completed' }, { ...arrived, events: [order('2026-03-01T09:00:00Z')] })
  expect(answer).toWaitUntil('2026-03-12T09:00:00Z', 'timeout')
})

test('what happened since the entry is enough, and events that come in late still count from there', async () => {
  expect(await asked({ event: 'Order Completed' }, { ...arrived, events: [order('2026-03-03T09:00:00Z')] })).toLeaveBy('happened')
  const waiting = await asked({ event: 'Order Completed' }, arrived)
  expect(waiting.to === 'wait' && waiting.awaits).toEqual([
    { event: 'Order Completed', port: 'happened', since: Date.parse('2026-03-02T09:00:00Z') },
  ])
})

test('looking back may end at an earlier message instead', async () => {
  const config = { event: 'Order Completed', since: { from: 'message', node: 'mail' } }
  const given = { ...arrived, passed: { mail: '2026-03-04T09:00:00Z' } }
  expect(await asked(config, { ...given, events: [order('2026-03-03T09:00:00Z')] })).toWaitUntil('2026-03-12T09:00:00Z')
  expect(await asked(config, { ...given, events: [order('2026-03-04T10:00:00Z')] })).toLeaveBy('happened')
})

test('a block the journey never passed has nothing to look back on', async () => {
  const answer = await asked(
    { event: 'Order Completed', since: { from: 'node', node: 'mail' } },
    { ...arrived, events: [order('2026-03-03T09:00:00Z')] },
  )
  expect(answer.to === 'wait' && answer.awaits).toMatchObject([{ since: Date.parse('2026-03-05T09:00:00Z') }])
})

test('ignoring the past waits for what comes after the arrival', async () => {
  const answer = await asked(
    { event: 'Order Completed', ifAlreadyTrue: 'ignore' },
    { ...arrived, events: [order('2026-03-03T09:00:00Z')] },
  )
  expect(answer.to === 'wait' && answer.awaits).toMatchObject([{ since: Date.parse('2026-03-05T09:00:00Z') }])
})

test('a condition on the event is asked of the past as well, with all, any and not', async () => {
  const total = (is: string, value: number) => ({ type: 'property', property: 'total', is, value })
  const events = [order('2026-03-03T09:00:00Z', { total: 30 }), order('2026-03-04T09:00:00Z', { total: 80 })]
  const ask = (where: JsonObject) => asked({ event: 'Order Completed', where }, { ...arrived, events })
  expect(await ask(total('greater', 50))).toLeaveBy('happened')
  expect(await ask(total('greater', 100))).toWaitUntil('2026-03-12T09:00:00Z')
  expect(await ask({ type: 'all', of: [total('greater', 20), total('less', 25)] })).toWaitUntil('2026-03-12T09:00:00Z')
  expect(await ask({ type: 'any', of: [total('greater', 100), total('equals', 30)] })).toLeaveBy('happened')
  expect(await ask({ type: 'not', of: { type: 'any', of: [total('equals', 30), total('equals', 80)] } })).toWaitUntil(
    '2026-03-12T09:00:00Z',
  )
})

test('what a condition asks of the contact is asked of it as it is now', async () => {
  const where: JsonObject = {
    type: 'all',
    of: [
      { type: 'tag', tag: 'vip' },
      { type: 'property', property: 'total', is: 'isSet' },
    ],
  }
  const events = [order('2026-03-03T09:00:00Z', { total: 30 })]
  expect(await asked({ event: 'Order Completed', where }, { ...arrived, events, contact: { tags: ['vip'] } })).toLeaveBy(
    'happened',
  )
  expect(await asked({ event: 'Order Completed', where }, { ...arrived, events })).toWaitUntil('2026-03-12T09:00:00Z')
})

test('a negation the past cannot be counted by is refused in a sentence', async () => {
  const where = { type: 'not', of: { type: 'property', property: 'total', is: 'greater', value: 5 } }
  await expect(asked({ event: 'Order Completed', where }, arrived)).rejects.toThrow('"not" before "greater"')
})

test('a condition of very many cases is refused before it is taken apart', async () => {
  const either: JsonObject = {
    type: 'any',
    of: ['a', 'b', 'c'].map((value) => ({ type: 'property', property: 'x', is: 'equals', value })),
  }
  const where = { type: 'all', of: Array.from({ length: 30 }, () => either) }
  await expect(asked({ event: 'Order Completed', where }, arrived)).rejects.toThrow('more than 32 cases')
})

test('all that is asked of the past is declared, so that it can be loaded for a whole batch', () => {
  const config = { event: 'Order Completed', timeout: 'P7D' }
  expect(waitFor.kind === 'decide' && waitFor.asks?.(config)).toEqual([
    { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1, since: { from: 'entry' } },
    { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1, since: { from: 'node', node: HERE_BEFORE } },
  ])
})

test('a condition already true goes on at once; one that cannot be told waits', async () => {
  const predicate = { type: 'reaction', node: 'mail', reaction: 'opened' }
  expect(await asked({ predicate }, { ...arrived, reactions: { mail: { opened: 'yes' } } })).toLeaveBy('happened')
  expect(await asked({ predicate }, { ...arrived, reactions: { mail: { opened: 'cannotTell' } } })).toWaitUntil(
    '2026-03-12T09:00:00Z',
  )
})

test('in mode best the event is given all the time: a condition alone counts at its end', async () => {
  const config = { event: 'Order Completed', predicate: { type: 'tag', tag: 'vip' }, mode: 'best' }
  const answer = await asked(config, { ...arrived, contact: { tags: ['vip'] } })
  expect(answer).toWaitUntil('2026-03-12T09:00:00Z', 'happened')
  expect(answer.to === 'wait' && answer.awaits).toMatchObject([{ event: 'Order Completed' }, { predicate: { type: 'tag' } }])
  expect(await asked(config, arrived)).toMatchObject({
    mode: 'best',
    then: 'timeout',
    awaits: [{ event: 'Order Completed' }, { predicate: { type: 'tag' } }],
  })
})

test('of several events each has a way out of its own, and in mode best the higher one wins at the deadline', async () => {
  const config = {
    event: 'Order Completed',
    also: [
      {
        id: 'visit',
        name: 'Visit',
        event: 'Page Viewed',
        where: { type: 'property', property: 'path', is: 'equals', value: '/' },
      },
    ],
  }
  expect(await asked(config, arrived)).toMatchObject({
    mode: 'first',
    awaits: [{ port: 'happened' }, { event: 'Page Viewed', where: { property: 'path' }, port: 'visit' }],
  })
  const visited = { ...arrived, events: [{ event: 'Page Viewed', at: '2026-03-04T09:00:00Z', properties: { path: '/' } }] }
  expect(await asked(config, visited)).toLeaveBy('visit')
  expect(await asked({ ...config, mode: 'best' }, visited)).toWaitUntil('2026-03-12T09:00:00Z', 'visit')
  expect(await asked({ ...config, mode: 'best' }, { ...visited, events: [order('2026-03-04T09:00:00Z')] })).toLeaveBy('happened')
})

test('where a source reports late, the wait stays open for what happened by its deadline', async () => {
  const answer = await asked({ event: 'Order Completed' }, { ...arrived, usualDelays: { 'Order Completed': 'PT12H' } })
  expect(answer).toWaitUntil('2026-03-12T21:00:00Z', 'timeout')
  expect(answer.to === 'wait' && answer.awaits).toMatchObject([{ lateBy: 12 * 3_600_000 }])
})

test('for ever is null, and has to be said', async () => {
  expect(await asked({ event: 'Order Completed', timeout: null }, arrived)).toWaitUntil(null)
  expect(waitFor.manifest.config.required).toContain('timeout')
})

test('whoever comes back looks back only to when it last left this block', async () => {
  const passed = { [HERE_BEFORE]: '2026-03-04T09:00:00Z' }
  const config = { event: 'Order Completed' }
  const used = { ...arrived, passed, events: [order('2026-03-03T09:00:00Z')] }
  expect(await asked(config, used)).toWaitUntil('2026-03-12T09:00:00Z', 'timeout')
  expect(await asked(config, { ...arrived, passed, events: [order('2026-03-04T10:00:00Z')] })).toLeaveBy('happened')
  const since = { from: 'message', node: 'mail' }
  const mailedAgain = { ...used, passed: { ...passed, mail: '2026-03-05T08:00:00Z' }, events: [order('2026-03-04T10:00:00Z')] }
  expect(await asked({ ...config, since }, mailedAgain)).toWaitUntil('2026-03-12T09:00:00Z', 'timeout')
})

test('a condition that has just let the contact pass does not let it pass again at once', async () => {
  const config = { predicate: { type: 'tag', tag: 'vip' } }
  const vip = { ...arrived, contact: { tags: ['vip'] } }
  expect(await asked(config, { ...vip, passed: { [HERE_BEFORE]: '2026-03-05T09:00:00.001Z' } })).toWaitUntil(
    '2026-03-12T09:00:00Z',
  )
  expect(await asked(config, { ...vip, passed: { [HERE_BEFORE]: '2026-03-05T08:59:00Z' } })).toLeaveBy('happened')
})

test('whoever begins to wait is told for what, and until when', async () => {
  const because = async (config: JsonObject) => (await asked(config, arrived)).because
  expect(await because({ event: 'Order Completed' })).toEqual({
    code: 'WAITS_FOR',
    values: { events: 'Order Completed', until: '2026-03-12T09:00:00.000Z' },
  })
  const predicate = { type: 'tag', tag: 'vip' }
  expect(await because({ event: 'Order Completed', predicate, timeout: null })).toEqual({
    code: 'WAITS_FOR_EVER',
    values: { events: 'Order Completed', condition: 'too' },
  })
})
