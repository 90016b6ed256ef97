import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AT_REST, expectAtRest, expectInvariants, INVARIANTS } from './kit/invariants.ts'
import { collect, mail, person, track } from './kit/rig-calls.ts'

/** The invariants hold after an ordinary run, and each of them sees the very damage it is there for. */
let rig: EngineRig
beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
  await rig.publishFlow({
    settings: { reentry: { mode: 'always' } },
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      hello: ['core.send-email', mail('Hello')],
      wait: ['core.wait', { duration: 'P1D' }],
      again: ['core.send-email', mail('Again')],
    },
    edges: ['start:started>hello', 'hello:sent>wait', 'wait:after>again'],
  })
  await collect(rig, person('ana'), track('ana', 'Signed Up'))
  await rig.turnTo('2026-03-03T18:00:00Z')
  await collect(rig, person('bea'), track('bea', 'Signed Up'))
})
afterEach(() => rig.drop())

test('an ordinary run breaks none of them and leaves nothing to do', async () => {
  await expectInvariants(rig.engine.pool)
  await expectAtRest(rig.engine.pool, rig.clock.now())
})

const damages: Record<string, string> = {
  'I1 a message id that was taken has its event': `delete from events where name = 'Signed Up'`,
  'I1 a collected row of the inbox has its event': `insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at)
    values (1, 1, 1, 'track', 'Lost', '2026-03-02', '2026-03-02')`,
  'I2 no message id has two events': `insert into events select lane, id + 64000000, contact_id, type, name, properties, context, occurred_at, received_at, message_id from events limit 1`,
  'I2 an event lets a contact into a flow at most once': `insert into entries select lane, flow_id, contact_id, 'other', event_id, enrollment_id, at, outcome, because from entries limit 1`,
  'I3 a visit of a node that sends has its message, and no other visit has one': `delete from messages where node = 'again'`,
  'I3 a message is of the contact and the flow of its journey': `update messages set contact_id = contact_id + 64 where node = 'again'`,
  'I4 a living enrollment has a next thing to happen to it': `update enrollments set state = 'acting', next_at = null`,
  'I4 whoever entered is inside or has ended, never both': `delete from enrollments`,
  'I4 whoever is inside or has ended has entered': `delete from entries`,
  'I7 as many have come to each node as are counted': `update node_counts set entered = entered + 1 where node = 'wait'`,
  'I7 as many stand and have failed at each node as are counted': `update node_counts set inside = inside + 1 where node = 'wait'`,
  'I7 the counts of ports equal the steps of the journal': `update port_counts set passed = passed + 1 where node = 'wait'`,
  'I8 the journal of a journey begins at its start and leaves out no visit': `update journal set visit = visit + 1`,
  'I8 a visit is at one node and is left once': `insert into journal select * from journal`,
  'I8 every step follows an edge of the version the journey is pinned to': `update flow_versions set document = jsonb_set(document, '{edges,1,port}', '"notSent"')`,
  'I8 a journey stands, or ended, where its journal says': `update enrollments set node = 'again'`,
  'the inbox is read': `insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at)
    values (1, 1, 1, 'track', 'Lost', '2026-03-02', '2026-03-02')`,
  'nobody is ready and not moved': `update enrollments set next_at = '2026-03-02'`,
  'no message is due or in hand': `update messages set state = 'claimed' where node = 'again'`,
  'no merge is open': `insert into merge_requests (loser_lane, loser_id, winner_lane, winner_id, requested_at) values (1, 1, 2, 2, '2026-03-02')`,
}

test('each of them sees the damage it is there for', async () => {
  expect(Object.keys(damages).sort()).toEqual([...Object.keys(INVARIANTS), ...Object.keys(AT_REST)].sort())
  const client = await rig.engine.pool.raw.connect()
  const blind: string[] = []
  try {
    for (const [name, damage] of Object.entries(damages)) {
      await client.query('begin')
      await client.query(damage)
      const statement = INVARIANTS[name] ?? AT_REST[name] ?? ''
      const { rowCount } = await client.query(statement, name in AT_REST ? [new Date(rig.clock.now())] : [])
      if (rowCount === 0) blind.push(name)
      await client.query('rollback')
    }
  } finally {
    client.release()
  }
  expect(blind).toEqual([])
})
