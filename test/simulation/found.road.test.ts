import type { Channel, DeliveryFate } from '@snodo/channels'
import { changeSettings, eraseAgain, eraseContact, mergeContacts, pauseFlow, resumeFlow } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectAtRest, expectInvariants } from '../road/kit/invariants.ts'
import { collect, endsOf, entriesOf, mail, person, standing, track } from '../road/kit/rig-calls.ts'

/** What the simulation found, each as small as it can be told. */
let rig: EngineRig
let answers: DeliveryFate[]
let keys: Set<string>
beforeEach(async () => {
  answers = []
  keys = new Set()
  rig = await makeEngineRig({
    nodeTypes: builtInNodes,
    start: '2026-03-02T12:00:00Z',
    channels: new Map([['email', provider]]),
  })
})
afterEach(() => rig.drop())

test('whoever is sent from another flow meets the entry filter, whatever it asks', async () => {
  const second = await rig.publishFlow({
    settings: { entryFilter: { when: { type: 'consent', channel: 'email', purpose: 'marketing' } } },
    nodes: { start: ['core.event-happens', { event: 'Never' }], wait: ['core.wait', { duration: 'P1D' }] },
    edges: ['start:started>wait'],
  })
  await rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Signed Up' }], go: ['core.go-to-flow', { flow: second }] },
    edges: ['start:started>go'],
  })
  await collect(rig, person('maria'), track('maria', 'Signed Up'))
  await collect(rig, person('anna', { consents: { email: false } }), track('anna', 'Signed Up'))
  expect((await entriesOf(rig)).map(({ outcome, because }) => because ?? outcome).sort()).toEqual([
    'ENTERED_BY',
    'ENTRY_FILTER',
    'entered',
    'entered',
  ])
})

test('a wait looks back to a block passed in the same instant', async () => {
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      tag: ['core.tag', { add: ['new'] }],
      wait: ['core.wait-for', { event: 'Order Completed', timeout: 'P1D', since: { from: 'node', node: 'tag' } }],
    },
    edges: ['start:started>tag', 'tag:next>wait'],
  })
  await collect(rig, person('maria'), track('maria', 'Order Completed'))
  rig.clock.turnBy(1000)
  await collect(rig, track('maria', 'Signed Up'))
  expect(await standing(rig)).toMatchObject([{ node: 'wait', state: 'active' }])
})

test('a start that leads nowhere is one visit in the journal', async () => {
  await rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Signed Up' }], end: ['core.end', {}] },
    edges: [],
  })
  await collect(rig, person('maria'), track('maria', 'Signed Up'))
  expect(await endsOf(rig)).toMatchObject([{ reason: 'completed', node: 'start' }])
  await expectInvariants(rig.engine.pool)
  await expectAtRest(rig.engine.pool, rig.clock.now())
})

test('what fell due before an event came goes on before it, however late both are taken', async () => {
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      wait: ['core.wait-for', { event: 'Order Completed', timeout: 'P1D' }],
      early: ['core.tag', { add: ['early'] }],
      late: ['core.tag', { add: ['late'] }],
    },
    edges: ['start:started>wait', 'wait:happened>early', 'wait:timeout>late'],
  })
  await collect(rig, person('maria'), track('maria', 'Signed Up'))
  // Nobody moves for a day and a half: the limit of the wait is long past when the order comes.
  rig.clock.turnBy(36 * 3_600_000)
  await collect(rig, track('maria', 'Order Completed'))
  const { rows } = await rig.engine.pool.query(/* sql */ `select tags from contacts`)
  expect(rows).toEqual([{ tags: ['late'] }])
})

test('whoever leaves and comes back within one batch has left when it comes back', async () => {
  await rig.publishFlow({
    settings: {
      reentry: { mode: 'afterExit' },
      exits: [{ id: 'left', name: 'Left', when: { event: 'Cancelled' } }],
    },
    nodes: { start: ['core.event-happens', { event: 'Signed Up' }], wait: ['core.wait', { duration: 'P1D' }] },
    edges: ['start:started>wait'],
  })
  await collect(rig, person('maria'), track('maria', 'Signed Up'))
  await collect(rig, track('maria', 'Cancelled'), track('maria', 'Signed Up'))
  expect(await entriesOf(rig)).toEqual([
    { outcome: 'entered', because: null },
    { outcome: 'entered', because: null },
  ])
})

test('what a provider may have taken already is not sent again under another key because its contact was merged', async () => {
  await changeSettings(rig.engine, { values: { sending: { mode: 'live' } }, author: 'test' })
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      hello: ['core.send-email', { ...mail('Hello'), purpose: 'transactional' }],
    },
    edges: ['start:started>hello'],
  })
  answers = [{ fate: 'unknown', because: 'timed out' }]
  await collect(rig, { type: 'identify', anonymousId: 'browser', traits: { email: 'maria@example.net' } })
  await collect(rig, { type: 'track', anonymousId: 'browser', event: 'Signed Up' })
  await collect(rig, person('maria'))
  const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts order by user_id nulls first`)
  const pair = { loser: rows[0]?.id ?? '', winner: rows[1]?.id ?? '' }
  expect(await mergeContacts(rig.engine, pair)).toEqual({ merged: false, later: true })
  await rig.turnTo('2026-03-02T18:00:00Z')
  expect(await mergeContacts(rig.engine, pair)).toMatchObject({ merged: true })
  expect(keys.size).toBe(1)
})

test('a process that stands still between its look for orders and the provider looks again before it begins', async () => {
  await changeSettings(rig.engine, { values: { sending: { mode: 'live' } }, author: 'test' })
  const flow = await rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Signed Up' }], hello: ['core.send-email', mail('Hello')] },
    edges: ['start:started>hello'],
  })
  const query = rig.engine.pool.query.bind(rig.engine.pool)
  rig.engine.pool.query = async (text, values, options) => {
    if (options?.name === 'still-claimed') {
      await pauseFlow(rig.engine, { id: flow, author: 'test' })
      rig.clock.turnBy(10_000)
    }
    return query(text, values, options)
  }
  await collect(rig, person('maria'), track('maria', 'Signed Up'))
  rig.engine.pool.query = query
  expect(keys.size).toBe(0)
  await resumeFlow(rig.engine, { id: flow, author: 'test' })
  await rig.settle()
  expect(keys.size).toBe(1)
})

test('a call that is taken in while its person is being erased leaves nothing of them behind', async () => {
  await collect(rig, person('maria'))
  const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts`)
  const pool: typeof rig.engine.pool = {
    ...rig.engine.pool,
    async query(text, values, options) {
      // Whose call it is has been looked up; then the person is erased; then the call is written.
      if (options?.name === 'write-calls') await eraseContact(rig.engine, { contact: rows[0]?.id ?? '', author: 'test' })
      return rig.engine.pool.query(text, values, options)
    },
  }
  await collect({ ...rig, engine: { ...rig.engine, pool } }, track('maria', 'Signed Up'))
  expect(await eraseAgain(rig.engine)).toBe(0)
  rig.clock.turnBy(61_000)
  expect(await eraseAgain(rig.engine)).toBe(1)
  expect(await eraseAgain(rig.engine)).toBe(0)
  for (const table of ['events', 'contacts', 'identities', 'enrollments', 'unread'])
    expect([table, (await rig.engine.pool.query(/* sql */ `select * from ${table}`)).rows]).toEqual([table, []])
})

test('whoever is to be merged into somebody is erased with them', async () => {
  await collect(rig, { type: 'identify', anonymousId: 'browser', traits: { firstName: 'Maria' } })
  await collect(rig, person('maria'))
  await collect(rig, { type: 'identify', anonymousId: 'browser', userId: 'maria', traits: {} })
  const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts where user_id = 'maria'`)
  await eraseContact(rig.engine, { contact: rows[0]?.id ?? '', author: 'test' })
  expect((await rig.engine.pool.query(/* sql */ `select * from contacts`)).rows).toEqual([])
})

/** Knows a key it has seen, and answers as it was told. */
const provider: Channel = {
  name: 'email',
  provider: 'told',
  idempotent: true,
  limits: { batchSize: 10, concurrency: 1 },
  async deliver(messages) {
    const fates = new Map<string, DeliveryFate>()
    for (const { key } of messages) {
      keys.add(key)
      fates.set(key, answers.shift() ?? { fate: 'accepted', providerId: null })
    }
    return fates
  },
  verify: async () => undefined,
  close: async () => undefined,
}
