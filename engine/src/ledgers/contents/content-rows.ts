import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type ContentRow = {
  id: string
  channel: 'email' | 'sms'
  name: string
  revision: number
  version: number | null
  created_at: Instant
  updated_at: Instant
  updated_by: string
}
export type ContentWithDraft = ContentRow & { draft: JsonObject }

const COLUMNS = `id, channel, name, revision, version, created_at, updated_at, updated_by`

/** Contents of the library, the newest first, `before` an id. */
export async function listContentRows(
  sql: Sql,
  filter: { channel: string | null },
  before: string | null,
  limit: number,
): Promise<ContentWithDraft[]> {
  const { rows } = await sql.query<ContentWithDraft>(
    /* sql */ `select ${COLUMNS}, draft from contents
      where ($1::text is null or channel = $1) and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [filter.channel, before, limit],
  )
  return rows
}

/** A content with its draft; `lock`: its row is locked until the end of the transaction. */
export async function loadContentRow(sql: Sql, id: string, lock = false): Promise<ContentWithDraft | undefined> {
  const { rows } = await sql.query<ContentWithDraft>(
    /* sql */ `select ${COLUMNS}, draft from contents where id = $1 ${lock ? 'for update' : ''}`,
    [id],
  )
  return rows[0]
}

export async function insertContentRow(
  sql: Sql,
  content: { channel: string; name: string; draft: JsonObject; by: string },
  at: Instant,
): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `insert into contents (channel, name, draft, created_at, updated_at, updated_by) values ($1, $2, $3, $4, $4, $5) returning id`,
    [content.channel, content.name, JSON.stringify(content.draft), new Date(at), content.by],
  )
  return rows[0]!.id // an insert returns its row
}

/** Writes a draft; the caller has checked its revision under the row's lock. */
export async function saveContentRow(
  sql: Sql,
  saved: { id: string; name: string; draft: JsonObject; revision: number; by: string },
  at: Instant,
): Promise<void> {
  await sql.query(
    /* sql */ `update contents set name = $2, draft = $3, revision = $4, updated_at = $5, updated_by = $6 where id = $1`,
    [saved.id, saved.name, JSON.stringify(saved.draft), saved.revision, new Date(at), saved.by],
  )
}

export async function deleteContentRow(sql: Sql, id: string): Promise<void> {
  await sql.query(/* sql */ `delete from contents where id = $1`, [id])
}

export type ContentVersionRow = { number: number; at: Instant; author: string }

/** Makes a version the one that is sent. */
export async function insertContentVersion(
  sql: Sql,
  version: { id: string; number: number; document: JsonObject; compiled: JsonObject; by: string },
  at: Instant,
): Promise<void> {
  await sql.query(
    /* sql */ `insert into content_versions (content_id, number, document, compiled, at, author) values ($1, $2, $3, $4, $5, $6)`,
    [version.id, version.number, JSON.stringify(version.document), JSON.stringify(version.compiled), new Date(at), version.by],
  )
  await sql.query(/* sql */ `update contents set version = $2 where id = $1`, [version.id, version.number])
}

export async function listContentVersionRows(sql: Sql, id: string): Promise<ContentVersionRow[]> {
  const { rows } = await sql.query<ContentVersionRow>(
    /* sql */ `select number, at, author from content_versions where content_id = $1 order by number desc`,
    [id],
  )
  return rows
}

export async function loadContentVersion(
  sql: Sql,
  id: string,
  number: number,
): Promise<(ContentVersionRow & { document: JsonObject; compiled: JsonObject }) | undefined> {
  const { rows } = await sql.query<ContentVersionRow & { document: JsonObject; compiled: JsonObject }>(
    /* sql */ `select number, at, author, document, compiled from content_versions where content_id = $1 and number = $2`,
    [id, number],
  )
  return rows[0]
}

/** Channel of every content that was published, by its id. */
export async function publishedContents(sql: Sql): Promise<Map<string, string>> {
  const { rows } = await sql.query<{ id: string; channel: string }>(
    /* sql */ `select id, channel from contents where version is not null`,
  )
  return new Map(rows.map(({ id, channel }) => [id, channel]))
}

/** What is sent of each of these contents, by id; one that is not there or was never published is missing. */
export async function loadCompiled(sql: Sql, ids: readonly string[]): Promise<Map<string, JsonObject>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql.query<{ id: string; compiled: JsonObject }>(
    /* sql */ `select c.id, v.compiled from contents c join content_versions v on v.content_id = c.id and v.number = c.version
      where c.id::text = any ($1::text[])`,
    [ids],
  )
  return new Map(rows.map(({ id, compiled }) => [id, compiled]))
}
