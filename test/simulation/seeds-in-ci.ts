import { expect } from 'vitest'
import { addUp } from './await-points.ts'
import { runSeeds } from './run-seeds.ts'
import { sayReport } from './say-report.ts'
import type { SimulationServer } from './simulated-database.ts'

/** Seeds that CI runs, in two files, so that both cores have theirs. `pnpm simulate --runs 2000` looks longer. */
export const SEEDS = { odd: seeds(1), even: seeds(2) }

function seeds(first: number): number[] {
  return Array.from({ length: 100 }, (_, n) => first + 2 * n)
}

/** Runs seeds and holds what must hold of them, one by one and together. */
export async function expectToHold(server: SimulationServer, all: readonly number[]): Promise<void> {
  const reports = await runSeeds({ server, seeds: all, atOnce: 2 })
  const broken = reports.filter((report) => report.broken.length > 0)
  expect(broken.map((report) => sayReport(report, 0)).join('\n'), `${broken.length} of ${all.length} seeds`).toBe('')

  // Runs without messages, merges or deaths would hold for want of anything to break.
  const kinds = reports.flatMap((report) => Object.entries(report.kinds))
  for (const wanted of [
    /^message sent/,
    /^message notSent/,
    /^entered/,
    /^keptOut/,
    /^end completed/,
    /^end migrated/,
    /^merged/,
    /^end erased/,
  ])
    expect(
      kinds.reduce((sum, [kind, count]) => sum + (wanted.test(kind) ? count : 0), 0),
      String(wanted),
    ).toBeGreaterThan(0)
  for (const what of ['deaths', 'restarts', 'erased', 'lockWaits', 'accepted'] as const)
    expect(
      reports.reduce((sum, { counts }) => sum + counts[what], 0),
      what,
    ).toBeGreaterThan(0)

  // Whatever a loop often waits for, somebody has died there, before it was done and after.
  const points = [...addUp(reports.map((report) => report.points))].filter(
    ([point, { met }]) => OF_A_LOOP.test(point) && met >= OFTEN,
  )
  expect(points.length).toBeGreaterThan(50)
  expect(points.filter(([, { before, after }]) => before === 0 || after === 0).map(([point]) => point)).toEqual([])
}

const OF_A_LOOP = /^(move|deliver|act|sweep|merge|collect): /
const OFTEN = 150
