import { runSeed } from './run-seed.ts'
import type { SeedOptions, SeedReport } from './seed-report.ts'
import { makeDatabase, type SimulationServer } from './simulated-database.ts'

/** Runs seeds, so many beside each other: a run waits for PostgreSQL most of its time. Each row of runs has one database. */
export async function runSeeds(given: {
  server: SimulationServer
  seeds: readonly number[]
  atOnce: number
  how?: Omit<SeedOptions, 'seed' | 'database'>
  each?(report: SeedReport, ms: number): void
}): Promise<SeedReport[]> {
  const left = [...given.seeds]
  const reports: SeedReport[] = []
  const row = async () => {
    const database = await makeDatabase(given.server)
    try {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const began = performance.now()
        const report = await runSeed({ ...given.how, seed, database })
        reports.push(report)
        given.each?.(report, performance.now() - began)
      }
    } finally {
      await database.drop()
    }
  }
  await Promise.all(Array.from({ length: Math.min(given.atOnce, left.length) }, row))
  return reports.sort((a, b) => a.seed - b.seed)
}
