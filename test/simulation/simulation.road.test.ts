import { describe, expect, inject, test } from 'vitest'
import { MUTANTS, type MutantName } from './mutants.ts'
import { runSeed } from './run-seed.ts'
import { sayReport } from './say-report.ts'

// `pnpm simulate --runs 1000` looks longer; here is what fits into a minute of two cores.
const server = inject('snodoTestServer')
const SEEDS = [1, 2, 3, 4, 5]

test('whatever goes wrong, the invariants hold and everything comes to rest', { timeout: 600_000 }, async () => {
  const reports = await Promise.all(SEEDS.map((seed) => runSeed({ seed, server })))
  for (const report of reports) expect(report.broken, sayReport(report, 0)).toEqual([])
  // A run without messages, merges or deaths would hold for want of anything to break.
  const all = (kind: RegExp) =>
    reports.flatMap(({ kinds }) => Object.entries(kinds)).reduce((sum, [name, count]) => sum + (kind.test(name) ? count : 0), 0)
  for (const kind of [/^message sent/, /^message notSent/, /^entered/, /^keptOut/, /^end completed/, /^merged/])
    expect(all(kind), String(kind)).toBeGreaterThan(0)
  expect(reports.reduce((sum, { counts }) => sum + counts.deaths, 0)).toBeGreaterThan(0)
})

test('the same seed gives the same run', { timeout: 600_000 }, async () => {
  const [one, other] = await Promise.all([runSeed({ seed: 2, server }), runSeed({ seed: 2, server })])
  expect(one.trace).toEqual(other.trace)
})

test('trips of one, of three and of a thousand give the same journeys', { timeout: 600_000 }, async () => {
  const [one, three, thousand] = await Promise.all(
    [1, 3, 1000].map((tripSize) => runSeed({ seed: 5, server, calm: true, tripSize })),
  )
  expect(one?.journeys).toEqual(thousand?.journeys)
  expect(three?.journeys).toEqual(thousand?.journeys)
})

describe('bugs planted between the engine and PostgreSQL are found within five seeds', () => {
  for (const mutant of Object.keys(MUTANTS) as MutantName[])
    test(mutant, { timeout: 600_000 }, async () => {
      for (const seed of [1, 2, 3, 4, 5]) if ((await runSeed({ seed, server, mutant })).broken.length > 0) return
      expect.fail(`${mutant} lived through five seeds`)
    })
})
