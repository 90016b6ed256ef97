import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type ImportCounts = {
  rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  consentsKept: number
  consentsGranted: number
}

export const NO_COUNTS: ImportCounts = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  consentsKept: 0,
  consentsGranted: 0,
}

export type ImportRecord = {
  id: string
  state: 'running' | 'done' | 'failed'
  file_name: string
  options: JsonObject
  counts: ImportCounts
  started_at: Instant
  ended_at: Instant | null
  problem: string | null
}

export type ImportReject = { line: number; code: string; reason: string; raw: string }

const COLUMNS = 'id, state, file_name, options, counts, started_at, ended_at, problem'

export async function insertImport(
  sql: Sql,
  begun: { fileName: string; fileHash: string; options: JsonObject; at: Instant },
): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `insert into imports (state, file_name, file_hash, options, counts, started_at) values ('running', $1, $2, $3, $4, $5) returning id`,
    [begun.fileName, begun.fileHash, JSON.stringify(begun.options), JSON.stringify(NO_COUNTS), new Date(begun.at)],
  )
  return rows[0]!.id // an insert returns its row
}

export async function updateImport(
  sql: Sql,
  id: string,
  change: { state: ImportRecord['state']; counts: ImportCounts; endedAt: Instant | null; problem: string | null },
): Promise<void> {
  await sql.query(/* sql */ `update imports set state = $2, counts = $3, ended_at = $4, problem = $5 where id = $1`, [
    id,
    change.state,
    JSON.stringify(change.counts),
    change.endedAt === null ? null : new Date(change.endedAt),
    change.problem,
  ])
}

/** Takes an import back that turned out to be none before a row of it was taken in. */
export async function deleteImport(sql: Sql, id: string): Promise<void> {
  await sql.query(/* sql */ `delete from imports where id = $1`, [id])
}

export async function insertRejects(sql: Sql, id: string, rejects: readonly ImportReject[]): Promise<void> {
  if (rejects.length === 0) return
  await sql.query(
    /* sql */ `insert into import_rejects (import_id, line, code, reason, raw)
      select $1, line, code, reason, raw from json_to_recordset($2::json) as r(line bigint, code text, reason text, raw text)
      on conflict (import_id, line) do nothing`,
    [id, JSON.stringify(rejects)],
  )
}

export async function readImport(sql: Sql, id: string): Promise<ImportRecord | undefined> {
  const { rows } = await sql.query<ImportRecord>(/* sql */ `select ${COLUMNS} from imports where id = $1`, [id])
  return rows[0]
}

export async function listImports(sql: Sql, before: string | null, limit: number): Promise<ImportRecord[]> {
  const { rows } = await sql.query<ImportRecord>(
    /* sql */ `select ${COLUMNS} from imports where $1::bigint is null or id < $1 order by id desc limit $2`,
    [before, limit],
  )
  return rows
}

/** The finished import of the very same file, if there was one. */
export async function findImportOf(sql: Sql, fileHash: string): Promise<ImportRecord | undefined> {
  const { rows } = await sql.query<ImportRecord>(
    /* sql */ `select ${COLUMNS} from imports where file_hash = $1 and state = 'done' order by id desc limit 1`,
    [fileHash],
  )
  return rows[0]
}

/** Rejected lines in order, those after a line. */
export async function readRejects(sql: Sql, id: string, after: number, limit: number): Promise<ImportReject[]> {
  const { rows } = await sql.query<{ line: string; code: string; reason: string; raw: string }>(
    /* sql */ `select line, code, reason, raw from import_rejects where import_id = $1 and line > $2 order by line limit $3`,
    [id, after, limit],
  )
  return rows.map((row) => ({ ...row, line: Number(row.line) }))
}

/** Imports that have said nothing of their end for so long that whoever ran them is gone. */
export async function failLostImports(sql: Sql, startedBefore: Instant, at: Instant): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update imports set state = 'failed', ended_at = $2, problem = 'The server was stopped while it ran. Import the file again: what was taken in is not taken in twice.'
      where state = 'running' and started_at < $1`,
    [new Date(startedBefore), new Date(at)],
  )
  return count
}
