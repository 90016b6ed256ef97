import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { FlowDocument, FlowEdit } from '@snodo/flow'
import type { FlowState } from '../../rules/flows/flow-catalog.ts'

export type FlowRow = {
  id: string
  name: string
  state: FlowState
  revision: number
  live_version_id: string | null
  live_version: number | null
  paused_at: Instant | null
  /** While paused: what resuming makes it. */
  resumes_to: 'live' | 'closed' | null
  tags: string[]
  /** Who changed the draft last. */
  changed_by: string | null
  created_at: Instant
  updated_at: Instant
}

export type FlowWithDraft = FlowRow & { draft: FlowDocument }

const COLUMNS = `f.id, f.name, f.state, f.revision, f.live_version_id, v.number as live_version, f.paused_at, f.resumes_to, f.tags,
  coalesce((select e.author from flow_edits e where e.flow_id = f.id order by e.revision desc limit 1), f.created_by) as changed_by,
  f.created_at, f.updated_at`
const FROM = `flows f left join flow_versions v on v.id = f.live_version_id`

export async function listFlows(sql: Sql, after: string | null, limit: number): Promise<FlowRow[]> {
  const { rows } = await sql.query<FlowRow>(
    /* sql */ `select ${COLUMNS} from ${FROM} where f.id > $1::bigint order by f.id limit $2`,
    [after ?? '0', limit],
  )
  return rows
}

/** Flows a day's look goes over, the draft only of the fifty changed last: checking is work. */
export type FlowToMind = { id: string; name: string; state: FlowState; braked: boolean; draft: FlowDocument | null }

export async function listFlowsToMind(sql: Sql): Promise<FlowToMind[]> {
  const { rows } = await sql.query<FlowToMind>(
    /* sql */ `select f.id, f.name, f.state, coalesce(f.breaker ->> 'state' = 'tripped', false) as braked,
        case when f.nth <= 50 then f.draft end as draft
      from (select *, row_number() over (order by updated_at desc) as nth from flows where state not in ('archived', 'stopped')) as f
      where f.nth <= 50 or f.state = 'paused' or f.breaker is not null order by f.updated_at desc`,
  )
  return rows
}

export type NamedDrawing = { id: string; name: string; state: FlowState; draft: FlowDocument; live: FlowDocument | null }

/** Every flow that is not archived with what it is drawn like, as its draft and as it is live. */
export async function readDrawings(sql: Sql): Promise<NamedDrawing[]> {
  const { rows } = await sql.query<NamedDrawing>(
    /* sql */ `select f.id, f.name, f.state, f.draft, v.document as live from ${FROM} where f.state <> 'archived' order by f.id`,
  )
  return rows
}

/** The ids of all flows there are. */
export async function flowIds(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(/* sql */ `select id from flows`)
  return rows.map((row) => row.id)
}

/** A flow with its draft; `lock`: its row is locked until the end of the transaction. */
export async function loadFlow(sql: Sql, id: string, lock = false): Promise<FlowWithDraft | undefined> {
  // Locked first and read after: a statement that waited for the lock would join the version that was live before it waited.
  if (lock) await sql.query(/* sql */ `select 1 from flows where id = $1 for update`, [id])
  const { rows } = await sql.query<FlowWithDraft>(/* sql */ `select ${COLUMNS}, f.draft from ${FROM} where f.id = $1`, [id])
  return rows[0]
}

export async function insertFlow(sql: Sql, flow: { document: FlowDocument; by: string }, at: Instant): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `insert into flows (name, draft, created_by, created_at, updated_at)
      values ($1, $2, $3, to_timestamp($4::double precision / 1000), to_timestamp($4::double precision / 1000)) returning id`,
    [flow.document.name, JSON.stringify(flow.document), flow.by, at],
  )
  return rows[0]!.id // an insert returns its row
}

/** What came to a draft by one request: the operations, or null where the whole document was replaced. */
export type DraftEdits = { edits: readonly FlowEdit[] | null; key: string | null; author: string }

/** Writes the draft and what was done to it; the caller has checked the revision under the row's lock. */
export async function saveDraftRow(
  sql: Sql,
  saved: DraftEdits & { id: string; document: FlowDocument; revision: number },
  at: Instant,
): Promise<void> {
  await sql.query(
    /* sql */ `update flows set name = $2, draft = $3, revision = $4, updated_at = to_timestamp($5::double precision / 1000) where id = $1`,
    [saved.id, saved.document.name, JSON.stringify(saved.document), saved.revision, at],
  )
  await sql.query(
    /* sql */ `insert into flow_edits (flow_id, revision, edits, key, author, at)
      values ($1, $2, $3, $4, $5, to_timestamp($6::double precision / 1000))`,
    [saved.id, saved.revision, saved.edits && JSON.stringify(saved.edits), saved.key, saved.author, at],
  )
}

export type DraftEditsRow = DraftEdits & { revision: number; at: Instant }

/** The present revision and what was done to the draft after one, in order; undefined where there is no such flow. */
export async function listDraftEdits(
  sql: Sql,
  id: string,
  after: number,
  limit: number,
): Promise<{ revision: number; rows: DraftEditsRow[] } | undefined> {
  const { rows } = await sql.query<Omit<DraftEditsRow, 'revision'> & { present: number; revision: number | null }>(
    /* sql */ `select f.revision as present, e.revision, e.edits, e.key, e.author, e.at
      from flows f left join flow_edits e on e.flow_id = f.id and e.revision > $2
      where f.id = $1 order by e.revision limit $3`,
    [id, after, limit],
  )
  const [first] = rows
  if (!first) return undefined
  const done = rows.flatMap(({ present, revision, ...row }) => (revision === null ? [] : [{ revision, ...row }]))
  return { revision: first.present, rows: done }
}

export async function setFlowState(
  sql: Sql,
  id: string,
  to: { state: FlowState; pausedAt: Instant | null; resumesTo: 'live' | 'closed' | null },
  at: Instant,
): Promise<void> {
  await sql.query(
    /* sql */ `update flows set state = $2, paused_at = to_timestamp($3::double precision / 1000), resumes_to = $4,
        updated_at = to_timestamp($5::double precision / 1000) where id = $1`,
    [id, to.state, to.pausedAt, to.resumesTo, at],
  )
}

/** Puts tags on flows and takes others off, each tag once and in order. Returns how many flows are different now. */
export async function tagFlowRows(
  sql: Sql,
  flowIds: readonly string[],
  tags: { add: readonly string[]; remove: readonly string[] },
): Promise<number> {
  const { rows } = await sql.query(
    /* sql */ `with wanted as (
        select f.id, coalesce((select array_agg(distinct t order by t) from unnest(f.tags || $2::text[]) as t where t <> all ($3::text[])), '{}') as tags
        from flows f where f.id = any ($1::bigint[])
      )
      update flows f set tags = w.tags from wanted w where f.id = w.id and f.tags <> w.tags returning f.id`,
    [flowIds, tags.add, tags.remove],
  )
  return rows.length
}

export async function deleteFlowRow(sql: Sql, id: string): Promise<void> {
  await sql.query(/* sql */ `delete from flows where id = $1`, [id])
}

export async function countEntries(sql: Sql, id: string): Promise<string> {
  const { rows } = await sql.query<{ count: string }>(
    /* sql */ `select count(*) from lanes l join entries e on e.lane = l.lane and e.flow_id = $1`,
    [id],
  )
  return rows[0]?.count ?? '0'
}

/** Tells every process that its compiled flows are stale; on commit, with the change itself. */
export async function bumpEpoch(sql: Sql): Promise<void> {
  await sql.query(/* sql */ `update engine_epoch set epoch = epoch + 1`)
}

export type VersionInfo = { number: number; id: string; published_at: Instant; published_by: string }

/** `revision`: which one of the draft it was when this version was published; what was written after it is not in the version. */
export async function listVersions(sql: Sql, flowId: string): Promise<(VersionInfo & { revision: number })[]> {
  const { rows } = await sql.query<VersionInfo & { revision: number }>(
    /* sql */ `select v.number, v.id, v.published_at, v.published_by,
        coalesce((select e.revision from flow_edits e where e.flow_id = v.flow_id and e.at <= v.published_at order by e.revision desc limit 1), 1) as revision
      from flow_versions v where v.flow_id = $1 order by v.number desc`,
    [flowId],
  )
  return rows
}

export async function loadVersion(
  sql: Sql,
  flowId: string,
  number: number,
): Promise<(VersionInfo & { document: FlowDocument }) | undefined> {
  const { rows } = await sql.query<VersionInfo & { document: FlowDocument }>(
    /* sql */ `select number, id, document, published_at, published_by from flow_versions where flow_id = $1 and number = $2`,
    [flowId, number],
  )
  return rows[0]
}

export async function insertVersion(
  sql: Sql,
  version: { flowId: string; number: number; document: FlowDocument; starts: readonly string[]; by: string },
  at: Instant,
): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `insert into flow_versions (flow_id, number, document, published_at, published_by, starts)
      values ($1, $2, $3, to_timestamp($4::double precision / 1000), $5, $6) returning id`,
    [version.flowId, version.number, JSON.stringify(version.document), at, version.by, version.starts],
  )
  return rows[0]!.id // an insert returns its row
}

export async function setLiveVersion(sql: Sql, flowId: string, versionId: string): Promise<void> {
  await sql.query(/* sql */ `update flows set live_version_id = $2 where id = $1`, [flowId, versionId])
}

export type ContentRow = { node: string; revision: number; content: JsonObject }

/** The newest content of each message node of a flow. */
export async function loadContents(sql: Sql, flowId: string): Promise<Map<string, ContentRow>> {
  const { rows } = await sql.query<ContentRow>(
    /* sql */ `select distinct on (node) node, revision, content from flow_contents where flow_id = $1 order by node, revision desc`,
    [flowId],
  )
  return new Map(rows.map((row) => [row.node, row]))
}

/** The next revision of a block's content; `compiled`: what the content it names is now, null where it names none. */
export async function insertContent(
  sql: Sql,
  flowId: string,
  content: ContentRow & { compiled: JsonObject | null },
  author: string,
  at: Instant,
): Promise<void> {
  await sql.query(
    /* sql */ `insert into flow_contents (flow_id, node, revision, content, at, author, compiled)
      values ($1, $2, $3, $4, to_timestamp($5::double precision / 1000), $6, $7)`,
    [
      flowId,
      content.node,
      content.revision,
      JSON.stringify(content.content),
      at,
      author,
      content.compiled && JSON.stringify(content.compiled),
    ],
  )
}
