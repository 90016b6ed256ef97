import { laneOf, seededRandom } from '@snodo/base'
import { transaction } from '@snodo/database'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { documentOf } from '@snodo/engine/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'
import { publishOver } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls, type TrackedCall } from './kit/tracking-client.ts'

let db: FreshDatabase
let server: ServerProcess

beforeAll(async () => {
  db = await freshDatabase()
  server = await startServer(db.url)
})
afterAll(async () => {
  await server.kill('SIGKILL')
  await db.drop()
})

const PEOPLE = 300

/** Everybody waits for a month at one block. */
const waiting = (event: string) =>
  documentOf({
    nodes: {
      start: ['core.event-happens', { event }],
      wait: ['core.wait', { duration: 'P30D' }],
      rest: ['core.wait', { duration: 'P60D' }],
    },
    edges: ['start:started>wait', 'wait:after>rest'],
  })

async function letIn(flow: string, event: string): Promise<void> {
  const calls = Array.from({ length: PEOPLE }, (_, n): TrackedCall[] => [
    {
      type: 'identify',
      messageId: `who-${flow}-${n}`,
      userId: `person-${flow}-${n}`,
      traits: { email: `person-${flow}-${n}@example.com` },
    },
    { type: 'track', messageId: `in-${flow}-${n}`, userId: `person-${flow}-${n}`, event },
  ]).flat()
  await deliverCalls(() => server.url, calls, { batchSize: 100, random: seededRandom('cut off'), repeat: 0 })
  await vi.waitFor(async () => expect(await standingAt(flow, 'wait')).toBe(PEOPLE), { timeout: 30_000, interval: 100 })
}

async function standingAt(flow: string, node: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    /* sql */ `select count(*)::int as count from enrollments where flow_id = $1 and node = $2`,
    [flow, node],
  )
  return rows[0]?.count ?? 0
}

type Order = { id: string; kind: string; state: string; progress: number; matched: number; counts: Record<string, number> }

/** Gives an order that comes as far as a lane the test holds, kills the server there, and starts it again. */
async function cutOff(order: () => Promise<unknown>): Promise<Order> {
  const held = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  const holding = transaction(db.pool, async (sql) => {
    await sql.query(/* sql */ `select 1 from lanes where lane = 40 for update`)
    held.resolve()
    await free.promise
  })
  await held.promise
  // Nobody answers it any more, so it fails; that is what is wanted.
  const asked = order().catch(() => undefined)
  await vi.waitFor(
    async () => {
      const { rows } = await db.pool.query<{ waits: boolean }>(
        /* sql */ `select exists (select 1 from orders where state = 'running' and lanes_done > 0) as waits`,
      )
      expect(rows[0]?.waits).toBe(true)
    },
    { timeout: 20_000, interval: 20 },
  )
  await server.kill('SIGKILL')
  await asked
  free.resolve()
  await holding
  const { rows } = await db.pool.query<{ state: string }>(/* sql */ `select state from orders order by id desc limit 1`)
  expect(rows).toEqual([{ state: 'running' }])
  await server.restart()
  const [first] = (await server.api<{ items: Order[] }>('GET', '/api/orders')).body.items
  await vi.waitFor(
    async () =>
      expect((await server.api<Order>('GET', `/api/orders/${first?.id}`)).body).toMatchObject({ state: 'done', progress: 1 }),
    { timeout: 30_000, interval: 200 },
  )
  return (await server.api<Order>('GET', `/api/orders/${first?.id}`)).body
}

test('orders whose server is killed half way are carried on, and everybody is moved exactly once', async () => {
  const flow = await publishOver(server, waiting('Moved'))
  await letIn(flow, 'Moved')
  const filter = { flow, node: 'wait' }
  const ask = { filter, verb: 'move', to: 'rest', reason: 'a test' }
  expect(await cutOff(() => server.api('POST', '/api/enrollments/verbs', ask))).toMatchObject({
    kind: 'move',
    matched: PEOPLE,
    counts: { changed: PEOPLE },
  })
  expect(await standingAt(flow, 'rest')).toBe(PEOPLE)
  const { rows } = await db.pool.query<{ visit: number }>(/* sql */ `select distinct visit from enrollments where flow_id = $1`, [
    flow,
  ])
  expect(rows).toEqual([{ visit: 2 }])
  await expectInvariants(db.pool)
}, 120_000)

test('a pause whose resume is cut off half way ends up resumed, and no wait is shifted twice', async () => {
  const flow = await publishOver(server, waiting('Paused'))
  await letIn(flow, 'Paused')
  await server.api('POST', `/api/flows/${flow}/pause`, { reason: 'a test' })
  const due = async () =>
    new Map(
      (
        await db.pool.query<{ id: string; next_at: number }>(/* sql */ `select id, next_at from enrollments where flow_id = $1`, [
          flow,
        ])
      ).rows.map((row) => [row.id, Number(row.next_at)]),
    )
  const before = await due()
  expect(await cutOff(() => server.api('POST', `/api/flows/${flow}/resume`, { reason: 'a test' }))).toMatchObject({
    kind: 'resume',
    counts: { waitsShifted: PEOPLE },
  })
  const { rows } = await db.pool.query<{ paused: number; resumed: number }>(
    /* sql */ `select (spec ->> 'pausedAt')::float8 as paused, (spec ->> 'resumedAt')::float8 as resumed from orders where flow_id = $1`,
    [flow],
  )
  const shift = (rows[0]?.resumed ?? 0) - (rows[0]?.paused ?? 0)
  const after = await due()
  // An instant is kept to the microsecond, a shift of it may lose a part of that.
  for (const [id, at] of before) expect(Math.abs((after.get(id) ?? 0) - at - shift), `in lane ${laneOf(id)}`).toBeLessThan(2)
  expect((await server.api<{ state: string }>('GET', `/api/flows/${flow}`)).body.state).toBe('live')
  await expectInvariants(db.pool)
}, 120_000)
