import { defineNode } from '@snodo/node-sdk'
import { Type } from 'typebox'
import { afterEach, expect, test } from 'vitest'
import { enroll } from '../../commands/enroll.ts'
import { type EngineRig, makeEngineRig } from '../../testing/engine-rig.ts'

const words = (en: string) => ({ en, it: en })
const shared = { version: 1, description: words('For a test'), icon: 'bug', needs: ['contact.attributes'] as string[] }

const start = defineNode({
  ...shared,
  type: 'test.start',
  title: words('Start'),
  category: 'start',
  summary: words('Start'),
  config: Type.Object({}),
  ports: { started: words('Started') },
  examples: [{ say: words('Plain'), config: {}, expect: {} }],
  starts: () => [{ on: 'event', event: 'Begin' }],
})

const pause = defineNode({
  ...shared,
  type: 'test.pause',
  title: words('Pause'),
  category: 'timing',
  summary: words('Pause'),
  config: Type.Object({}),
  ports: { after: words('After') },
  traits: { waits: true },
  examples: [{ say: words('Plain'), config: {}, expect: {} }],
  decide: (step) => step.wait({ until: step.enteredAt + 60_000, then: 'after' }),
})

/** Breaks in the way the contact's attribute says. */
const breaking = defineNode({
  ...shared,
  type: 'test.breaking',
  title: words('Breaking'),
  category: 'decision',
  summary: words('Breaking'),
  config: Type.Object({}),
  ports: { next: words('Next') },
  examples: [{ say: words('Plain'), config: {}, expect: {} }],
  decide(step) {
    const how = step.contact.attributes.how
    if (how === 'throws') throw new Error('the node threw')
    if (how === 'wrongPort') return step.leave('nowhere')
    if (how === 'noInstant') return step.wait({ until: Number.NaN, then: 'next' })
    if (how === 'nul') return step.leave('next', { set: { text: 'a\u0000b' } })
    return step.leave('next')
  },
})

let rig: EngineRig
afterEach(() => rig.drop())

async function contacts(lane: number, hows: string[]): Promise<string[]> {
  await rig.engine.ids.reserve(rig.engine.pool, hows.length)
  const ids = hows.map(() => rig.engine.ids.next(lane))
  for (const [i, how] of hows.entries()) {
    await rig.engine.pool.query(
      /* sql */ `insert into contacts (lane, id, attributes, created_at, seen_at) values ($1, $2, $3, $4, $4)`,
      [lane, ids[i], JSON.stringify({ how }), new Date(rig.clock.now())],
    )
  }
  return ids
}

async function failed(): Promise<{ code: string }[]> {
  const { rows } = await rig.engine.pool.query<{ code: string }>(
    /* sql */ `select because ->> 'code' as code from enrollments where state = 'failed' order by because ->> 'code'`,
  )
  return rows
}

async function ended(): Promise<number> {
  const { rows } = await rig.engine.pool.query<{ ended: number }>(
    /* sql */ `select count(*)::int as ended from enrollment_ends where reason = 'completed'`,
  )
  return rows[0]?.ended ?? 0
}

test('a contact whose step cannot be written fails alone; its lane goes on', async () => {
  rig = await makeEngineRig({ nodeTypes: [start, pause, breaking], expectProblems: true })
  const flow = await rig.publishFlow({
    nodes: { start: ['test.start', {}], pause: ['test.pause', {}], breaking: ['test.breaking', {}], rest: ['test.pause', {}] },
    edges: ['start:started>pause', 'pause:after>breaking', 'breaking:next>rest'],
  })
  const ids = await contacts(7, ['fine', 'fine', 'nul', 'fine', 'throws', 'wrongPort', 'noInstant', 'fine'])
  await enroll(rig.engine, { id: flow, contacts: ids, author: 'test' })
  await rig.turnTo(rig.clock.now() + 60_000)
  expect(await failed()).toEqual([
    { code: 'NODE_THREW' },
    { code: 'PORT_UNKNOWN' },
    { code: 'TRIP_FAILED' },
    { code: 'WAIT_FOR_NO_INSTANT' },
  ])
  await rig.turnTo(rig.clock.now() + 120_000)
  expect(await ended()).toBe(4)
  const { rows } = await rig.engine.pool.query(
    /* sql */ `select node, sum(inside)::int as inside, sum(failed)::int as failed from node_counts group by node order by node`,
  )
  expect(rows).toEqual([
    { node: 'breaking', inside: 3, failed: 3 },
    // Its trip could not be written at all, so it stands where it stood before.
    { node: 'pause', inside: 1, failed: 1 },
    { node: 'rest', inside: 0, failed: 0 },
    { node: 'start', inside: 0, failed: 0 },
  ])
})

test('an event that cannot be taken in is set aside where the operator sees it, and its neighbours are taken', async () => {
  rig = await makeEngineRig({ nodeTypes: [start, pause, breaking], expectProblems: true })
  const flow = await rig.publishFlow({
    nodes: { start: ['test.start', {}], breaking: ['test.breaking', {}], rest: ['test.pause', {}] },
    edges: ['start:started>breaking', 'breaking:next>rest'],
  })
  const ids = await contacts(7, ['fine', 'nul', 'fine'])
  await enroll(rig.engine, { id: flow, contacts: ids, author: 'test' })
  await rig.settle()
  const { rows: letters } = await rig.engine.pool.query<{ code: string; body: string }>(
    /* sql */ `select code, body from dead_letters`,
  )
  expect(letters).toHaveLength(1)
  expect(JSON.parse(letters[0]!.body)).toMatchObject({ contact: ids[1], kind: 'enroll' })
  await rig.turnTo(rig.clock.now() + 60_000)
  expect(await ended()).toBe(2)
})

test('enrollments of a version whose node type is gone wait for it, and others of the lane go on', async () => {
  rig = await makeEngineRig({ nodeTypes: [start, pause, breaking], expectProblems: true })
  const gone = await rig.publishFlow({
    name: 'Gone',
    nodes: { start: ['test.start', {}], pause: ['test.pause', {}], breaking: ['test.breaking', {}] },
    edges: ['start:started>pause', 'pause:after>breaking'],
  })
  const stays = await rig.publishFlow({
    name: 'Stays',
    nodes: { start: ['test.start', {}], pause: ['test.pause', {}] },
    edges: ['start:started>pause'],
  })
  const ids = await contacts(7, ['fine'])
  await enroll(rig.engine, { id: gone, contacts: ids, author: 'test' })
  await enroll(rig.engine, { id: stays, contacts: ids, author: 'test' })
  await rig.settle()
  rig.forgetNodeType('test.breaking')
  await rig.turnTo(rig.clock.now() + 60_000)
  expect(await ended()).toBe(1)
  rig.rememberNodeTypes()
  await rig.turnTo(rig.clock.now() + 120_000)
  expect(await ended()).toBe(2)
})

test('who begins a flow while a later node type is gone comes in and waits at that node, in sight', async () => {
  rig = await makeEngineRig({ nodeTypes: [start, pause, breaking], expectProblems: true })
  const flow = await rig.publishFlow({
    nodes: { start: ['test.start', {}], breaking: ['test.breaking', {}], rest: ['test.pause', {}] },
    edges: ['start:started>breaking', 'breaking:next>rest'],
  })
  const ids = await contacts(7, ['fine'])
  rig.forgetNodeType('test.breaking')
  await enroll(rig.engine, { id: flow, contacts: ids, author: 'test' })
  await rig.settle()
  const { rows } = await rig.engine.pool.query(/* sql */ `select node, state, because ->> 'code' as code from enrollments`)
  expect(rows).toEqual([{ node: 'breaking', state: 'active', code: 'NODE_TYPE_MISSING' }])
  rig.rememberNodeTypes()
  await rig.turnTo(rig.clock.now() + 180_000)
  expect(await ended()).toBe(1)
})

test('while the type of a start is gone events wait in the inbox, and begin the flow when it is back', async () => {
  rig = await makeEngineRig({ nodeTypes: [start, pause, breaking], expectProblems: true })
  const flow = await rig.publishFlow({
    nodes: { start: ['test.start', {}], pause: ['test.pause', {}] },
    edges: ['start:started>pause'],
  })
  const ids = await contacts(7, ['fine'])
  rig.forgetNodeType('test.start')
  await enroll(rig.engine, { id: flow, contacts: ids, author: 'test' })
  await expect(rig.settle()).rejects.toMatchObject({ code: 'NODE_TYPE_UNKNOWN' })
  const { rows } = await rig.engine.pool.query(
    /* sql */ `select (select count(*)::int from unread) as waiting, (select count(*)::int from dead_letters) as lost`,
  )
  expect(rows).toEqual([{ waiting: 1, lost: 0 }])
  rig.rememberNodeTypes()
  await rig.turnTo(rig.clock.now() + 120_000)
  expect(await ended()).toBe(1)
})
