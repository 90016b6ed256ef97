import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asError, type Clock, must, systemClock } from '@snodo/base'
import { runMigrations } from 'graphile-worker'
import { databaseFaults } from './faults.ts'
import { type Log, silentLog } from './log.ts'
import { createPool, type Sql, withSession } from './pool.ts'
import { workerLogger } from './worker-logger.ts'

/** The folder of the published migrations. */
export const migrationsDirectory: string = join(import.meta.dirname, '../migrations')

/** graphile-worker's tables live here; its own migrations make them. */
export const BELL_SCHEMA = 'graphile_worker'

/** One advisory lock for all migrating processes of a database: "snodo" in ASCII. */
const MIGRATION_LOCK = '495774033007'

export type Migration = {
  number: number
  name: string
  text: string
  hash: string
  /** The lowest migration a Snodo must know to work on a database that has had this one. */
  needs: number
}

export type MigrateOptions = { url: string; directory?: string; clock?: Clock; log?: Log }

/** Brings a database to the newest migration, ours and graphile-worker's. Run twice, or by two processes, it is harmless. */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[]; at: number }> {
  const log = options.log ?? silentLog
  const clock = options.clock ?? systemClock
  const migrations = await readMigrations(options.directory)
  const pool = createPool({ url: options.url, max: 2, applicationName: 'snodo-migrate', statementTimeoutMs: 0, log })
  try {
    return await withSession(pool, async (session) => {
      await checkServer(session)
      await session.query(/* sql */ `select pg_advisory_lock($1::bigint)`, [MIGRATION_LOCK])
      await session.query(/* sql */ `create table if not exists migrations (
        number integer primary key, name text not null, hash text not null, needs integer not null, applied_at timestamptz not null)`)
      const done = await readDone(session)
      checkDone(done, migrations)
      const applied: string[] = []
      for (const migration of migrations.filter((each) => !done.has(each.number))) {
        await applyOne(session, migration, clock)
        applied.push(migration.name)
        log.info('migrated', { migration: migration.name })
      }
      await runMigrations({ pgPool: pool.raw, schema: BELL_SCHEMA, logger: workerLogger(log) })
      return { applied, at: migrations.at(-1)?.number ?? 0 }
    })
  } finally {
    await pool.end()
  }
}

/** For a process that serves but does not migrate: throws SCHEMA_OLDER or SCHEMA_NEWER unless it can work on this database. */
export async function checkSchema(sql: Sql, directory?: string): Promise<void> {
  return (await schemaCheck(directory))(sql)
}

/**
 * The same, for a process that asks again and again while it lives, because a newer Snodo may migrate the database beside it. What
 * it knows is read now: an update in place changes the files, not the code that runs.
 */
export async function schemaCheck(directory?: string): Promise<(sql: Sql) => Promise<void>> {
  const migrations = await readMigrations(directory)
  return (sql) => checkAgainst(sql, migrations)
}

async function checkAgainst(sql: Sql, migrations: readonly Migration[]): Promise<void> {
  const known = migrations.at(-1)?.number ?? 0
  const { rows } = await sql.query<{ made: boolean }>(/* sql */ `select to_regclass('migrations') is not null as made`)
  const done = rows[0]?.made ? await readDone(sql) : new Map<number, Done>()
  checkDone(done, migrations)
  const got = Math.max(0, ...done.keys())
  if (got < known) throw databaseFaults.SCHEMA_OLDER({ got, known })
}

type Done = { name: string; hash: string; needs: number }

async function readDone(sql: Sql): Promise<Map<number, Done>> {
  const { rows } = await sql.query<Done & { number: number }>(
    /* sql */ `select number, name, hash, needs from migrations order by number`,
  )
  return new Map(rows.map(({ number, ...done }) => [number, done]))
}

function checkDone(done: ReadonlyMap<number, Done>, migrations: readonly Migration[]): void {
  const known = migrations.at(-1)?.number ?? 0
  const got = Math.max(0, ...done.keys())
  const needs = Math.max(0, ...[...done.values()].map((each) => each.needs))
  if (needs > known) throw databaseFaults.SCHEMA_NEWER({ got, known, needs })
  for (const migration of migrations) {
    const before = done.get(migration.number)
    if (before && before.hash !== migration.hash) throw databaseFaults.MIGRATION_CHANGED({ name: migration.name })
  }
}

async function applyOne(sql: Sql, migration: Migration, clock: Clock): Promise<void> {
  await sql.query('begin')
  try {
    await sql.query(migration.text)
    await sql.query(
      /* sql */ `insert into migrations (number, name, hash, needs, applied_at) values ($1, $2, $3, $4, to_timestamp($5::double precision / 1000))`,
      [migration.number, migration.name, migration.hash, migration.needs, clock.now()],
    )
    await sql.query('commit')
  } catch (error) {
    // If even the rollback fails the connection is gone, and with it the transaction; the first error is the one to tell.
    await sql.query('rollback').catch(() => undefined)
    throw databaseFaults.MIGRATION_FAILED({ name: migration.name, because: asError(error).message })
  }
}

/** The published migrations in order: `0001-contacts.sql`, `0002-…`; numbers without a gap. */
export async function readMigrations(directory: string = migrationsDirectory): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const number = index + 1
      const expected = `${String(number).padStart(4, '0')}-<name>.sql`
      if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name) || Number(name.slice(0, 4)) !== number)
        throw databaseFaults.MIGRATION_MISNAMED({ name, expected })
      const text = await readFile(join(directory, name), 'utf8')
      // Line ends differ between machines that check the same file out.
      const hash = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
      // `-- needs: 3` says that a Snodo knowing migrations up to 3 still works after this one; without it, only one that knows this one does.
      const needs = /^-- needs: (\d+)$/m.exec(text)
      return {
        number,
        name: name.slice(0, -'.sql'.length),
        text,
        hash,
        needs: needs ? Number(must(needs[1], 'a group of the pattern')) : number,
      }
    }),
  )
}

async function checkServer(sql: Sql): Promise<void> {
  const { rows } = await sql.query<{ number: string; words: string; encoding: string }>(
    /* sql */ `select current_setting('server_version_num') as number, current_setting('server_version') as words, current_setting('server_encoding') as encoding`,
  )
  const server = must(rows[0], 'a row of settings')
  if (Number(server.number) < 150_000) throw databaseFaults.DATABASE_TOO_OLD({ got: server.words })
  if (server.encoding !== 'UTF8') throw databaseFaults.DATABASE_ENCODING({ got: server.encoding })
}
