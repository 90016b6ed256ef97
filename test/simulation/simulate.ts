import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrate, startEmbedded } from '@snodo/database'
import { addUp, type PointCounts } from './await-points.ts'
import { sumUp } from './exercised.ts'
import type { MutantName } from './mutants.ts'
import { runSeeds } from './run-seeds.ts'
import { sayExercised, sayPoints, sayReport } from './say-report.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string' },
    mutant: { type: 'string' },
    trip: { type: 'string' },
    calm: { type: 'boolean' },
    points: { type: 'boolean' },
  },
})
const first = Number(values.seed ?? 1)
const runs = Number(values.runs ?? (values.seed === undefined ? 20 : 1))
if (!Number.isInteger(first) || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write('Usage: pnpm simulate [--seed N] [--runs N] [--mutant NAME] [--calm] [--trip N] [--points]\n')
  process.exit(2)
}

const directory = await mkdtemp(join(tmpdir(), 'snodo-simulate-'))
await chmod(directory, 0o711) // PostgreSQL runs under another account when we are root
const AT_ONCE = 4
const TEMPLATE = 'simulation_template'
const server = await startEmbedded({
  directory,
  database: TEMPLATE,
  settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', shared_buffers: '128MB' },
})
let failed = 0
const points: ReadonlyMap<string, PointCounts>[] = []
const kinds: Readonly<Record<string, number>>[] = []
// The server outlives its parent by design; here nobody would come to adopt it.
const leave = async () => {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave().finally(() => process.exit(130)))
try {
  await migrate({ url: server.url })
  await runSeeds({
    server: { url: server.url, template: TEMPLATE },
    seeds: Array.from({ length: runs }, (_, n) => first + n),
    atOnce: AT_ONCE,
    how: {
      ...(values.mutant === undefined ? {} : { mutant: values.mutant as MutantName }),
      ...(values.trip === undefined ? {} : { tripSize: Number(values.trip) }),
      ...(values.calm === undefined ? {} : { calm: values.calm }),
    },
    each(report, ms) {
      if (report.broken.length > 0) failed += 1
      points.push(report.points)
      kinds.push(report.kinds)
      process.stdout.write(`${sayReport(report, ms, runs < 4)}\n`)
    },
  })
} finally {
  await leave()
}
if (runs > 1) process.stdout.write(sayExercised(sumUp(kinds)))
if (values.points) process.stdout.write(sayPoints(addUp(points)))
process.stdout.write(failed === 0 ? `${runs} runs, nothing broken.\n` : `${failed} of ${runs} runs broke something.\n`)
process.exit(failed === 0 ? 0 : 1)
