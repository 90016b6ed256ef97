import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

/**
 * Whoever publishes, a flow or a content that flows name, goes one at a time: both write the next revision of the same blocks.
 * Those who send only read, and do not wait. Taken before any flow is locked, so that no two wait for each other.
 */
export async function lockContents(sql: Sql): Promise<void> {
  await sql.query(/* sql */ `lock table flow_contents in share row exclusive mode`)
}

/** Gives every block that names a content of the library what that one is now; returns the flows they are in. */
export async function renewContents(
  sql: Sql,
  template: string,
  compiled: JsonObject,
  author: string,
  at: Instant,
): Promise<string[]> {
  const { rows } = await sql.query<{ flow_id: string }>(
    // A subject of the block's own stays.
    /* sql */ `insert into flow_contents (flow_id, node, revision, content, compiled, at, author)
      select n.flow_id, n.node, n.revision + 1, n.content,
        $2::jsonb || jsonb_strip_nulls(jsonb_build_object('subject', nullif(n.content ->> 'subject', ''), 'preheader', nullif(n.content ->> 'preheader', ''))),
        $3, $4
      from (
        select distinct on (c.flow_id, c.node) c.flow_id, c.node, c.revision, c.content from flow_contents c
        where (c.flow_id, c.node) in (select flow_id, node from flow_contents where content ? 'template' and content ->> 'template' = $1)
        order by c.flow_id, c.node, c.revision desc
      ) n
      where n.content ->> 'template' = $1
      returning flow_id`,
    [template, JSON.stringify(compiled), new Date(at), author],
  )
  return [...new Set(rows.map((row) => row.flow_id))]
}

/** A flow that names a content: in what it sends now, or in its draft only. */
export type ContentUse = { template: string; flow: string; name: string; live: boolean }

/** Which flows name these contents. */
export async function usesOfContents(sql: Sql, ids: readonly string[]): Promise<ContentUse[]> {
  if (ids.length === 0) return []
  const { rows } = await sql.query<ContentUse>(
    /* sql */ `with live as (
        select distinct t.template, t.flow_id from (
          select distinct on (c.flow_id, c.node) c.flow_id, c.node, c.content ->> 'template' as template from flow_contents c
          where (c.flow_id, c.node) in (select flow_id, node from flow_contents where content ? 'template' and content ->> 'template' = any ($1::text[]))
          order by c.flow_id, c.node, c.revision desc
        ) t where t.template = any ($1::text[])
      ), drafted as (
        select distinct d.template #>> '{}' as template, f.id as flow_id
        from flows f, jsonb_path_query(f.draft, 'strict $.nodes.*.config.content.template', '{}', true) as d(template)
        where f.state <> 'archived' and d.template #>> '{}' = any ($1::text[])
      )
      select u.template, f.id as flow, f.name, bool_or(u.live) and f.state <> 'archived' as live
      from (select template, flow_id, true as live from live union all select template, flow_id, false from drafted) u
      join flows f on f.id = u.flow_id group by u.template, f.id, f.name, f.state order by f.id`,
    [ids],
  )
  return rows
}
