import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dumpSchema } from './dump-schema.ts'
import { checkSchema, migrate } from './migrate.ts'
import { type FreshDatabase, freshDatabase } from './testing.ts'

let db: FreshDatabase
let directory: string
const clock = { now: () => Date.UTC(2026, 0, 1) }

beforeEach(async () => {
  db = await freshDatabase({ migrated: false })
  directory = await mkdtemp(join(tmpdir(), 'snodo-migrations-'))
})
afterEach(async () => {
  await db.drop()
  await rm(directory, { recursive: true, force: true })
})

const put = (name: string, text: string) => writeFile(join(directory, name), text)
const run = () => migrate({ url: db.url, directory, clock })

test('each migration runs once, in order', async () => {
  await put('0001-first.sql', 'create table one (id bigint)')
  expect((await run()).applied).toEqual(['0001-first'])
  await put('0002-second.sql', 'alter table one add column name text')
  expect(await run()).toEqual({ applied: ['0002-second'], at: 2 })
  expect((await run()).applied).toEqual([])
  await checkSchema(db.pool, directory)
})

test('processes that migrate at the same time share the work', async () => {
  await put('0001-first.sql', 'create table one (id bigint)')
  await put('0002-second.sql', 'create table two (id bigint)')
  const runs = await Promise.all([run(), run(), run()])
  expect(runs.flatMap((each) => each.applied).sort()).toEqual(['0001-first', '0002-second'])
})

test('a published migration that was changed is refused, whatever its line ends', async () => {
  await put('0001-first.sql', 'create table one (id bigint)\n')
  await run()
  await put('0001-first.sql', 'create table one (id bigint)\r\n')
  await run()
  await put('0001-first.sql', 'create table one (id text)\n')
  await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' })
})

test('a failed migration leaves nothing of itself and says why', async () => {
  await put('0001-first.sql', 'create table one (id bigint)')
  await put('0002-second.sql', 'create table two (id bigint); select 1 / 0')
  await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_FAILED', message: expect.stringContaining('division by zero') })
  const { rows } = await db.pool.query(/* sql */ `select to_regclass('one')::text as one, to_regclass('two')::text as two`)
  expect(rows).toEqual([{ one: 'one', two: null }])
  await expect(checkSchema(db.pool, directory)).rejects.toMatchObject({ code: 'SCHEMA_OLDER' })
})

test('a database of a newer Snodo is refused, unless that one says we can still work on it', async () => {
  await put('0001-first.sql', 'create table one (id bigint)')
  await put('0002-second.sql', '-- needs: 1\ncreate table two (id bigint)')
  await run()
  const older = join(directory, 'older')
  await mkdir(older)
  await writeFile(join(older, '0001-first.sql'), 'create table one (id bigint)')
  expect((await migrate({ url: db.url, directory: older, clock })).applied).toEqual([])
  await put('0003-third.sql', 'drop table two')
  await run()
  await expect(migrate({ url: db.url, directory: older, clock })).rejects.toMatchObject({ code: 'SCHEMA_NEWER' })
  await expect(checkSchema(db.pool, older)).rejects.toMatchObject({ code: 'SCHEMA_NEWER' })
})

test('a gap or a wrong name is refused', async () => {
  await put('0002-second.sql', 'select 1')
  await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_MISNAMED' })
})

test('schema.sql is what the migrations add up to', async () => {
  await migrate({ url: db.url })
  const kept = await readFile(join(import.meta.dirname, '../schema.sql'), 'utf8')
  expect(await dumpSchema(db.pool), 'run: node packages/database/src/write-schema.ts').toBe(kept)
})
