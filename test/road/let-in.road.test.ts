import type { Predicate } from '@snodo/audience'
import { carryOnOrders, enrollSegment, listOrders, readOrder, stopFlow } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'
import { collect } from './kit/rig-calls.ts'

let rig: EngineRig
beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes })
})
afterEach(async () => {
  await expectInvariants(rig.engine.pool)
  await rig.drop()
})

const PEOPLE = 200
const FROM_ROME: Predicate = { type: 'attribute', field: 'city', is: 'equals', value: 'Rome' }

async function flow(): Promise<string> {
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    type: 'identify',
    userId: `user-${n}`,
    traits: { city: n % 2 === 0 ? 'Rome' : 'Bari' },
  }))
  await collect(rig, ...people)
  return rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Invited' }], wait: ['core.wait', { duration: 'P3D' }] },
    edges: ['start:started>wait'],
  })
}

const entered = async () =>
  (await rig.engine.pool.query<{ count: number }>(`select count(*)::int as count from entries where outcome = 'entered'`)).rows[0]
    ?.count

test('a segment is let in lane by lane, as an order that another process carries on where the first one died', async () => {
  const id = await flow()
  let chunks = 0
  const ringMove = async () => {
    if (++chunks === 2) throw new Error('killed')
  }
  const dying = { ...rig.engine, bells: { ...rig.engine.bells, ringMove } }
  await expect(enrollSegment(dying, { id, segment: FROM_ROME, author: 'anna' })).rejects.toThrow('killed')
  await rig.settle()
  const before = (await entered()) ?? 0
  expect([before > 0, before < PEOPLE / 2]).toEqual([true, true])

  expect(await carryOnOrders(rig.engine)).toBe(1)
  await rig.settle()
  expect(await entered()).toBe(PEOPLE / 2)
  const [order] = await listOrders(rig.engine.pool, { flow: id }, null, 1)
  expect(order).toMatchObject({ state: 'done', matched: PEOPLE / 2, counts: { requested: PEOPLE / 2 } })
})

test('of many people it is answered while it runs; where the flow is stopped meanwhile, nobody else is let in', async () => {
  const id = await flow()
  const { clock } = rig
  const slow = { ...rig.engine, clock: { ...rig.engine.clock, now: () => clock.now() + 9_000 * asked++ } }
  let asked = 0
  const placed = await enrollSegment(slow, { id, segment: FROM_ROME, author: 'anna' })
  expect(placed).toMatchObject({ state: 'running', matched: PEOPLE / 2 })
  await rig.settle()
  const before = await entered()
  clock.turnBy(9_000_000)
  await stopFlow(rig.engine, { id, author: 'anna', reason: 'the offer was wrong' })
  await carryOnOrders(rig.engine)
  await rig.settle()
  expect(await entered()).toBe(before)
  expect(await readOrder(rig.engine.pool, placed.id)).toMatchObject({ state: 'overtaken' })
})
