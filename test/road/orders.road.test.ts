import {
  carryOut,
  loadDraft,
  loadFlow,
  type MigrationMap,
  migrate,
  type Order,
  planMigration,
  previewOrder,
  publish,
  saveDraft,
} from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import type { FlowDocument } from '@snodo/flow'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'
import { collect, endsOf, mail, messagesOf, person, standing, track } from './kit/rig-calls.ts'

let rig: EngineRig
let flow: string

beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
  flow = await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      wait: ['core.wait', { duration: 'P3D' }],
      hello: ['core.send-email', mail('Hello')],
      rest: ['core.wait', { duration: 'P9D' }],
    },
    edges: ['start:started>wait', 'wait:after>hello', 'hello:sent>rest'],
  })
  await collect(rig, person('maria'), person('anna'), track('maria', 'Signed Up'), track('anna', 'Signed Up'))
})
afterEach(async () => {
  await expectInvariants(rig.engine.pool)
  await rig.drop()
})

const order = (given: Order, filter = {}) =>
  carryOut(rig.engine, { filter: { flow, ...filter }, order: given, author: 'operator', reason: 'a test' })

describe('an operator', () => {
  test('sees how many an order is about, and where they stand, before giving it', async () => {
    const preview = (given: Order, node: string) => previewOrder(rig.engine, { filter: { flow, node }, order: given })
    expect(await preview({ verb: 'end' }, 'wait')).toMatchObject({
      matched: 2,
      standing: [{ node: 'wait', state: 'active', count: 2 }],
    })
    expect(await preview({ verb: 'end' }, 'hello')).toEqual({ matched: 0, gone: 0, standing: [] })
    // Nobody there has failed, or is held.
    for (const verb of ['retry', 'release'] as const) expect(await preview({ verb }, 'wait')).toMatchObject({ matched: 0 })
    await expect(preview({ verb: 'move', to: 'nowhere' }, 'wait')).rejects.toMatchObject({ code: 'NODE_NOT_IN_VERSION' })
    expect(await standing(rig)).toHaveLength(2)
  })

  test('lets people pass a wait at once', async () => {
    expect(await order({ verb: 'skip' }, { node: 'wait' })).toMatchObject({ changed: 2 })
    await rig.settle()
    expect((await messagesOf(rig)).map(({ node }) => node)).toEqual(['hello', 'hello'])
    expect(await standing(rig)).toMatchObject([{ node: 'rest' }, { node: 'rest' }])
  })

  test('is told which ports there are when naming one that is not', async () => {
    await expect(order({ verb: 'skip', port: 'nowhere' }, { node: 'wait' })).rejects.toMatchObject({
      code: 'PORT_NOT_THERE',
      data: { ports: 'after' },
    })
    expect(await standing(rig)).toMatchObject([{ node: 'wait' }, { node: 'wait' }])
  })

  test('moves one contact to another block, as a visit of its own', async () => {
    const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts where user_id = 'maria'`)
    expect(await order({ verb: 'move', to: 'hello' }, { contact: rows[0]?.id })).toMatchObject({ changed: 1 })
    await rig.settle()
    expect(await messagesOf(rig)).toHaveLength(1)
    expect((await standing(rig)).map(({ node }) => node).sort()).toEqual(['rest', 'wait'])
  })

  test('ends journeys with the reason kept', async () => {
    expect(await order({ verb: 'end' })).toMatchObject({ changed: 2 })
    expect(await endsOf(rig)).toEqual([
      { reason: 'discarded', node: 'wait', because: 'ENDED' },
      { reason: 'discarded', node: 'wait', because: 'ENDED' },
    ])
    const { rows } = await rig.engine.pool.query(
      /* sql */ `select actor, action, reason from audit where action = 'enrollments.end'`,
    )
    expect(rows).toEqual([{ actor: 'operator', action: 'enrollments.end', reason: 'a test' }])
  })

  test('retries what has failed, and what had been written already is not written twice', async () => {
    await rig.engine.pool.query(
      /* sql */ `with failed as (update enrollments set state = 'failed', next_at = null, then_port = null, because = '{"code":"NODE_THREW"}' returning lane, version_id, node)
        update node_counts c set failed = 1 from failed f where c.lane = f.lane and c.version_id = f.version_id and c.node = f.node`,
    )
    expect(await order({ verb: 'retry' })).toMatchObject({ changed: 2 })
    await rig.settle()
    expect(await standing(rig)).toMatchObject([
      { node: 'wait', state: 'active' },
      { node: 'wait', state: 'active' },
    ])
  })
})

describe('publishing while people are inside', () => {
  async function changed(change: (document: FlowDocument) => FlowDocument): Promise<number> {
    const draft = await loadDraft(rig.engine, flow)
    const saved = await saveDraft(rig.engine, {
      id: flow,
      document: change(draft.document),
      revision: draft.revision,
      author: 'test',
    })
    return saved.revision
  }
  const publishWith = (revision: number, migration?: MigrationMap) =>
    publish(rig.engine, { id: flow, revision, author: 'test', ...(migration ? { migration } : {}) })

  const shorter = (document: FlowDocument): FlowDocument => ({
    ...document,
    nodes: { ...document.nodes, wait: { ...document.nodes.wait!, config: { duration: 'P1D' } } },
  })
  const withoutWait = (document: FlowDocument): FlowDocument => {
    const { wait: _gone, ...nodes } = document.nodes
    return {
      ...document,
      nodes,
      edges: [
        { from: 'start', port: 'started', to: 'hello' },
        { from: 'hello', port: 'sent', to: 'rest' },
      ],
    }
  }

  test('the plan counts who stands where and says what becomes of that block', async () => {
    await changed(withoutWait)
    expect(await planMigration(rig.engine, flow)).toMatchObject({
      inside: 2,
      nodes: [
        { node: 'wait', inside: 2, versions: [1], change: 'removed', asks: true, mustAnswer: true, waits: true, canCarry: false },
      ],
      targets: ['rest', 'hello'],
    })
    await changed((document) => ({
      ...document,
      nodes: { ...document.nodes, wait: { type: 'core.wait', version: 1, config: { duration: 'P2D' }, at: { x: 0, y: 0 } } },
      edges: [
        { from: 'start', port: 'started', to: 'wait' },
        { from: 'wait', port: 'after', to: 'hello' },
      ],
    }))
    expect((await planMigration(rig.engine, flow)).nodes).toMatchObject([{ node: 'wait', change: 'changed' }])
  })

  test('carried over, waits keep their due time', async () => {
    const revision = await changed(shorter)
    expect(await publishWith(revision, { wait: { do: 'move' } })).toMatchObject({ version: 2, migrated: { moved: 2, ended: 0 } })
    expect(await standing(rig)).toMatchObject([
      { version: 2, node: 'wait' },
      { version: 2, node: 'wait' },
    ])
    await rig.turnTo('2026-03-05T11:59:59Z')
    expect(await messagesOf(rig)).toEqual([])
    await rig.turnTo('2026-03-05T12:00:00Z')
    expect(await messagesOf(rig)).toHaveLength(2)
  })

  test('recomputed, they are counted from when the block was entered', async () => {
    await rig.turnTo('2026-03-03T00:00:00Z')
    const revision = await changed(shorter)
    await publishWith(revision, { wait: { do: 'move', waits: 'recompute' } })
    await rig.turnTo('2026-03-03T11:59:59Z')
    expect(await messagesOf(rig)).toEqual([])
    await rig.turnTo('2026-03-03T12:00:00Z')
    expect(await messagesOf(rig)).toHaveLength(2)
  })

  test('from a block that is gone they move to another, or end, and nobody is mailed twice', async () => {
    const revision = await changed(withoutWait)
    expect(await publishWith(revision, { wait: { do: 'move', to: 'rest' } })).toMatchObject({ migrated: { moved: 2 } })
    expect(await migrate(rig.engine, { id: flow, map: { wait: { do: 'end' } }, author: 'test' })).toMatchObject({
      moved: 0,
      ended: 0,
    })
    await rig.turnTo('2026-03-20T12:00:00Z')
    expect(await messagesOf(rig)).toEqual([])
    expect((await endsOf(rig)).map(({ reason }) => reason)).toEqual(['completed', 'completed'])
  })

  test('a map that does not fit is refused before anything is published', async () => {
    const revision = await changed(withoutWait)
    await expect(publishWith(revision, { wait: { do: 'move' } })).rejects.toMatchObject({ code: 'MIGRATION_INVALID' })
    expect(await standing(rig)).toMatchObject([{ version: 1 }, { version: 1 }])
  })

  test('a block that holds people is not taken out of the flow without anybody saying what becomes of them', async () => {
    const revision = await changed(withoutWait)
    await expect(publishWith(revision)).rejects.toMatchObject({
      code: 'MIGRATION_NEEDED',
      data: { inside: 2, nodes: ['wait'], plan: { inside: 2, nodes: [{ node: 'wait', asks: true }] } },
    })
    expect((await loadFlow(rig.engine.pool, flow))?.live_version).toBe(1)
  })

  test('by an empty map everybody stays on their version and finishes it', async () => {
    await publishWith(await changed(withoutWait), {})
    await rig.turnTo('2026-03-05T12:00:00Z')
    expect(await messagesOf(rig)).toHaveLength(2)
    expect(await standing(rig)).toMatchObject([
      { version: 1, node: 'rest' },
      { version: 1, node: 'rest' },
    ])
  })
})
