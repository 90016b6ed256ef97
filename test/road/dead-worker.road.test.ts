import { seededRandom } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { standStill } from './kit/stand-still.ts'
import { deliverCalls } from './kit/tracking-client.ts'

let db: FreshDatabase
const processes: ServerProcess[] = []
const started = async (options: Parameters<typeof startServer>[1]) => {
  const one = await startServer(db.url, options)
  processes.push(one)
  return one
}
beforeEach(async () => {
  db = await freshDatabase()
})
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.kill('SIGKILL')))
  await db.drop()
})

const PEOPLE = 60
/** What a dead one's beat may be old when it is swept: an old beat alone means a frozen one, after 10 s. */
const FOUND_DEAD_WITHIN_S = 5

test('of two workers one is killed with messages in its hands: the other finds it dead by its free lock, takes back what it held and sends it', async () => {
  const server = await started({ env: { SNODO_WORKERS: '0' } })
  const dies = await started({ worker: true })
  const flow = await publishOver(server, shortFlow('PT0S'))
  const { rows } = await db.pool.query<{ instance: string }>(/* sql */ `select instance from workers`)
  const [dead] = rows.map(({ instance }) => instance)
  await db.pool.query(/* sql */ `create table swept (instance text, beat_age_s double precision, at timestamptz)`)
  await db.pool.query(/* sql */ `create function note_swept() returns trigger language plpgsql as $$ begin
    insert into swept values (old.instance, extract(epoch from clock_timestamp() - old.beat), clock_timestamp()); return old; end $$`)
  await db.pool.query(/* sql */ `create trigger note_swept before delete on workers for each row execute function note_swept()`)

  const still = await standStill(db.pool, `old.state = 'claimed'`)
  await deliverCalls(() => server.url, signUps(PEOPLE, 0), { random: seededRandom('dead') })
  const held = async () =>
    (await db.pool.query<{ n: number }>(/* sql */ `select count(*)::int as n from claims where instance = $1`, [dead])).rows[0]
      ?.n ?? 0
  await vi.waitFor(async () => expect(await held()).toBeGreaterThan(0), { timeout: 30_000, interval: 10 })
  const lives = await started({ worker: true })
  const { rows: killed } = await db.pool.query<{ at: number }>(/* sql */ `select clock_timestamp() as at`)
  await dies.kill('SIGKILL')
  await still.letGo()

  await vi.waitFor(async () => expect(await held()).toBe(0), { timeout: 30_000, interval: 20 })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 60_000, interval: 100 })
  const { rows: swept } = await db.pool.query<{ instance: string; age: number; at: number }>(
    /* sql */ `select instance, beat_age_s as age, at from swept`,
  )
  expect(swept.map(({ instance }) => instance)).toEqual([dead])
  const [found] = swept
  console.log(
    `found dead ${(found?.at ?? 0) - (killed[0]?.at ?? 0)} ms after the kill -9, with a beat ${found?.age.toFixed(2)} s old`,
  )
  expect(found?.age).toBeLessThan(FOUND_DEAD_WITHIN_S)
  expect(lives.isAlive()).toBe(true)
  await expectInvariants(db.pool)
  expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(PEOPLE))
}, 150_000)
