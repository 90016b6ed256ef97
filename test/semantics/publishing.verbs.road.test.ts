import { transaction } from '@snodo/database'
import {
  archiveFlow,
  carryOnOrders,
  carryOut,
  closeFlow,
  deleteFlow,
  type EnrollmentFilter,
  liftStop,
  listStops,
  loadDraft,
  type Order,
  pauseFlow,
  previewStop,
  previewVerb,
  publish,
  readAudit,
  resumeFlow,
  stopFlow,
  stopSending,
} from '@snodo/engine'
import { expect, test, vi } from 'vitest'
import { DAY, HOUR, mail, person, type StagedFlow, start, track, useStage } from './stage.ts'

const stage = useStage()
const author = 'operator'

let events = 0
/** A flow of its own with some people waiting in it: wait three days, then a mail, then wait again. */
async function waiting(...people: string[]): Promise<StagedFlow> {
  const event = `Verb ${++events}`
  const flow = await stage.flow({
    nodes: {
      start: start(event),
      wait: ['core.wait-for', { event: `${event} Answered`, timeout: 'P3D' }],
      hello: ['core.send-email', mail('Hello')],
      rest: ['core.wait', { duration: 'P30D' }],
    },
    edges: ['start:started>wait', 'wait:happened>hello', 'wait:timeout>hello', 'hello:sent>rest'],
  })
  for (const who of people) await stage.collect(person(`${who}-${events}`), track(`${who}-${events}`, event))
  return flow
}

const order = async (flow: StagedFlow, given: Order, more: EnrollmentFilter = {}) => {
  const done = await carryOut(stage.rig.engine, { filter: { flow: flow.id, ...more }, order: given, author, reason: 'a test' })
  await stage.rig.settle()
  return done
}
const verbs = { id: '', author, reason: 'a test' }

test('rule 26: close lets nobody in and lets those inside finish; it shows its counts first', async () => {
  const flow = await waiting('ada', 'bea')
  expect((await previewVerb(stage.rig.engine, flow.id, 'close')).counts).toMatchObject({ inside: 2, failed: 0 })
  expect((await closeFlow(stage.rig.engine, { ...verbs, id: flow.id })).counts).toMatchObject({ inside: 2 })
  await stage.collect(person('carla'), track('carla', `Verb ${events}`))
  await stage.pass(3 * DAY)
  expect(await flow.messages()).toHaveLength(2)
})

test('rule 26: nobody enters after a stop has answered, and all journeys have ended', async () => {
  const flow = await waiting('dora', 'elsa')
  expect((await previewVerb(stage.rig.engine, flow.id, 'stop')).counts).toMatchObject({ inside: 2, messagesWaiting: 0 })
  expect(await stopFlow(stage.rig.engine, { ...verbs, id: flow.id })).toMatchObject({
    state: 'stopped',
    counts: { ended: 2 },
    order: { state: 'done', matched: 2 },
  })
  await stage.collect(person('faye'), track('faye', `Verb ${events}`))
  expect(await flow.standing()).toEqual([])
  expect(await flow.ends()).toMatchObject([
    { reason: 'stopped', because: 'FLOW_STOPPED' },
    { reason: 'stopped', because: 'FLOW_STOPPED' },
  ])
})

test('rule 26: a flow that people are inside is not archived, and says how many they are', async () => {
  const flow = await waiting('gina')
  await closeFlow(stage.rig.engine, { ...verbs, id: flow.id })
  await expect(archiveFlow(stage.rig.engine, { ...verbs, id: flow.id })).rejects.toMatchObject({
    code: 'FLOW_HAS_PEOPLE',
    data: { inside: 1 },
  })
  await stopFlow(stage.rig.engine, { ...verbs, id: flow.id })
  expect(await archiveFlow(stage.rig.engine, { ...verbs, id: flow.id })).toMatchObject({ state: 'archived' })
})

test('a closed flow can be paused, and is closed again once it is resumed', async () => {
  const flow = await waiting('hana')
  await closeFlow(stage.rig.engine, { ...verbs, id: flow.id })
  await pauseFlow(stage.rig.engine, { ...verbs, id: flow.id })
  await stage.pass(DAY)
  expect(await resumeFlow(stage.rig.engine, { ...verbs, id: flow.id })).toMatchObject({ state: 'closed' })
})

test('whoever is held stands still past the time, hears what it waits for, and goes on by it when released', async () => {
  const flow = await waiting('iris', 'jana')
  expect(await order(flow, { verb: 'hold' })).toMatchObject({ matched: 2, changed: 2 })
  await stage.collect(track(`iris-${events}`, `Verb ${events} Answered`))
  await stage.pass(5 * DAY)
  expect((await flow.standing()).map(({ node, state, because }) => [node, state, because])).toEqual([
    ['wait', 'held', 'HELD'],
    ['wait', 'held', 'HELD'],
  ])
  expect(await order(flow, { verb: 'release' })).toMatchObject({ changed: 2 })
  expect((await flow.path()).filter((step) => step.startsWith('wait>')).sort()).toEqual(['wait>happened', 'wait>timeout'])
  expect(await flow.messages()).toHaveLength(2)
})

test('whoever is held while its mail is under way goes on by the mail’s fate once it is released, and is not mailed again', async () => {
  const event = `Verb ${++events}`
  const flow = await stage.flow({
    nodes: {
      start: start(event),
      hello: ['core.send-email', mail('Hello')],
      refused: ['core.wait', { duration: 'P9D' }],
      rest: ['core.wait', { duration: 'P9D' }],
    },
    edges: ['start:started>hello', 'hello:sent>rest', 'hello:notSent>refused'],
  })
  await stopSending(stage.rig.engine, { scope: { of: 'flow', flow: flow.id }, author, reason: 'a test' })
  await stage.collect(person('kira'), track('kira', event))
  expect(await flow.standing()).toMatchObject([{ node: 'hello', state: 'acting' }])
  await order(flow, { verb: 'hold' })
  await liftStop(stage.rig.engine, { id: `flow:${flow.id}`, author })
  await stage.rig.settle()
  expect(await flow.standing()).toMatchObject([{ node: 'hello', state: 'held' }])
  await order(flow, { verb: 'release' })
  expect(await flow.standing()).toMatchObject([{ node: 'rest', state: 'active' }])
  expect(await flow.messages()).toHaveLength(1)
})

test('a mail under way is still waited for when its journey is released before the fate is known', async () => {
  const event = `Verb ${++events}`
  const flow = await stage.flow({
    nodes: { start: start(event), hello: ['core.send-email', mail('Hello')], rest: ['core.wait', { duration: 'P9D' }] },
    edges: ['start:started>hello', 'hello:sent>rest', 'hello:notSent>rest'],
  })
  await stopSending(stage.rig.engine, { scope: { of: 'message', flow: flow.id, node: 'hello' }, author })
  await stage.collect(person('lena'), track('lena', event))
  await order(flow, { verb: 'hold' })
  await order(flow, { verb: 'release' })
  expect(await flow.standing()).toMatchObject([{ node: 'hello', state: 'acting' }])
  await liftStop(stage.rig.engine, { id: `message:${flow.id}:hello`, author })
  await stage.rig.settle()
  expect(await flow.standing()).toMatchObject([{ node: 'rest', state: 'active' }])
})

test('an order about nobody changes nothing; journeys that have ended are told as gone', async () => {
  const flow = await waiting('mona')
  const { id } = await stage.row<{ id: string }>(/* sql */ `select id from enrollments where flow_id = $1`, [flow.id])
  expect(await order(flow, { verb: 'skip' }, { node: 'nowhere' })).toMatchObject({ matched: 0, changed: 0 })
  expect(await order(flow, { verb: 'end' }, { enrollments: [id] })).toMatchObject({ matched: 1, gone: 0, changed: 1 })
  for (const verb of ['end', 'retry', 'skip', 'hold', 'release'] as const)
    expect(await order(flow, { verb }, { enrollments: [id] })).toMatchObject({ matched: 0, gone: 1, changed: 0 })
  await expect(order(flow, { verb: 'end' }, { flow: '999999' })).rejects.toMatchObject({ code: 'FLOW_UNKNOWN' })
  await expect(order(await waiting('nora'), { verb: 'move', to: 'start' })).rejects.toMatchObject({ code: 'MOVE_INVALID' })
})

test('whoever comes to the block after an order was given is not touched by it', async () => {
  const flow = await waiting('olga')
  await stage.pass(HOUR)
  const before = await order(flow, { verb: 'skip' }, { node: 'wait' })
  await stage.collect(person('pia'), track('pia', `Verb ${events}`))
  expect(before).toMatchObject({ changed: 1 })
  expect((await flow.standing()).map(({ node }) => node)).toEqual(['rest', 'wait'])
})

test('every order stands in the audit log with its reason and what it was about', async () => {
  const flow = await waiting('rita')
  await order(flow, { verb: 'hold' }, { node: 'wait' })
  await pauseFlow(stage.rig.engine, { ...verbs, id: flow.id })
  await resumeFlow(stage.rig.engine, { ...verbs, id: flow.id, answers: { waits: 'wentOn' } })
  await stopFlow(stage.rig.engine, { ...verbs, id: flow.id })
  const log = await readAudit(stage.rig.engine.pool, { subject: `flow:${flow.id}` }, null, 50)
  const told = log.filter(({ reason }) => reason !== null)
  expect(told.map(({ action, actor, reason }) => [action, actor, reason])).toEqual(
    ['flow.stop', 'flow.resume', 'flow.pause', 'enrollments.hold'].map((action) => [action, author, 'a test']),
  )
  expect(told[3]?.details).toMatchObject({ matched: 1, filter: { node: 'wait' }, ordered: { verb: 'hold' } })
  expect(told[1]?.details).toMatchObject({ answers: { waits: 'wentOn', entries: 'enter', messages: 'young' } })
})

test('stop sending shows what is handed over, held and waiting before it is ordered, in the reply and while it is in force', async () => {
  const flow = await waiting('sara', 'tina')
  const scope = { of: 'flow', flow: flow.id } as const
  const ordered = await stopSending(stage.rig.engine, { scope, author, reason: 'wrong price' })
  expect(ordered.counts).toEqual({ handed: 0, held: 0, waiting: 0 })
  await order(flow, { verb: 'skip' }, { node: 'wait' })
  expect(await previewStop(stage.rig.engine, scope)).toEqual({ handed: 0, held: 2, waiting: 0 })
  const inForce = (await listStops(stage.rig.engine)).filter((stop) => stop.order.id === `flow:${flow.id}`)
  expect(inForce).toMatchObject([{ counts: { handed: 0, held: 2, waiting: 0 } }])
  await liftStop(stage.rig.engine, { id: `flow:${flow.id}`, author, reason: 'price mended' })
  await stage.rig.settle()
  expect((await flow.messages()).map(({ state }) => state)).toEqual(['sent', 'sent'])
  await expect(stopSending(stage.rig.engine, { scope: { of: 'flow', flow: '999999' }, author })).rejects.toMatchObject({
    code: 'FLOW_UNKNOWN',
  })
})

test('a flow that leads into one that is not there is not published: nobody would enter it, and nothing would tell', async () => {
  const leading = (to: string) =>
    stage.flow({
      nodes: { start: start(`Verb ${++events}`), go: ['core.go-to-flow', { flow: to }] },
      edges: ['start:started>go'],
    })
  await expect(leading('999999')).rejects.toMatchObject({
    code: 'FLOW_HAS_ERRORS',
    data: { findings: [expect.objectContaining({ code: 'FLOW_REFERENCE_UNKNOWN', node: 'go', path: '/flow' })] },
  })
  expect(await leading((await waiting()).id)).toMatchObject({ id: expect.any(String) })
})

test('a flow nobody entered is deleted also while it is live; one somebody entered is not', async () => {
  const empty = await waiting()
  await deleteFlow(stage.rig.engine, { id: empty.id, author })
  await stage.collect(person('uma'), track('uma', `Verb ${events}`))
  expect(await empty.entries()).toEqual([])
  const used = await waiting('vera')
  await expect(deleteFlow(stage.rig.engine, { id: used.id, author })).rejects.toMatchObject({ code: 'FLOW_IN_USE' })
})

test('two who publish the same draft at once make one version', async () => {
  const flow = await waiting('wilma')
  const { revision } = await loadDraft(stage.rig.engine, flow.id)
  const twice = await Promise.all([1, 2].map(() => publish(stage.rig.engine, { id: flow.id, revision, author })))
  expect(twice.map(({ version }) => version)).toEqual([1, 1])
})

/** Gives an order, holds a lane's lock so that it stops there half way, and gives another meanwhile. */
async function whileHalfWay(order: () => Promise<unknown>, another: () => Promise<unknown>): Promise<void> {
  const held = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  const holding = transaction(stage.rig.engine.pool, async (sql) => {
    await sql.query(/* sql */ `select 1 from lanes where lane = 40 for update`)
    held.resolve()
    await free.promise
  })
  await held.promise
  const first = order()
  await vi.waitFor(
    async () => {
      const { halfWay } = await stage.row<{ halfWay: boolean }>(
        /* sql */ `select exists (select 1 from orders where state = 'running' and lanes_done = 40) as "halfWay"`,
      )
      expect(halfWay).toBe(true)
    },
    { timeout: 20_000 },
  )
  const second = another()
  free.resolve()
  await Promise.all([holding, first, second])
}

test('a stop given while a resume is being carried out overtakes it: everybody ends, and the flow stays stopped', async () => {
  const flow = await waiting('xena', 'yara')
  await pauseFlow(stage.rig.engine, { ...verbs, id: flow.id })
  await stage.pass(DAY)
  const given = { ...verbs, id: flow.id }
  await whileHalfWay(
    () => resumeFlow(stage.rig.engine, given),
    () => stopFlow(stage.rig.engine, given),
  )
  await stage.rig.settle()
  expect(await flow.standing()).toEqual([])
  expect((await flow.ends()).map(({ reason }) => reason)).toEqual(['stopped', 'stopped'])
  expect(await stage.row(/* sql */ `select state from flows where id = $1`, [flow.id])).toEqual({ state: 'stopped' })
  await stage.collect(person('zoe'), track('zoe', `Verb ${events}`))
  expect(await flow.standing()).toEqual([])
})

test('while a stop is being carried out the flow is not published anew, and the answer says how far the stop is', async () => {
  const flow = await waiting('anna')
  const { revision } = await loadDraft(stage.rig.engine, flow.id)
  const spec = JSON.stringify({ kind: 'stop' })
  const { id } = await stage.row<{ id: string }>(
    /* sql */ `insert into orders (flow_id, spec, state, author, matched, lanes, placed_at)
      values ($1, $2, 'running', 'operator', 1, '{0,1}', $3) returning id`,
    [flow.id, spec, new Date(stage.now())],
  )
  await expect(publish(stage.rig.engine, { id: flow.id, revision, author })).rejects.toMatchObject({
    code: 'FLOW_BUSY',
    data: { order: id, kind: 'stop', done: 0 },
  })
  await expect(pauseFlow(stage.rig.engine, { ...verbs, id: flow.id })).rejects.toMatchObject({ code: 'FLOW_BUSY' })
  await stage.rig.engine.pool.query(/* sql */ `update orders set state = 'overtaken' where id = $1`, [id])
})

test('an order that cannot be carried out is given up in sight after some tries, and keeps no later one from its turn', async () => {
  const flow = await waiting('berta')
  const { id } = await stage.row<{ id: string }>(
    /* sql */ `insert into orders (flow_id, spec, state, author, matched, lanes, placed_at)
      values ($1, '{"kind": "end"}', 'running', 'operator', 1, '{0}', $2) returning id`,
    [flow.id, new Date(stage.now())],
  )
  const quiet = { ...stage.rig.engine, log: { info() {}, warn() {}, error() {} } }
  for (let n = 0; n < 5; n++) await carryOnOrders(quiet)
  expect(await stage.row(/* sql */ `select state, tries, problem is not null as told from orders where id = $1`, [id])).toEqual({
    state: 'failed',
    tries: 5,
    told: true,
  })
  expect(await order(flow, { verb: 'end' })).toMatchObject({ changed: 1, order: { state: 'done' } })
})
