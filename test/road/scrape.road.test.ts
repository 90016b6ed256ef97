import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { readEngineNumbers } from '@snodo/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Explained, explainStatements, planNodes } from './kit/explain.ts'

/** A scrape beside a system with much to do: 40,000 due in 8 lanes, the statistics as old as the database. */
let db: FreshDatabase
const NOW = Date.parse('2026-03-02T12:00:00Z')
const IN_LANE = 5_000
const LANES_FULL = 8

beforeAll(async () => {
  db = await freshDatabase()
  await db.pool.query(/* sql */ `analyze`)
  await db.pool.query(
    /* sql */ `insert into enrollments (lane, id, contact_id, flow_id, version_id, state, node, visit, urgency, next_at, entered_at, node_entered_at)
      select n % $2::int, n, n, 1, 1, 'active', 'wait', 2, 1, $1::timestamptz - n * interval '1 second', $1, $1 from generate_series(1, $2::int * $3::int) n`,
    [new Date(NOW), LANES_FULL, IN_LANE],
  )
  await db.pool.query(
    /* sql */ `insert into messages (lane, urgency, enrollment_id, visit, contact_id, flow_id, version_id, node, channel, purpose, state, awaited, created_at, due_at)
      select n % $2::int, 1, n, 1, n, 1, 1, 'mail', 'email', 'marketing', 'sent', false, $1, $1 from generate_series(1, $2::int * $3::int) n`,
    [new Date(NOW), LANES_FULL, IN_LANE],
  )
})
afterAll(() => db.drop())

test('a scrape tells a large backlog to the row where it can be counted, and reads no table from end to end', async () => {
  const explained: Explained[] = explainStatements(db.pool)
  const { backlog } = await readEngineNumbers(db.pool, NOW)
  expect(backlog.kinds.messages).toEqual({ count: 0, oldest: null })
  // 8 lanes stand for all 64: more than is there, because here the others are empty, and never less.
  expect(backlog.kinds.ready.count).toBeGreaterThanOrEqual(LANES_FULL * IN_LANE)
  expect(backlog.kinds.ready.oldest).toBe(NOW - LANES_FULL * IN_LANE * 1000)
  const read = explained.flatMap(({ statement, plan }) =>
    planNodes(plan)
      .filter(
        (node) => /^(enrollments|messages|inbox|parcels)$/.test(node['Relation Name'] ?? '') && node['Node Type'] === 'Seq Scan',
      )
      .filter((node) => node['Actual Rows'] * node['Actual Loops'] > 0)
      .map(() => statement),
  )
  expect(read).toEqual([])
})

test('a scrape waits for no lane', async () => {
  const client = await db.pool.raw.connect()
  try {
    await client.query('begin')
    await client.query(/* sql */ `select 1 from lanes for update`)
    expect((await readEngineNumbers(db.pool, NOW)).backlog.lanes).toHaveLength(64)
    await client.query('rollback')
  } finally {
    client.release()
  }
})
