import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { FOUND_BY, type MutantName } from './mutants.ts'
import { runSeed } from './run-seed.ts'
import type { SeedOptions, SeedReport } from './seed-report.ts'
import { makeDatabase, type SimulatedDatabase } from './simulated-database.ts'

// The seeds themselves are in `seeds-first` and `seeds-second`: here is what holds of the simulation, and of runs beside each other.
let database: SimulatedDatabase
beforeAll(async () => {
  database = await makeDatabase(inject('snodoTestServer'))
})
afterAll(() => database.drop())

const run = (seed: number, more: Partial<SeedOptions> = {}): Promise<SeedReport> => runSeed({ seed, database, ...more })

test('the same seed gives the same run, on whatever database', { timeout: 600_000 }, async () => {
  const other = await makeDatabase(inject('snodoTestServer'))
  for (const seed of [2, 3, 19]) {
    const one = await run(seed)
    const again = await runSeed({ seed, database: other })
    expect(again.trace).toEqual(one.trace)
    expect(again.digest).toEqual(one.digest)
  }
  await other.drop()
})

test('trips of one, of three and of a thousand give the same journeys', { timeout: 600_000 }, async () => {
  for (const seed of [5, 8, 11]) {
    const told: string[] = []
    for (const tripSize of [1, 3, 1000]) told.push((await run(seed, { calm: true, tripSize })).journeys)
    expect(told[0]).toEqual(told[2])
    expect(told[1]).toEqual(told[2])
  }
})

test('a bug that forgets the rest of a cut batch is found by journeys that are not the same however it is cut', {
  timeout: 600_000,
}, async () => {
  const told = new Set<string>()
  for (const tripSize of [1, 1000]) told.add((await run(5, { calm: true, tripSize, mutant: 'restOfTheBatchForgotten' })).journeys)
  expect(told.size).toBe(2)
})

/** Any change of the engine's statements may shift what a seed meets: then one of these has to find the bug, and takes its time. */
const OTHERS = Array.from({ length: 12 }, (_, n) => n + 1)

describe('bugs planted between the engine and PostgreSQL are found by the seeds beside them, or by one of the first twelve', () => {
  for (const [mutant, seeds] of Object.entries(FOUND_BY) as [MutantName, readonly number[]][])
    test(mutant, { timeout: 600_000 }, async () => {
      const tried = [...new Set([...seeds, ...OTHERS])]
      for (const seed of tried) if ((await run(seed, { mutant })).broken.length > 0) return
      expect.fail(`${mutant} lived through the seeds ${tried.join(', ')}`)
    })
})
