import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPool, transaction, withSession } from './pool.ts'
import { type FreshDatabase, freshDatabase } from './testing.ts'

let db: FreshDatabase

beforeAll(async () => {
  db = await freshDatabase({ migrated: false })
  await db.pool.query(/* sql */ `create table things (id bigint)`)
})
afterAll(() => db.drop())

test('ids stay texts, instants are epoch milliseconds, days stay days', async () => {
  const { rows } = await db.pool.query(
    /* sql */ `select 9007199254740993::bigint as id, array[9007199254740993, null]::bigint[] as ids,
      '2026-03-29 01:00:00.123456+00'::timestamptz as at, array['2026-03-29 01:00+00', null]::timestamptz[] as ats,
      '2026-03-29'::date as day, '0044-03-15 BC'::timestamptz as ides, 'infinity'::timestamptz as never`,
  )
  expect(rows).toEqual([
    {
      id: '9007199254740993',
      ids: ['9007199254740993', null],
      at: Date.UTC(2026, 2, 29, 1, 0, 0, 123),
      ats: [Date.UTC(2026, 2, 29, 1), null],
      day: '2026-03-29',
      ides: expect.any(Number),
      never: Number.POSITIVE_INFINITY,
    },
  ])
})

test('instants are read alike in every zone of the session', async () => {
  await withSession(db.pool, async (session) => {
    await session.query(`set timezone = 'Asia/Kathmandu'`)
    const { rows } = await session.query(/* sql */ `select '2026-03-29 01:00+00'::timestamptz as at`)
    expect(rows).toEqual([{ at: Date.UTC(2026, 2, 29, 1) }])
  })
})

test('a transaction that throws leaves nothing and passes the error on', async () => {
  const failure = new Error('no')
  await expect(
    transaction(db.pool, async (sql) => {
      await sql.query(/* sql */ `insert into things values (1)`)
      throw failure
    }),
  ).rejects.toBe(failure)
  expect((await db.pool.query(/* sql */ `select from things`)).count).toBe(0)
})

test('a statement that takes too long is ended', async () => {
  const pool = createPool({ url: db.url, statementTimeoutMs: 50 })
  await expect(pool.query('select pg_sleep(10)')).rejects.toMatchObject({ code: '57014' })
  await pool.end()
})

test('a pool outlives the end of its sessions', async () => {
  const warn = vi.fn()
  const pool = createPool({ url: db.url, applicationName: 'to-be-ended', log: { info() {}, warn, error() {} } })
  await pool.query('select 1')
  await db.pool.query(/* sql */ `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`, [
    pool.applicationName,
  ])
  await vi.waitFor(() => expect(warn).toHaveBeenCalled())
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})

test('what a session leaves behind ends with it', async () => {
  await withSession(db.pool, (session) => session.query('select pg_advisory_lock(42)'))
  await vi.waitFor(async () => {
    const { rows } = await db.pool.query('select pg_try_advisory_lock(42) as free, pg_advisory_unlock_all()')
    expect(rows[0]?.free).toBe(true)
  })
})
