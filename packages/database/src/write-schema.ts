/** Writes schema.sql anew, after a migration has been added: `node packages/database/src/write-schema.ts`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dumpSchema } from './dump-schema.ts'
import { startEmbedded } from './embedded/start-embedded.ts'
import { migrate } from './migrate.ts'
import { createPool } from './pool.ts'

const directory = await mkdtemp(join(tmpdir(), 'snodo-schema-'))
const server = await startEmbedded({ directory, settings: { fsync: 'off' } })
try {
  await migrate({ url: server.url })
  const pool = createPool({ url: server.url, max: 1 })
  await writeFile(join(import.meta.dirname, '../schema.sql'), await dumpSchema(pool))
  await pool.end()
} finally {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
}
