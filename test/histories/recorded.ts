import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Migration, migrate, type Pool, readMigrations, type Sql, transaction } from '@snodo/database'
import type { StoredBecause } from '@snodo/protocol'

/** A database as a release left it, and what that release made of it afterwards. One folder each, beside this file. */
export type History = {
  release: string
  /** The instant it was cut off. */
  at: string
  migrations: { name: string; hash: string }[]
  /** Who went where afterwards, as `tellHistory` says it. */
  expected: string[]
  /** Every reason that its rows give, one of each kind. */
  reasons: StoredBecause[]
  /** Every code that had words in that release: a journal of it may hold any. */
  codes: string[]
}

const here = import.meta.dirname

export async function historiesRecorded(): Promise<string[]> {
  const all = await readdir(here, { withFileTypes: true })
  return all
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

export async function readHistory(release: string): Promise<History> {
  return JSON.parse(await readFile(join(here, release, 'history.json'), 'utf8')) as History // written by `writeHistory`
}

export async function writeHistory(history: History, rows: readonly string[]): Promise<void> {
  await writeFile(join(here, history.release, 'history.json'), `${JSON.stringify(history, null, 2)}\n`)
  await writeFile(join(here, history.release, 'rows.txt'), `${rows.join('\n')}\n`)
}

/** The rows of every table that has some, one a line: `table {json}`. Ids stay as PostgreSQL writes them, which JavaScript could not. */
export async function dumpRows(sql: Sql): Promise<string[]> {
  const tables = await sql.query<{ name: string }>(
    /* sql */ `select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all ($1) order by 1`,
    [['migrations', 'lanes', 'workers', 'counters', 'lane_checks']],
  )
  const lines: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql.query<{ row: string }>(/* sql */ `select to_jsonb(t)::text as row from ${name} t order by 1`)
    lines.push(...rows.map(({ row }) => `${name} ${row}`))
  }
  const sequences = await sql.query<{ line: string }>(
    /* sql */ `select concat('sequence ', jsonb_build_object('name', sequencename, 'last', last_value)) as line
      from pg_sequences where schemaname = 'public' and last_value is not null order by 1`,
  )
  return [...lines, ...sequences.rows.map(({ line }) => line)]
}

/** Puts a history into an empty database, at the schema it was recorded with. */
export async function loadHistory(pool: Pool, release: string): Promise<void> {
  const { migrations } = await readHistory(release)
  await migrateUpTo(pool.url, migrations.length)
  const lines = (await readFile(join(here, release, 'rows.txt'), 'utf8')).trimEnd().split('\n')
  const byTable = Map.groupBy(lines, (line) => line.slice(0, line.indexOf(' ')))
  await transaction(pool, async (sql) => {
    // As a dump is read: rows in any order, whatever refers to whatever.
    await sql.query(/* sql */ `set local session_replication_role = replica`)
    await sql.query(/* sql */ `delete from engine_epoch`)
    for (const [table, rows] of byTable)
      await putRows(
        sql,
        table,
        rows.map((row) => row.slice(table.length + 1)),
      )
  })
}

async function putRows(sql: Sql, table: string, rows: readonly string[]): Promise<void> {
  const statement =
    table === 'sequence'
      ? /* sql */ `select setval(format('%I', s ->> 'name')::regclass, (s ->> 'last')::bigint) from unnest($1::jsonb[]) as s`
      : /* sql */ `insert into ${table} overriding system value
          select r.* from unnest($1::jsonb[]) as s(row) cross join lateral jsonb_populate_record(null::${table}, s.row) as r`
  await sql.query(statement, [rows])
}

/** As that release left it: the migrations it knew, and no later one. */
async function migrateUpTo(url: string, count: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'snodo-history-'))
  try {
    for (const { name, text } of (await readMigrations()).slice(0, count)) await writeFile(join(directory, `${name}.sql`), text)
    await migrate({ url, directory })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Migrations of a history that read differently today. Published ones never change; until then the history is recorded again. */
export function changedSince(history: History, present: readonly Migration[]): string[] {
  return history.migrations.filter(({ hash }, n) => present[n]?.hash !== hash).map(({ name }) => name)
}

/** One of each reason that any row gives. */
export async function reasonsIn(sql: Sql): Promise<StoredBecause[]> {
  const { rows } = await sql.query<{ because: StoredBecause }>(
    /* sql */ `select distinct on (because ->> 'code') because from (
        select because from entries union all select because from enrollments union all select because from enrollment_ends
        union all select because from messages
        union all select (s.step -> 2)::jsonb from journal j cross join lateral json_array_elements(j.steps) as s(step)
      ) b where because ->> 'code' is not null order by because ->> 'code', because::text`,
  )
  return rows.map(({ because }) => because)
}
