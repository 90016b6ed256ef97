import { expect } from 'vitest'
import { addUp } from './await-points.ts'
import { runSeeds } from './run-seeds.ts'
import { sayReport } from './say-report.ts'
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

  // Runs without messages, merges or deaths would hold for want of anything to break.
  const kinds = reports.flatMap((report) => Object.entries(report.kinds))
  for (const wanted of [/^message sent/, /^message notSent/, /^entered/, /^keptOut/, /^end completed/, /^merged/, /^end erased/])
    expect(
      kinds.reduce((sum, [kind, count]) => sum + (wanted.test(kind) ? count : 0), 0),
      String(wanted),
    ).toBeGreaterThan(0)
  for (const what of ['deaths', 'restarts', 'erased', 'lockWaits', 'accepted'] as const)
    expect(
      reports.reduce((sum, { counts }) => sum + counts[what], 0),
      what,
    ).toBeGreaterThan(0)

  // At most of the points where a loop often waits somebody has died: which depends on how often each seed comes there.
  const points = [...addUp(reports.map((report) => report.points))].filter(
    ([point, { met }]) => OF_A_LOOP.test(point) && met >= OFTEN,
  )
  expect(points.length).toBeGreaterThan(40)
  const spared = points.filter(([, { before, after }]) => before + after === 0).map(([point]) => point)
  expect(spared.length / points.length, spared.join('\n')).toBeLessThan(MOST_SPARED)
}

const OF_A_LOOP = /^(move|deliver|act|sweep|merge|collect): /
const OFTEN = 100
const MOST_SPARED = 0.2
