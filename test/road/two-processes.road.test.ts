import { seededRandom } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { endedOf, fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

let db: FreshDatabase
let processes: ServerProcess[] = []

beforeEach(async () => {
  db = await freshDatabase()
})
afterEach(async () => {
  await Promise.all(processes.map((each) => each.kill('SIGKILL')))
  processes = []
  await db.drop()
})

const PEOPLE = 1_000

test('of a server and a worker on one database the worker is killed while moving: the other does the rest, nothing is doubled', async () => {
  const server = await startServer(db.url)
  processes.push(server)
  const worker = await startServer(db.url, { worker: true })
  processes.push(worker)
  const flow = await publishOver(server, shortFlow('PT1S'))
  const calls = signUps(PEOPLE, 0)
  const delivered = await deliverCalls(() => server.url, calls, { batchSize: 50, random: seededRandom('two') })
  expect(delivered.failures).toBe(0)

  await vi.waitFor(async () => expect(await jobsHeldBy(worker)).toBeGreaterThan(0), { timeout: 20_000, interval: 2 })
  await worker.kill('SIGKILL')
  const died = performance.now()
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(PEOPLE), { timeout: 40_000, interval: 50 })
  expect(performance.now() - died).toBeLessThan(15_000)
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 90_000, interval: 250 })
  await expectInvariants(db.pool)
  expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(PEOPLE))
  // Its row among the living is gone, and so are its holds on bells.
  expect((await db.pool.query(/* sql */ `select instance from workers`)).rows).toHaveLength(1)
  expect(await jobsHeldBy(worker)).toBe(0)
}, 150_000)

test('a worker is killed while it delivers: what it had claimed goes out at once, long before its lease ends', async () => {
  const server = await startServer(db.url, { env: { SNODO_WORKERS: '0' } })
  const dies = await startServer(db.url, { worker: true })
  processes.push(server, dies)
  const flow = await publishOver(server, shortFlow('PT0S'))
  // Where it writes down what it settles, it stands still: it dies with messages claimed.
  await db.pool.query(/* sql */ `create function stand_still() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(4711); return new; end $$`)
  await db.pool.query(
    /* sql */ `create trigger stand_still before update on messages for each row when (old.state = 'claimed') execute function stand_still()`,
  )
  const held = await db.pool.raw.connect()
  try {
    await held.query('select pg_advisory_lock(4711)')
    await deliverCalls(() => server.url, signUps(60, 0), { random: seededRandom('claims') })
    await vi.waitFor(async () => expect(await claimsOf(dies)).toBeGreaterThan(0), { timeout: 20_000, interval: 10 })
    await dies.kill('SIGKILL')
  } finally {
    held.release(true)
  }
  const lives = await startServer(db.url, { worker: true })
  processes.push(lives)
  await vi.waitFor(async () => expect(await claimsOf(dies)).toBe(0), { timeout: 10_000, interval: 20 })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 20_000, interval: 100 })
  await expectInvariants(db.pool)
  expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(60))
}, 120_000)

test('a server that only serves takes events in; a worker that joins later moves them, and leaves in order', async () => {
  const server = await startServer(db.url, { env: { SNODO_WORKERS: '0' } })
  processes.push(server)
  const flow = await publishOver(server, shortFlow('PT0S'))
  await deliverCalls(() => server.url, signUps(100, 0), { random: seededRandom('alone') })
  expect(await endedOf(db.pool, flow)).toBe(0)
  const worker = await startServer(db.url, { worker: true })
  processes.push(worker)
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(100), { timeout: 40_000, interval: 50 })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 40_000, interval: 100 })
  await worker.kill('SIGTERM')
  expect((await db.pool.query(/* sql */ `select instance from workers`)).rows).toEqual([])
  await expectInvariants(db.pool)
}, 120_000)

/** Bells a process is answering now. Its pool names itself in `workers`, under the process number in its instance. */
async function jobsHeldBy(one: ServerProcess): Promise<number> {
  const { rows } = await db.pool.query<{ held: number }>(
    /* sql */ `select count(*)::int as held from graphile_worker._private_jobs j
      where j.locked_by is not null and exists (
        select 1 from workers w where w.instance like '%-' || $1 || '-%' and j.locked_by = w.pool_id)`,
    [String(one.pid())],
  )
  return rows[0]?.held ?? 0
}

/** What a process holds of messages, whether it is alive or not. */
async function claimsOf(one: ServerProcess): Promise<number> {
  const { rows } = await db.pool.query<{ claims: number }>(
    /* sql */ `select count(*)::int as claims from claims where instance like '%-' || $1 || '-%'`,
    [String(one.pid())],
  )
  return rows[0]?.claims ?? 0
}
