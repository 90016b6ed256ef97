import { carryOut, closeFlow, planMigration, previewPublish, publish, stopFlow } from '@snodo/engine'
import type { FlowDocument } from '@snodo/flow'
import { expect, test } from 'vitest'
import { config, lines, redrawing } from './redraw.ts'
import { DAY, mail, person, start, track, useStage } from './stage.ts'

const stage = useStage()
const author = 'author'
const { draw, republish } = redrawing(stage, author)

test('rule 15: a changed wait with people in it is asked about in the plan, and without an answer keeps its due time', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Asked'), wait: ['core.wait', { duration: 'P3D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('nora'), track('nora', 'Asked'))
  const due = (await flow.standing())[0]?.next
  const asked = async () => (await planMigration(stage.rig.engine, flow.id)).nodes
  await draw(flow, (document) => ({ ...document, name: 'Renamed' }))
  expect(await asked()).toMatchObject([{ node: 'wait', asks: false }])
  await draw(flow, config('wait', { duration: 'P9D' }))
  expect(await asked()).toMatchObject([{ node: 'wait', inside: 1, asks: true, mustAnswer: false, waits: true, canCarry: true }])
  await republish(flow, (document) => document)
  expect(await flow.standing()).toMatchObject([{ node: 'wait', next: due }])
  // Whoever was asked once is not asked again by a publish that leaves the wait as it is.
  await draw(flow, (document) => ({
    ...document,
    nodes: { ...document.nodes, end: { ...document.nodes.wait!, type: 'core.end', config: {} } },
  }))
  expect(await asked()).toMatchObject([{ node: 'wait', change: 'changed', asks: false }])
})

test('rule 28: whom an operator holds is taken over held, is mailed nothing until released, and goes on from there; failed ones go on', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Kept'),
      wait: ['core.wait', { duration: 'P3D' }],
      hello: ['core.send-email', mail('Hello')],
      rest: ['core.wait', { duration: 'P9D' }],
    },
    edges: ['start:started>wait', 'wait:after>hello', 'hello:sent>rest'],
  })
  await stage.collect(
    person('olga'),
    track('olga', 'Kept'),
    person('pia'),
    track('pia', 'Kept'),
    person('rita'),
    track('rita', 'Kept'),
  )
  const { id } = await stage.row<{ id: string }>(/* sql */ `select id from contacts where user_id = 'olga'`)
  const order = (verb: 'hold' | 'release') =>
    carryOut(stage.rig.engine, { filter: { flow: flow.id, contact: id }, order: { verb }, author, reason: 'a complaint' })
  await order('hold')
  const failed = await stage.row<{ id: string; lane: number; version: string }>(
    /* sql */ `update enrollments e set state = 'failed', then_port = null, awaits = null, because = '{"code":"NODE_THREW","values":{}}'
      from contacts c where c.lane = e.lane and c.id = e.contact_id and c.user_id = 'pia' and e.flow_id = $1
      returning e.id, e.lane, e.version_id as version`,
    [flow.id],
  )
  await stage.rig.engine.pool.query(
    /* sql */ `update node_counts set failed = failed + 1 where lane = $1 and version_id = $2 and node = 'wait'`,
    [failed.lane, failed.version],
  )
  const without = (document: FlowDocument): FlowDocument => {
    const { wait: _, ...nodes } = document.nodes
    return lines(['start:started>hello', 'hello:sent>rest'])({ ...document, nodes })
  }
  await draw(flow, without)
  expect((await planMigration(stage.rig.engine, flow.id)).nodes).toMatchObject([{ node: 'wait', inside: 3, held: 1, failed: 1 }])
  await republish(flow, (document) => document, { wait: { do: 'move', to: 'hello' } })
  await stage.pass(DAY)
  expect(await flow.standing()).toMatchObject([
    { contact: 'olga', node: 'hello', state: 'held', because: 'HELD' },
    { contact: 'pia', node: 'rest', state: 'active' },
    { contact: 'rita', node: 'rest', state: 'active' },
  ])
  expect(await flow.messages()).toHaveLength(2)
  await order('release')
  await stage.rig.settle()
  expect(await flow.standing()).toMatchObject(Array(3).fill({ node: 'rest', state: 'active' }))
  expect(await flow.messages()).toHaveLength(3)
})

test('rule 26: a correction reaches those inside a closed flow and opens no entries; it opens where somebody says so', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Shut'), wait: ['core.wait', { duration: 'P1D' }], hello: ['core.send-email', mail('Helo')] },
    edges: ['start:started>wait', 'wait:after>hello'],
  })
  await stage.collect(person('sara'), track('sara', 'Shut'))
  await closeFlow(stage.rig.engine, { id: flow.id, author })
  const revision = await draw(flow, config('hello', mail('Hello')))
  const given = { id: flow.id, revision, author }
  expect(await previewPublish(stage.rig.engine, given)).toMatchObject({ state: 'closed' })
  expect(await previewPublish(stage.rig.engine, { ...given, reopen: true })).toMatchObject({ state: 'live' })
  expect(await publish(stage.rig.engine, given)).toMatchObject({ state: 'closed', contentChanged: ['hello'] })
  await stage.collect(person('tina'), track('tina', 'Shut'))
  await stage.pass(DAY)
  expect(await flow.messages()).toMatchObject([{ state: 'sent', subject: 'Hello' }])
  expect(await flow.entries()).toHaveLength(1)
  expect(await publish(stage.rig.engine, { ...given, reopen: true })).toMatchObject({ state: 'live' })
  await stage.collect(track('tina', 'Shut'))
  expect((await flow.entries()).map(({ outcome }) => outcome)).toEqual(['entered', 'entered'])

  await stopFlow(stage.rig.engine, { id: flow.id, author })
  expect(await publish(stage.rig.engine, { id: flow.id, version: 1, author })).toMatchObject({ state: 'stopped' })
  expect(await publish(stage.rig.engine, { id: flow.id, version: 1, author, reopen: true })).toMatchObject({ state: 'live' })
})
