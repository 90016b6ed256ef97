import { seededRandom } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { keepLosingBells, type LostBells } from './kit/lose-bells.ts'
import { endedOf, fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

let db: FreshDatabase
let server: ServerProcess
let losing: LostBells | null = null

beforeEach(async () => {
  db = await freshDatabase()
  server = await startServer(db.url)
})
afterEach(async () => {
  await losing?.stop()
  losing = null
  await server.kill('SIGKILL')
  await db.drop()
})

const PEOPLE = 200

test('while jobs are deleted at random all the time (few live for a second), everybody still arrives and nothing is lost or doubled', async () => {
  const flow = await publishOver(server, shortFlow('PT1S'))
  losing = keepLosingBells(db.pool, { share: 0.1, everyMs: 50 })
  await deliverCalls(() => server.url, signUps(PEOPLE, 0), { random: seededRandom('bells') })
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(PEOPLE), { timeout: 90_000, interval: 100 })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 60_000, interval: 250 })
  expect(losing.lost()).toBeGreaterThan(50)
  await expectInvariants(db.pool)
  expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(PEOPLE))
}, 180_000)

test('when every bell is lost that would ring at the end of a wait, upkeep finds who has waited long enough', async () => {
  const flow = await publishOver(server, shortFlow('P1D'))
  await deliverCalls(() => server.url, signUps(50, 0), { random: seededRandom('bells') })
  await vi.waitFor(async () => expect(await waiting()).toMatchObject({ people: 50, unrung: 0 }), {
    timeout: 20_000,
    interval: 20,
  })
  // A day goes by in which every job is lost.
  await db.pool.query(/* sql */ `update enrollments set next_at = next_at - interval '1 day' where node = 'wait'`)
  const { count } = await db.pool.query(/* sql */ `delete from graphile_worker._private_jobs`)
  expect(count).toBeGreaterThan(0)
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(50), { timeout: 30_000, interval: 100 })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 30_000, interval: 250 })
  await expectInvariants(db.pool)
}, 90_000)

/** How many wait, and in how many of their lanes no bell will ring for them. */
async function waiting(): Promise<{ people: number; unrung: number } | undefined> {
  const { rows } = await db.pool.query<{ people: number; unrung: number }>(
    /* sql */ `select count(*)::int as people, (count(distinct e.lane) - count(distinct j.key))::int as unrung from enrollments e
      left join graphile_worker._private_jobs j on j.key = 'move:due:' || e.lane where e.node = 'wait'`,
  )
  return rows[0]
}
