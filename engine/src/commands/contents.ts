import type { JsonObject } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import {
  type ContentVersionRow,
  type ContentWithDraft,
  deleteContentRow,
  insertContentRow,
  insertContentVersion,
  listContentRows,
  listContentVersionRows,
  loadContentRow,
  loadContentVersion,
  saveContentRow,
} from '../ledgers/contents/content-rows.ts'
import { type ContentUse, lockContents, renewContents, usesOfContents } from '../ledgers/flows/flow-contents.ts'
import { contentFaults } from './content-faults.ts'

export type LibraryContent = ContentWithDraft & { uses: ContentUse[] }

/** Contents of the library with the flows that name them, the newest first. */
export async function listContents(
  engine: EngineContext,
  filter: { channel: string | null },
  before: string | null,
  limit: number,
): Promise<LibraryContent[]> {
  const rows = await listContentRows(engine.pool, filter, before, limit)
  const uses = Map.groupBy(
    await usesOfContents(
      engine.pool,
      rows.map((row) => row.id),
    ),
    (use) => use.template,
  )
  return rows.map((row) => ({ ...row, uses: uses.get(row.id) ?? [] }))
}

export async function readContent(engine: EngineContext, id: string): Promise<LibraryContent> {
  const row = await mustContent(engine.pool, id)
  return { ...row, uses: await usesOfContents(engine.pool, [id]) }
}

export async function createContent(
  engine: EngineContext,
  given: { channel: string; name: string; document: JsonObject; author: string },
): Promise<string> {
  return transaction(engine.pool, async (sql) => {
    const at = engine.clock.now()
    const { channel, name, document, author } = given
    const id = await insertContentRow(sql, { channel, name, draft: document, by: author }, at)
    await writeAudit(sql, [{ at, actor: author, action: 'content.create', subject: `content:${id}`, details: { name, channel } }])
    return id
  })
}

/** Replaces the draft. One that has moved on since `revision` is left as it is. Returns the new revision. */
export async function saveContent(
  engine: EngineContext,
  given: { id: string; name: string; document: JsonObject; revision: number; author: string },
): Promise<number> {
  return transaction(engine.pool, async (sql) => {
    const row = await mustContent(sql, given.id, true)
    const got = String(given.document.channel)
    if (got !== row.channel) throw contentFaults.CONTENT_CHANNEL({ id: row.id, channel: row.channel, got })
    if (row.revision !== given.revision) throw stale(given.revision, row)
    const revision = row.revision + 1
    const { id, name, document, author } = given
    await saveContentRow(sql, { id, name, draft: document, revision, by: author }, engine.clock.now())
    return revision
  })
}

export type PublishedContent = { version: number; flows: string[] }

/**
 * Makes the draft at a revision what is sent, ready made as `compiled`: every block that names this content gets it as its newest
 * revision, so it reaches everyone inside from the next send.
 */
export async function publishContent(
  engine: EngineContext,
  given: { id: string; revision: number; compiled: JsonObject; author: string },
): Promise<PublishedContent> {
  return transaction(engine.pool, async (sql) => {
    await lockContents(sql)
    const row = await mustContent(sql, given.id, true)
    if (row.revision !== given.revision) throw stale(given.revision, row)
    const at = engine.clock.now()
    const number = ((await listContentVersionRows(sql, row.id))[0]?.number ?? 0) + 1
    const { id, compiled, author } = given
    await insertContentVersion(sql, { id, number, document: row.draft, compiled, by: author }, at)
    const flows = await renewContents(sql, id, compiled, author, at)
    const details = { version: number, revision: given.revision, flows }
    await writeAudit(sql, [{ at, actor: author, action: 'content.publish', subject: `content:${id}`, details }])
    return { version: number, flows }
  })
}

/** Deletes a content that no flow names. */
export async function deleteContent(engine: EngineContext, given: { id: string; author: string }): Promise<void> {
  await transaction(engine.pool, async (sql) => {
    await lockContents(sql)
    const row = await mustContent(sql, given.id, true)
    const uses = await usesOfContents(sql, [row.id])
    if (uses.length > 0) throw contentFaults.CONTENT_IN_USE({ flows: uses.map((use) => `“${use.name}”`) })
    await deleteContentRow(sql, row.id)
    await writeAudit(sql, [
      {
        at: engine.clock.now(),
        actor: given.author,
        action: 'content.delete',
        subject: `content:${row.id}`,
        details: { name: row.name },
      },
    ])
  })
}

export async function listContentVersions(engine: EngineContext, id: string): Promise<ContentVersionRow[]> {
  await mustContent(engine.pool, id)
  return listContentVersionRows(engine.pool, id)
}

export async function readContentVersion(
  engine: EngineContext,
  id: string,
  number: number,
): Promise<ContentVersionRow & { document: JsonObject; compiled: JsonObject }> {
  const version = await loadContentVersion(engine.pool, id, number)
  if (version === undefined) throw contentFaults.CONTENT_VERSION_UNKNOWN({ id, version: number })
  return version
}

async function mustContent(sql: Sql, id: string, lock = false): Promise<ContentWithDraft> {
  const row = await loadContentRow(sql, id, lock)
  if (row === undefined) throw contentFaults.CONTENT_UNKNOWN({ id })
  return row
}

function stale(based: number, row: ContentWithDraft) {
  return contentFaults.CONTENT_STALE({ based, present: row.revision, by: row.updated_by })
}

/** Writes down that a content was sent to whoever wrote it. */
export async function noteContentTested(
  engine: EngineContext,
  given: { channel: string; author: string; details: JsonObject },
): Promise<void> {
  const { channel, author, details } = given
  await writeAudit(engine.pool, [
    { at: engine.clock.now(), actor: author, action: 'content.test', subject: `channel:${channel}`, details },
  ])
}
