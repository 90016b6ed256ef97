import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
beforeEach(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
  await rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Signed Up' }], wait: ['core.wait', { duration: 'P1D' }] },
    edges: ['start:started>wait'],
  })
  await rig.send('track', { userId: 'maria', event: 'Signed Up' })
  await rig.settle()
})
afterEach(() => rig.close())

const look = async (lane?: number) =>
  (await rig.ask('GET', `/api/health/invariants${lane === undefined ? '' : `?lane=${lane}`}`)).json()

test('an operator asks whether what must hold holds, and is told which rows of which lane break it', async () => {
  const { rows } = await rig.engine.pool.query<{ lane: number }>(/* sql */ `select lane from enrollments`)
  const lane = rows[0]!.lane
  expect(await look()).toMatchObject({ holds: null, checkedSince: null, broken: [] })
  expect(await look(lane)).toMatchObject({ holds: true, unchecked: [], broken: [] })

  await rig.engine.pool.query(/* sql */ `update node_counts set inside = inside + 1 where node = 'wait'`)
  const invariant = 'I7 as many stand and have failed at each node as are counted'
  const found = {
    holds: false,
    broken: [{ invariant, rows: 1, lanes: [lane], some: [{ node: 'wait', counted: '2', stand: '1' }] }],
  }
  expect(await look(lane)).toMatchObject(found)
  await rig.engine.pool.query(
    /* sql */ `insert into lane_checks (lane, checked_at) select lane, $1 from lanes on conflict do nothing`,
    [new Date(rig.clock.now())],
  )
  // As of the latest look at each lane, without the rows.
  expect(await look()).toMatchObject({
    holds: false,
    checkedSince: '2026-03-02T12:00:00.000Z',
    broken: [{ invariant, lanes: [lane] }],
  })

  const metrics = await rig.app.inject({ method: 'GET', url: '/metrics' })
  expect(metrics.body).toContain(`snodo_invariant_violations{invariant="${invariant}"} 1`)
})

test('a lane there is not is refused', async () => {
  expect((await rig.ask('GET', '/api/health/invariants?lane=64')).statusCode).toBe(400)
})
