import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createPool, type Pool } from '../pool.ts'
import { type FreshDatabase, freshDatabase } from '../testing.ts'
import { type BellOptions, type Bells, startBells } from './bells.ts'
import { enrol, freeJobs, sweep } from './membership.ts'
import { ringDue, ringNow } from './ring.ts'
import { AGAIN_MS, startRinger } from './ringer.ts'
import type { BellTasks } from './run-task.ts'

let db: FreshDatabase
const open: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  db = await freshDatabase({ max: 8 })
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.stop()))
  await db.pool.query(/* sql */ `delete from graphile_worker._private_jobs`)
})
afterAll(() => db.drop())

async function start(tasks: BellTasks, more: Partial<BellOptions> = {}): Promise<Bells> {
  const pool = createPool({ url: db.url, applicationName: `bells-test-${open.length}` })
  const bells = await startBells({ pool, tasks, concurrency: 2, ...more })
  open.push({
    async stop() {
      await bells.stop()
      await pool.end()
    },
  })
  return bells
}

const until = { timeout: 8_000, interval: 5 }

test('a ring runs the task at its place within a fraction of the polling interval', async () => {
  const at = new Map<number, number>()
  const bells = await start({ move: async (lane: number) => void at.set(lane, performance.now()) })
  await vi.waitFor(() => expect(bells.readiness().ready).toBe(true), until)
  const rung = performance.now()
  await bells.ringNow('move', [5])
  await vi.waitFor(() => expect(at.has(5)).toBe(true), until)
  expect(at.get(5)! - rung).toBeLessThan(500)
})

test('places keep the type they were rung with', async () => {
  const seen: unknown[] = []
  const bells = await start({
    move: async (lane: number) => void seen.push(lane),
    deliver: async (channel: string) => void seen.push(channel),
  })
  await bells.ringNow('move', [63])
  await bells.ringNow('deliver', ['email'])
  await vi.waitFor(() => expect(new Set(seen)).toEqual(new Set([63, 'email'])), until)
})

test('a place rung many times before it is looked at is one bell', async () => {
  for (let i = 0; i < 5; i++) expect(await ringNow(db.pool, 'move', [1, 2, 3, 2])).toBe(3)
  const { rows } = await db.pool.query(/* sql */ `select count(*) as jobs from graphile_worker._private_jobs`)
  expect(rows).toEqual([{ jobs: '3' }])
})

test('who is rung for now is looked at before a queue of those in turn, and those that were rung again keep their place in it', async () => {
  await ringNow(db.pool, 'move', [1, 2, 3], 'turn')
  await ringNow(db.pool, 'move', [4], 'soon')
  await ringNow(db.pool, 'move', [9])
  await ringNow(db.pool, 'move', [1], 'turn')
  expect(await order()).toEqual([9, 4, 1, 2, 3])
})

test('who has waited in turn for a minute is looked at before who has just come in: nobody starves', async () => {
  await ringNow(db.pool, 'move', [1], 'turn')
  await db.pool.query(/* sql */ `update graphile_worker._private_jobs set run_at = run_at - interval '61 seconds'`)
  await ringNow(db.pool, 'move', [2, 3])
  expect(await order()).toEqual([1, 2, 3])
})

test('a task that waits for others leaves room for those that do not, and none of its own bells is lost', async () => {
  const [begun, answered, moved] = [new Set<number>(), Promise.withResolvers<void>(), new Set<number>()]
  const tasks = {
    deliver: async (lane: number) => {
      begun.add(lane)
      await answered.promise
    },
    move: async (lane: number) => void moved.add(lane),
  }
  const bells = await start(tasks, { waiting: { tasks: ['deliver', 'act'], most: 1 } })
  await bells.ringNow('deliver', [1])
  await vi.waitFor(() => expect(begun.size).toBe(1), until)
  await bells.ringNow('deliver', [2, 3])
  await bells.ringNow('move', [1, 2, 3, 4])
  await vi.waitFor(() => expect(moved.size).toBe(4), until)
  expect(begun.size).toBe(1)
  answered.resolve()
  await vi.waitFor(() => expect(begun.size).toBe(3), until)
})

/** In which order one slot answers what has been rung. */
async function order(): Promise<number[]> {
  const seen: number[] = []
  const { rows } = await db.pool.query(/* sql */ `select 1 from graphile_worker._private_jobs`)
  await start({ move: async (lane: number) => void seen.push(lane) }, { concurrency: 1 })
  await vi.waitFor(() => expect(seen).toHaveLength(rows.length), until)
  return seen
}

test('a place rung while it is looked at is looked at again', async () => {
  let runs = 0
  const first = Promise.withResolvers<void>()
  const bells = await start({
    move: async () => {
      runs += 1
      if (runs === 1) await first.promise
    },
  })
  await bells.ringNow('move', [7])
  await vi.waitFor(() => expect(runs).toBe(1), until)
  await bells.ringNow('move', [7])
  first.resolve()
  await vi.waitFor(() => expect(runs).toBe(2), until)
})

test('a due bell waits for its time, and the latest order counts', async () => {
  const far = Date.UTC(2100, 0, 1)
  const clock = { now: () => far }
  await ringDue(db.pool, 'move', 9, far + 3_600_000, clock)
  await ringDue(db.pool, 'move', 9, far + 60_000, clock)
  const { rows } = await db.pool.query<{ wait: number }>(
    /* sql */ `select extract(epoch from run_at - now())::float8 as wait from graphile_worker._private_jobs`,
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]!.wait).toBeGreaterThan(50)
  expect(rows[0]!.wait).toBeLessThanOrEqual(60)
})

test('a task that fails is tried again and leaves no bell behind', async () => {
  let runs = 0
  const bells = await start({
    move: async () => {
      runs += 1
      if (runs < 3) throw new Error('not yet')
    },
  })
  await bells.ringNow('move', [11])
  await vi.waitFor(() => expect(runs).toBe(3), until)
  await vi.waitFor(async () => {
    const { rows } = await db.pool.query(/* sql */ `select 1 from graphile_worker._private_jobs`)
    expect(rows).toEqual([])
  }, until)
})

test('the bells go on after PostgreSQL has ended every session', async () => {
  const seen = new Set<number>()
  const bells = await start({ move: async (lane: number) => void seen.add(lane) })
  await bells.ringNow('move', [1])
  await vi.waitFor(() => expect(seen.has(1)).toBe(true), until)
  await db.pool.query(
    /* sql */ `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'bells-test-%' and datname = current_database()`,
  )
  await vi.waitFor(() => expect(bells.readiness().shifts).toBeGreaterThan(1), until)
  await ringNow(db.pool, 'move', [2])
  await vi.waitFor(() => expect(seen.has(2)).toBe(true), until)
})

test('the jobs of a dead process are freed by another, its sessions ended, and its name is told until what it held is taken back', async () => {
  await ringNow(db.pool, 'move', [21])
  await db.pool.query(
    /* sql */ `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-of-the-dead', attempts = 1`,
  )
  await withWorker('dead', async (pool) => {
    await pool.query(/* sql */ `update workers set pool_id = 'pool-of-the-dead' where instance = 'dead'`)
  })
  const seen = new Set<number>()
  const told: (readonly string[])[] = []
  const onSwept = async (instances: readonly string[]) => {
    told.push(instances)
    if (told.length === 1) throw new Error('what it held could not be taken back yet')
  }
  await start({ move: async (lane: number) => void seen.add(lane) }, { onSwept })
  await vi.waitFor(() => expect(seen.has(21)).toBe(true), until)
  await vi.waitFor(() => expect(told).toEqual([['dead'], ['dead']]), until)
})

test('a living process is not swept, a frozen one is', async () => {
  const pool = createPool({ url: db.url, applicationName: 'frozen', max: 2 })
  const name = pool.applicationName
  const client = await pool.raw.connect()
  const lost = new Promise((resolve) => client.on('error', resolve))
  await enrol({ query: async (text, values) => ({ rows: (await client.query(text, values as unknown[])).rows, count: 1 }) }, name)
  expect(await sweep(db.pool, 'me')).toEqual([])
  await db.pool.query(/* sql */ `update workers set beat = beat - interval '1 hour' where instance = $1`, [name])
  expect(await sweep(db.pool, 'me')).toEqual([name])
  await lost
  client.release(true)
  await pool.end()
})

test('a free lock is no death where there was a beat a moment ago', async () => {
  await withWorker('cut', async () => undefined)
  const locks = /* sql */ `select 1 from pg_locks l join workers w on l.locktype = 'advisory' and w.lock_key = l.classid::bigint << 32 | l.objid::bigint`
  await vi.waitFor(async () => expect((await db.pool.query(locks)).rows).toEqual([]), until)
  expect(await sweep(db.pool, 'me')).toEqual([])
  await db.pool.query(/* sql */ `update workers set beat = beat - interval '2 seconds' where instance = 'cut'`)
  expect(await sweep(db.pool, 'me')).toEqual(['cut'])
})

test('of processes whose sessions all broke at once none takes another for dead, and the first judgement after it finds who is', async () => {
  const told: string[] = []
  const onSwept = async (instances: readonly string[]) => void told.push(...instances)
  const all = [await start({}, { onSwept }), await start({}, { onSwept })]
  await withWorker('dead', async (pool) => {
    await pool.query(/* sql */ `update workers set beat = beat - interval '1 minute' where instance <> $1`, [''])
  })
  await db.pool.query(
    /* sql */ `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'bells-test-%' and datname = current_database()`,
  )
  await vi.waitFor(() => expect(told).not.toEqual([]), until)
  expect(new Set(told)).toEqual(new Set(['dead']))
  expect(all.map((bells) => bells.readiness().shifts)).toEqual([2, 2])
})

test('a stopped process leaves its bells to the others and its name out of the list', async () => {
  const bells = await start({ move: async () => {} })
  await bells.stop()
  await ringNow(db.pool, 'move', [30])
  const { rows } = await db.pool.query(/* sql */ `select instance from workers`)
  expect(rows).toEqual([])
  expect(bells.readiness().ready).toBe(false)
})

test('rings in quick succession become few statements and lose no place', async () => {
  const asked: number[][] = []
  const ringer = startRinger({
    query: async (_text, values) => {
      const places = JSON.parse(String(values?.[1])) as number[]
      asked.push(places)
      return { rows: places.map((place) => ({ place })) as never[], count: places.length }
    },
  })
  for (let i = 0; i < 100; i++) ringer.ring('move', [i % 64])
  await ringer.settled()
  ringer.ring('move', [3])
  await ringer.stop()
  expect(asked.length).toBeLessThanOrEqual(3)
  expect(new Set(asked.flat()).size).toBe(64)
})

test('a place that was locked is rung again in a moment, however lately it was rung', async () => {
  const asked: number[] = []
  const ringer = startRinger({
    query: async (_text, values) => {
      asked.push(performance.now())
      return { rows: JSON.parse(String(values?.[1])).map((place: number) => ({ place })), count: 1 }
    },
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  ringer.ring('move', [7])
  await vi.advanceTimersByTimeAsync(10)
  ringer.ring('move', [7])
  ringer.ring('move', [7], 'again')
  await vi.advanceTimersByTimeAsync(AGAIN_MS)
  vi.useRealTimers()
  expect(asked).toHaveLength(2)
  await ringer.stop()
})

test('a flood of rings looks at each place once a second, and calm ones four times', async () => {
  const asked: number[][] = []
  const ringer = startRinger({
    query: async (_text, values) => {
      const places = JSON.parse(String(values?.[1])) as number[]
      asked.push(places)
      return { rows: places.map((place) => ({ place })) as never[], count: places.length }
    },
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const lanes = Array.from({ length: 64 }, (_, lane) => lane)
  for (let ms = 0; ms < 2_000; ms += 10) {
    for (let i = 0; i < 2; i++) ringer.ring('move', lanes)
    ringer.ring('act', [1])
    await vi.advanceTimersByTimeAsync(10)
  }
  vi.useRealTimers()
  const looks = (place: number, many: boolean) =>
    asked.filter((places) => places.includes(place) && places.length > 1 === many).length
  expect(looks(5, true)).toBeLessThanOrEqual(4)
  // At once, then every quarter of a second.
  expect(looks(1, false)).toBe(9)
  await ringer.stop()
})

async function withWorker(instance: string, fn: (pool: Pool) => Promise<void>): Promise<void> {
  const pool = createPool({ url: db.url, applicationName: instance, max: 1 })
  await enrol(pool, instance)
  await fn(pool)
  await freeJobs(pool, [])
  await pool.end()
}
