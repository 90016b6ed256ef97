import { createPool, transaction } from '@snodo/database'
import { expect } from 'vitest'
import { addUp } from './await-points.ts'
import { neverHappened, sumUp } from './exercised.ts'
import { runSeeds } from './run-seeds.ts'
import { sayReport } from './say-report.ts'
import type { SeedReport } from './seed-report.ts'
import type { SimulationServer } from './simulated-database.ts'

/** Seeds that CI runs, in two files, so that both cores have theirs. `pnpm simulate --runs 2000` looks longer. */
export const SEEDS = { first: hundredFrom(1), second: hundredFrom(101) }

function hundredFrom(first: number): number[] {
  return Array.from({ length: 100 }, (_, n) => first + n)
}

/** Runs seeds and holds what must hold of them, one by one and together. */
export async function expectToHold(server: SimulationServer, all: readonly number[]): Promise<void> {
  const reports = await runSeeds({ server, seeds: all, atOnce: 2 })
  const broken = reports.filter((report) => report.broken.length > 0)
  expect(broken.map((report) => sayReport(report, 0)).join('\n'), `${broken.length} of ${all.length} seeds`).toBe('')

  // Runs in which nothing happens would hold for want of anything to break.
  const kinds = await withTheOtherHundred(
    server,
    all[0] ?? 0,
    reports.map((report) => report.kinds),
  )
  if (kinds !== null) expect(neverHappened(sumUp(kinds))).toEqual([])
  expect(reports.reduce((sum, { counts }) => sum + counts.lockWaits, 0)).toBeGreaterThan(0)

  // At most of the points where a loop often waits somebody has died: which depends on how often each seed comes there.
  const points = [...addUp(reports.map((report) => report.points))].filter(
    ([point, { met }]) => OF_A_LOOP.test(point) && met >= OFTEN,
  )
  expect(points.length).toBeGreaterThan(40)
  const spared = points.filter(([, { before, after }]) => before + after === 0).map(([point]) => point)
  expect(spared.length / points.length, spared.join('\n')).toBeLessThan(MOST_SPARED)
}

/** Each file leaves its counts with the server both use; whoever ends last has those of both hundreds. Null: the other is not through. */
async function withTheOtherHundred(
  server: SimulationServer,
  first: number,
  kinds: SeedReport['kinds'][],
): Promise<SeedReport['kinds'][] | null> {
  const pool = createPool({ url: server.url, max: 1 })
  try {
    return await transaction(pool, async (sql) => {
      await sql.query(/* sql */ `select pg_advisory_xact_lock(20260302)`)
      await sql.query(/* sql */ `create table if not exists seeds_exercised (first int primary key, kinds jsonb not null)`)
      await sql.query(
        /* sql */ `insert into seeds_exercised values ($1, $2) on conflict (first) do update set kinds = excluded.kinds`,
        [first, JSON.stringify(kinds)],
      )
      const { rows } = await sql.query<{ kinds: SeedReport['kinds'][] }>(/* sql */ `select kinds from seeds_exercised`)
      return rows.length < Object.keys(SEEDS).length ? null : rows.flatMap((row) => row.kinds)
    })
  } finally {
    await pool.end()
  }
}

const OF_A_LOOP = /^(move|deliver|act|sweep|merge|collect): /
const OFTEN = 60
const MOST_SPARED = 0.35
