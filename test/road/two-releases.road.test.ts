import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@snodo/base'
import { migrate, migrationsDirectory, readMigrations } from '@snodo/database'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'
import { endedOf, publishOver, shortFlow, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

/** A rolling upgrade: this release runs while a later one, which has more migrations, prepares the database. */
let db: FreshDatabase
let later: string
let known: number
const processes: ServerProcess[] = []
beforeEach(async () => {
  db = await freshDatabase()
  later = await mkdtemp(join(tmpdir(), 'snodo-later-'))
  await cp(migrationsDirectory, later, { recursive: true })
  known = (await readMigrations()).length
})
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.kill('SIGKILL')))
  await rm(later, { recursive: true, force: true })
  await db.drop()
})

const start = async () => {
  const server = await startServer(db.url)
  processes.push(server)
  return server
}
const addMigration = async (number: number, name: string, text: string) => {
  await writeFile(join(later, `${String(number).padStart(4, '0')}-${name}.sql`), text)
  await migrate({ url: db.url, directory: later })
}
const schemaOf = async (server: ServerProcess) => {
  const response = await fetch(`${server.url}/readyz`)
  const { parts } = (await response.json()) as { parts: { schema: { ok: boolean; say: string } } }
  return parts.schema
}

test('beside a later release this one works on after a migration that adds, and stops with a sentence after one that takes away', async () => {
  const server = await start()
  const flow = await publishOver(server, shortFlow('PT0S'))
  await addMigration(
    known + 1,
    'expand',
    `-- needs: ${known}\nalter table contacts add column nickname text;\ncreate table later (id bigint);\n`,
  )
  expect(await schemaOf(server)).toEqual({ ok: true, say: 'is migrated, and this Snodo can work with it' })
  await deliverCalls(() => server.url, signUps(20, 0), { random: seededRandom('two releases') })
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(20), { timeout: 40_000, interval: 50 })
  await expectInvariants(db.pool)
  // Another of this release may even be started now, as happens when a machine restarts in the middle of an upgrade.
  const second = await start()
  expect(await schemaOf(second)).toMatchObject({ ok: true })

  await addMigration(known + 2, 'contract', 'alter table contacts drop column nickname;\n')
  const sentence = `The database has been migrated to ${known + 2} by a newer Snodo, this one knows ${known} and the database now needs at least ${known + 2}: update Snodo, or restore a backup from before the update.`
  await vi.waitFor(() => expect([server.isAlive(), second.isAlive()]).toEqual([false, false]), { timeout: 30_000, interval: 50 })
  expect(server.said()).toContain(sentence)
  expect(second.said()).toContain(sentence)
  await expect(start()).rejects.toThrow(sentence)
}, 150_000)
