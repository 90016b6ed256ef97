import { seededRandom } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { type ActNode, defineNode, type NodeType } from '@snodo/node-sdk'
import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { flowCache } from '../flow-cache.ts'
import { NEVER, outageOf } from '../testing/outage.ts'
import { makeScene, type Scene } from '../testing/scene.ts'
import { type ActContext, act, actLimits } from './act.ts'
import { takeBackFrom } from './upkeep-duties/take-back.ts'

const LANE = 7
let db: FreshDatabase
let scene: Scene
let at: { flow: string; version: string }
/** What the node does; each test gives its own. */
let deed: ActNode['act']
const seen: { keys: string[]; texts: string[] }[] = []

const words = { en: 'Ask', it: 'Chiedi' }
const ask = defineNode({
  type: 'test.ask',
  version: 1,
  title: words,
  description: words,
  category: 'contact',
  icon: 'bolt',
  summary: words,
  config: Type.Object({}),
  ports: { done: words, failed: words },
  limits: { batchSize: 2, timeout: 'PT1S' },
  examples: [{ say: words, config: {}, expect: { leave: 'done' } }],
  act: (batch, tools) => deed(batch as never, tools),
}) as unknown as NodeType

beforeEach(async () => {
  db = await freshDatabase()
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z', new Map([['test.ask', ask]]))
  seen.length = 0
  deed = async (batch) => {
    seen.push({ keys: batch.steps.map((step) => step.key), texts: batch.steps.map((step) => step.fill('{{ contact.city }}')) })
    return batch.settle((step) => step.leave('done', { set: { asked: true } }))
  }
  at = await scene.flow({ nodes: { ask: { type: 'test.ask', version: 1, config: {}, at: { x: 0, y: 0 } } } })
})
afterEach(() => db.drop())

function context(): ActContext {
  return {
    ...scene.engine,
    flows: flowCache(scene.engine.nodeTypes, scene.engine.log),
    http: { request: () => Promise.reject(new Error('no test reaches the network')) },
    random: seededRandom('act'),
  }
}

async function standing(
  city = 'Torino',
  more: Parameters<Scene['enrollment']>[2] = {},
): Promise<{ contact: string; enrollment: string; key: string }> {
  const contact = await scene.contact({ lane: LANE, attributes: { city } })
  const enrollment = await scene.enrollment(contact, at, { node: 'ask', state: 'acting', visit: 3, ...more })
  return { contact, enrollment, key: `${enrollment}:3` }
}

async function readEnrollment(id: string) {
  const { rows } = await db.pool.query(`select state, next_at, attempts, because from enrollments where id = $1`, [id])
  return rows[0]
}

test('a node acts once for whoever stands at it, in batches it can take, and the answers go to intake', async () => {
  const people = [await standing('Torino'), await standing('Bari'), await standing('Roma')]
  expect(await act(context(), LANE)).toMatchObject({ acted: 3, more: null, nextAt: null })
  expect(seen.map((batch) => batch.keys.length).sort()).toEqual([1, 2])
  expect(seen.flatMap((batch) => batch.texts).sort()).toEqual(['Bari', 'Roma', 'Torino'])
  const inbox = await scene.inbox()
  expect(inbox.map((row) => row.contact_id).sort()).toEqual(people.map((one) => one.contact).sort())
  expect(inbox[0]).toMatchObject({
    kind: 'settle',
    name: 'Act Settled',
    payload: { visit: 3, outcome: { to: 'leave', port: 'done', set: { asked: true } } },
  })
  expect(scene.rung.move).toContain(LANE)
  // However long intake takes to get there, nobody acts again.
  scene.clock.turnBy(3_600_000)
  expect(await act(context(), LANE)).toMatchObject({ acted: 0 })
})

test('of those a drain brought a run takes a share, so that whom an event has just brought is acted for in the same run', async () => {
  for (let i = 0; i <= actLimits.claimSize; i++) await standing('Torino', { nextAt: scene.clock.now() - 60_000 })
  const { key } = await standing('Bari', { urgency: 0 })
  expect(await act(context(), LANE)).toMatchObject({ acted: actLimits.claimSize + 1, more: 'turn' })
  expect(seen.flatMap((batch) => batch.keys)).toContain(key)
  expect(await act(context(), LANE)).toMatchObject({ acted: 1, more: null })
})

test('a crash gives them back when the lease ends', async () => {
  const one = await standing()
  // One transaction claims, the other writes the answers down: there it dies.
  const died = Promise.withResolvers<void>()
  let connected = 0
  const connect = () => {
    connected += 1
    if (connected === 1) return db.pool.raw.connect()
    died.resolve()
    return NEVER
  }
  const raw = { connect } as unknown as typeof db.pool.raw // of the pg pool transactions use this member alone
  void act({ ...context(), pool: { ...db.pool, raw } }, LANE)
  await died.promise
  expect(await act(context(), LANE)).toMatchObject({ acted: 0 })
  scene.clock.turnBy(61_000)
  expect(await act(context(), LANE)).toMatchObject({ acted: 1 })
  expect(seen.map((batch) => batch.keys)).toEqual([[one.key], [one.key]])
})

test('whom a process held that was found dead others act for at once; whom a living one holds they leave alone', async () => {
  const { key } = await standing()
  const died = Promise.withResolvers<void>()
  const version = () => {
    died.resolve()
    return NEVER
  }
  void act({ ...context(), flows: { ...context().flows, version } }, LANE)
  await died.promise
  const upkeep = { ...scene.engine, listensTo: () => false }
  await takeBackFrom(upkeep, ['another process'])
  expect(await act(context(), LANE)).toMatchObject({ acted: 0 })
  await takeBackFrom(upkeep, [db.pool.applicationName])
  expect(scene.rung.act).toEqual([LANE])
  expect(await act(context(), LANE)).toMatchObject({ acted: 1 })
  expect(seen).toMatchObject([{ keys: [key] }])
  expect((await db.pool.query('select 1 from claims')).rows).toEqual([])
})

test('what keeps a run from acting costs nobody its lease: they are taken again at once', async () => {
  const { key } = await standing()
  const flows = { ...context().flows, version: () => Promise.reject(new Error('the connection broke')) }
  await expect(act({ ...context(), flows }, LANE)).rejects.toThrow('the connection broke')
  expect((await db.pool.query('select 1 from claims')).rows).toEqual([])
  expect(await act(context(), LANE)).toMatchObject({ acted: 1 })
  expect(seen).toMatchObject([{ keys: [key] }])
})

test('an answer is written down however long the database is away, and nobody is acted for again', async () => {
  const { key } = await standing()
  const outage = outageOf(db.pool, { statement: /^insert into parcels|^insert into inbox/, times: 4 })
  expect(await act({ ...context(), pool: outage.pool }, LANE)).toMatchObject({ acted: 1 })
  expect(outage.left()).toBe(0)
  scene.clock.turnBy(3_600_000)
  expect(await act(context(), LANE)).toMatchObject({ acted: 0 })
  expect(seen).toMatchObject([{ keys: [key] }])
  expect(await scene.inbox()).toHaveLength(1)
})

test('a throw fails its contact alone', async () => {
  await standing('poison')
  await standing('Bari')
  deed = async (batch) =>
    batch.settle((step) => {
      if (step.fill('{{ contact.city }}') === 'poison') throw new Error('cannot digest')
      return step.leave('done')
    })
  await act(context(), LANE)
  const outcomes = (await scene.inbox()).map((row) => row.payload!.outcome)
  expect(outcomes).toContainEqual({ to: 'fail', because: 'cannot digest' })
  expect(outcomes).toContainEqual(expect.objectContaining({ to: 'leave', port: 'done' }))
})

test('an answer the database cannot hold is mended or fails its contact alone', async () => {
  await standing('deep')
  await standing('nul')
  deed = async (batch) =>
    batch.settle((step) =>
      step.fill('{{ contact.city }}') === 'nul'
        ? step.leave('done', { set: { text: 'a\u0000b' } })
        : step.leave('done', { set: { far: 1e300 } }),
    )
  await act(context(), LANE)
  const outcomes = (await scene.inbox()).map((row) => row.payload!.outcome)
  expect(outcomes).toContainEqual(expect.objectContaining({ to: 'leave', set: { text: 'ab' } }))
  expect(outcomes).toContainEqual(expect.objectContaining({ to: 'fail' }))
})

test('what is to be retried comes back with backoff, and in the end fails', async () => {
  const one = await standing()
  let calls = 0
  deed = async (batch) => {
    calls += 1
    return batch.settle((step) => step.retry('503', 30_000))
  }
  await act(context(), LANE)
  const put = (await readEnrollment(one.enrollment)) as { next_at: number; attempts: number }
  expect(put).toMatchObject({ state: 'acting', attempts: 1, because: { code: 'RETRYING' } })
  expect(put.next_at).toBeGreaterThanOrEqual(scene.clock.now() + 30_000)
  for (let n = 0; n < 10; n++) {
    scene.clock.turnBy(20 * 60_000)
    await act(context(), LANE)
  }
  expect(calls).toBe(5)
  expect(await scene.inbox()).toMatchObject([{ payload: { outcome: { to: 'fail', because: '503' } } }])
})

test('a node that hangs or rejects is tried again for its whole batch', async () => {
  const one = await standing()
  deed = () => new Promise(() => undefined)
  await act(context(), LANE)
  expect(await readEnrollment(one.enrollment)).toMatchObject({
    because: { values: { say: expect.stringContaining('did not answer within 1 s') } },
  })
  scene.clock.turnBy(60_000)
  deed = () => {
    throw new Error('before any await')
  }
  await act(context(), LANE)
  expect(await readEnrollment(one.enrollment)).toMatchObject({ attempts: 2, because: { values: { say: 'before any await' } } })
})

test('nobody acts in a paused flow, nor for those who wait for a message', async () => {
  await standing()
  const contact = await scene.contact({ lane: LANE })
  await scene.enrollment(contact, at, { node: 'ask', state: 'acting', nextAt: null })
  await db.pool.query(`update flows set state = 'paused'`)
  expect(await act(context(), LANE)).toEqual({ acted: 0, more: null, nextAt: null })
  await db.pool.query(`update flows set state = 'live'`)
  expect(await act(context(), LANE)).toMatchObject({ acted: 1 })
})

test('an enrollment whose node type is missing waits for it instead of failing', async () => {
  const one = await standing()
  const without = { ...context(), flows: flowCache(new Map(), scene.engine.log) }
  await act(without, LANE)
  expect(await readEnrollment(one.enrollment)).toMatchObject({
    state: 'acting',
    attempts: 0,
    because: { code: 'NODE_TYPE_MISSING' },
  })
  scene.clock.turnBy(10 * 60_000)
  expect(await act(context(), LANE)).toMatchObject({ acted: 1 })
})
