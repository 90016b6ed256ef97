import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'

/** Looks at enrollments again later that cannot be walked now through no fault of theirs. */
export async function postponeReady(sql: Sql, lane: number, ids: readonly string[], until: Instant): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    /* sql */ `update enrollments set next_at = to_timestamp($3::double precision / 1000) where lane = $1 and id = any ($2::bigint[])`,
    [lane, ids, until],
  )
}

/**
 * Fails the enrollment that would be walked next, where walking it alone could not even be written. It stays where it stands,
 * visible and countable, with what the database or the engine said; nobody else waits for it.
 */
export async function failNextReady(sql: Sql, lane: number, now: Instant, because: Because): Promise<string | null> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `with next as (
        select id from enrollments where lane = $1 and state = 'active' and next_at <= to_timestamp($2::double precision / 1000)
        order by urgency, next_at, id limit 1
      ), failed as (
        update enrollments e set state = 'failed', next_at = null, awaits = null, because = $3::jsonb
        from next where e.lane = $1 and e.id = next.id
        returning e.id, e.version_id, e.node, e.visit
      ), told as (
        insert into journal (lane, at, enrollment_id, visit, steps)
        select $1, to_timestamp($2::double precision / 1000), id, visit, jsonb_build_array(jsonb_build_array(node, null, $3::jsonb)) from failed
      ), counted as (
        update node_counts c set failed = c.failed + 1 from failed f where c.lane = $1 and c.version_id = f.version_id and c.node = f.node
      )
      select id from failed`,
    [lane, now, JSON.stringify(because)],
  )
  return rows[0]?.id ?? null
}
