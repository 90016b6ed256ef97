/** Records the history of this release: `pnpm record-history [name]`. To be done once, with the release; see README.md. */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isoOf } from '@snodo/base'
import { createPool, migrate, readMigrations, startEmbedded } from '@snodo/database'
import { BECAUSE_WORDS } from '@snodo/protocol'
import release from '../../package.json' with { type: 'json' }
import { carryOnWith, tellHistory } from './carry-on.ts'
import { dumpRows, reasonsIn, writeHistory } from './recorded.ts'
import { BEGINS, moodOfTheScene, playScene } from './scene.ts'
import { makeWorld } from './world.ts'

const name = process.argv[2] ?? release.version
const directory = await mkdtemp(join(tmpdir(), 'snodo-record-'))
await chmod(directory, 0o711) // PostgreSQL runs under another account when we are root
const server = await startEmbedded({ directory, settings: { fsync: 'off', timezone: 'UTC' } })
try {
  await migrate({ url: server.url, clock: { now: () => Date.parse(BEGINS) } })
  // The name of a process is in its claims, and made up anew each time.
  const pool = { ...createPool({ url: server.url, max: 4 }), applicationName: 'recorder' }
  const mood = moodOfTheScene()
  const world = makeWorld({ pool, at: BEGINS, seed: 'recorded', mood })
  await playScene(world, mood)
  const rows = await dumpRows(pool)
  const at = isoOf(world.clock.now())
  const reasons = await reasonsIn(pool)
  await carryOnWith(makeWorld({ pool, at, seed: 'afterwards' }))
  await mkdir(join(import.meta.dirname, name), { recursive: true })
  await writeHistory(
    {
      release: name,
      at,
      migrations: (await readMigrations()).map(({ name, hash }) => ({ name, hash })),
      expected: await tellHistory(pool),
      reasons,
      codes: Object.keys(BECAUSE_WORDS).sort(),
    },
    rows,
  )
  process.stdout.write(`${name}: ${rows.length} rows, ${reasons.length} kinds of reasons\n`)
  await pool.end()
} finally {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
}
