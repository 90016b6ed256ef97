import type { JsonObject } from '@snodo/base'
import { createCollector, readCall } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'

let rig: EngineRig
let collector: ReturnType<typeof createCollector>
let sent = 0
beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes })
  // One for the whole test, as a server has: what it remembers of the flows must not grow old.
  collector = createCollector(rig.engine)
})
afterEach(async () => {
  await expectInvariants(rig.engine.pool)
  await rig.drop()
})

const collect = (...calls: JsonObject[]) =>
  collector.collect(
    calls.map((call) => readCall(call, { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `m${++sent}` })),
  )
const seen = (event: string) => ({ type: 'track', userId: 'maria', event })
const names = async (table: 'events' | 'unread') =>
  (await rig.engine.pool.query<{ name: string }>(`select name from ${table} order by name`)).rows.map((row) => row.name)
const entered = async () =>
  (await rig.engine.pool.query<{ count: number }>(`select count(*)::int as count from entries where outcome = 'entered'`)).rows[0]

test('an event no drawing speaks of is kept and read by nobody; a call that changes a person always is', async () => {
  await collect(seen('Page Viewed'), { type: 'identify', userId: 'maria', traits: { city: 'Bari' } })
  expect(await names('events')).toEqual(['Identified', 'Page Viewed'])
  expect(await names('unread')).toEqual(['Identified'])
  await rig.settle()
  expect(await names('unread')).toEqual([])
})

test('the event after a publish was answered is read, also where only a condition of the flow speaks of it', async () => {
  await collect(seen('Signed Up'), seen('Page Viewed'))
  expect(await names('unread')).toEqual([])
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      until: ['core.wait-for', { predicate: { type: 'events', event: 'Page Viewed', is: 'atLeast', value: 3 }, timeout: 'P2D' }],
      keen: ['core.send-email', { content: { subject: 'Seen it thrice', body: '<p>So keen</p>' } }],
    },
    edges: ['start:started>until', 'until:happened>keen'],
  })
  await collect(seen('Signed Up'))
  await rig.settle()
  expect(await entered()).toEqual({ count: 1 })
  await collect(seen('Page Viewed'))
  await collect(seen('Page Viewed'))
  expect(await names('unread')).toEqual(['Page Viewed', 'Page Viewed'])
  await rig.settle()
  const { rows } = await rig.engine.pool.query(`select node from messages`)
  expect(rows).toEqual([{ node: 'keen' }])
})

test('who waits in a version that is no longer live is still told of what it waits for', async () => {
  const flow = (event: string) => ({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }] as [string, JsonObject],
      until: ['core.wait-for', { event, timeout: 'P2D' }] as [string, JsonObject],
    },
    edges: ['start:started>until'],
  })
  await rig.publishFlow(flow('Till Sale'))
  await collect(seen('Signed Up'))
  await rig.settle()
  await rig.engine.pool.query(`update flows set state = 'closed', live_version_id = null`)
  await rig.engine.pool.query(`update engine_epoch set epoch = epoch + 1`)
  rig.rememberNodeTypes()
  collector = createCollector(rig.engine)
  await collect(seen('Till Sale'))
  await rig.settle()
  const { rows } = await rig.engine.pool.query(`select reason from enrollment_ends`)
  expect(rows).toEqual([{ reason: 'completed' }])
})
