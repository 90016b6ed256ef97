import { seededRandom } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { endedOf, fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

let db: FreshDatabase
let server: ServerProcess

beforeEach(async () => {
  db = await freshDatabase()
  server = await startServer(db.url)
})
afterEach(async () => {
  await server.kill('SIGKILL')
  await db.drop()
})

const PEOPLE = 900
const CALLS = PEOPLE * 4
/** A multiple of the calls of one person: what a client sees together it sends together. */
const BATCH = 48

test.each(['a', 'b'])(
  'a server killed in mid-batch loses nothing and doubles nothing (seed %s)',
  async (seed) => {
    const random = seededRandom(seed)
    const flow = await publishOver(server, shortFlow('PT1S'))
    // While events come in, contacts move and messages go out: at some request of the first and of the second half the server dies.
    const requests = CALLS / BATCH
    const deaths = [0.1 + random.next() * 0.3, 0.6 + random.next() * 0.3].map((share) => Math.round(share * requests))
    let kills = 0
    let restarting: Promise<void> = Promise.resolve()
    const killAndRestart = async () => {
      kills += 1
      await server.kill('SIGKILL')
      await server.restart()
    }
    const delivered = await deliverCalls(() => server.url, signUps(PEOPLE, 2), {
      batchSize: BATCH,
      random,
      repeat: 0.2,
      onAttempt(number) {
        if (number < (deaths[kills] ?? Number.POSITIVE_INFINITY)) return
        restarting = restarting.then(killAndRestart)
        deaths[kills] = Number.POSITIVE_INFINITY
      },
    })
    await restarting
    // And once more when all is taken in, while some have ended and some still wait.
    await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBeGreaterThan(0), { timeout: 20_000, interval: 10 })
    await killAndRestart()
    expect(kills).toBe(3)
    expect(delivered.failures).toBeGreaterThan(0)
    expect(delivered.acknowledged.size).toBe(CALLS)

    await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(PEOPLE), { timeout: 40_000, interval: 100 })
    await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 90_000, interval: 500 })
    await expectInvariants(db.pool)

    const { rows: kept } = await db.pool.query<{ message_id: string }>(
      /* sql */ `select message_id from events where message_id = any ($1)`,
      [[...delivered.acknowledged]],
    )
    expect(kept.map((row) => row.message_id).sort()).toEqual([...delivered.acknowledged].sort())
    expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(PEOPLE))
  },
  150_000,
)
