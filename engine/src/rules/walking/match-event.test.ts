import type { Await } from '@snodo/node-sdk'
import { expect, test } from 'vitest'
import { compiled, NOON, standingAt, starts } from '../../testing/small-nodes.ts'
import { makeCatalog } from '../flows/flow-catalog.ts'
import { entityKeyOf, findCandidates, openDoor } from './match-event.ts'

const flow = compiled([starts('Signed Up')], {
  settings: {
    reentry: { mode: 'always', key: 'event.properties.order.id' },
    exits: [{ id: 'bought', name: 'Bought', when: { event: 'Order Completed' } }],
  },
  nodes: { start: ['test.start', {}] },
  edges: [],
})
const workspace = {
  timeZone: 'UTC',
  language: 'en',
  currency: 'EUR',
  usualDelays: {},
  doubleOptIn: {},
  eventLimit: null,
} as const
const catalogOf = (state: 'live' | 'paused' | 'closed') =>
  makeCatalog({
    epoch: '1',
    workspace,
    flows: [{ id: '3', name: 'F', state, pausedAt: null, live: flow }],
    versions: new Map([['7', flow]]),
    mentions: () => true,
  })
const event = (name: string, occurredAt = NOON) => ({ id: '1', name, properties: {}, occurredAt, receivedAt: NOON })

test('an event finds, by its name alone, the flows it begins, the exits it may fire and the waits it may end', () => {
  const waiting = standingAt(flow, 'start', {
    awaits: { mode: 'first', list: [{ event: 'Order Completed', port: 'yes', since: NOON - 1 }] },
  })
  const ordered = findCandidates(event('Order Completed'), [waiting], catalogOf('live'))
  expect([ordered.exits.length, ordered.awaits.length, ordered.starts.length]).toEqual([1, 1, 0])
  const signedUp = findCandidates(event('Signed Up'), [waiting], catalogOf('live'))
  expect([signedUp.exits.length, signedUp.awaits.length, signedUp.starts.length]).toEqual([0, 0, 1])
  expect(findCandidates(event('Page Viewed'), [waiting], catalogOf('live'))).toEqual({ exits: [], awaits: [], starts: [] })
})

test('what occurred before a wait looks back does not end it, however late it is told', () => {
  const awaits = { mode: 'first' as const, list: [{ event: 'Order Completed', port: 'yes', since: NOON } satisfies Await] }
  const waiting = standingAt(flow, 'start', { awaits })
  expect(findCandidates(event('Order Completed', NOON - 1), [waiting], catalogOf('live')).awaits).toEqual([])
  expect(findCandidates(event('Order Completed', NOON), [waiting], catalogOf('live')).awaits).toHaveLength(1)
})

test('a paused flow is still found, so that who was kept out is written down; a closed one is not', () => {
  expect(findCandidates(event('Signed Up'), [], catalogOf('paused')).starts).toHaveLength(1)
  expect(findCandidates(event('Signed Up'), [], catalogOf('closed')).starts).toEqual([])
})

test('a wait for the best goes on for what is better until its deadline, and opens at once for the best of all', () => {
  const list: Await[] = ['best', 'good', 'fair'].map((name) => ({ event: name, port: name, since: NOON }))
  const waiting = standingAt(flow, 'start', { thenPort: 'timeout', awaits: { mode: 'best', list } })
  const because = { code: 'EVENT_CAME', values: { event: 'fair' } }
  expect(openDoor(waiting, list[2]!, 2, because)).toBeNull()
  expect(waiting).toMatchObject({ thenPort: 'fair', because, awaits: { list: [{ port: 'best' }, { port: 'good' }] } })
  expect(openDoor(waiting, list[1]!, 1, because)).toBeNull()
  expect(waiting).toMatchObject({ thenPort: 'good', awaits: { list: [{ port: 'best' }] } })
  expect(openDoor(waiting, list[0]!, 0, because)).toBe('best')
})

test('the entity key is read at its path, and a missing one is no key', () => {
  const properties = { order: { id: 42 } }
  expect(entityKeyOf(flow, { name: 'X', properties })).toBe('42')
  expect(entityKeyOf(flow, { name: 'X', properties: { order: null } })).toBe('')
  expect(entityKeyOf(flow, { name: 'X', properties: {} })).toBe('')
})
