import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'

/** Ends up to `limit` living enrollments of a flow in one lane, with their end, their journal and the counts, in one statement. */
export async function stopEnrollments(
  sql: Sql,
  given: { lane: number; flowId: string; now: Instant; limit: number; because: Because },
): Promise<number> {
  const { rows } = await sql.query<{ ended: number }>(
    /* sql */ `with gone as (
        delete from enrollments where lane = $1 and id in (
          select id from enrollments where lane = $1 and flow_id = $2 order by id limit $4
        ) returning id, contact_id, flow_id, version_id, node, visit, entered_at, state
      ), ends as (
        insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, because, entered_at, ended_at)
        select $1, id, contact_id, flow_id, version_id, node, 'stopped', $5::jsonb, entered_at, to_timestamp($3::double precision / 1000) from gone
      ), told as (
        insert into journal (lane, at, enrollment_id, visit, steps)
        select $1, to_timestamp($3::double precision / 1000), id, visit, jsonb_build_array(jsonb_build_array(node, null, $5::jsonb)) from gone
      ), counted as (
        update node_counts as c set inside = c.inside - g.inside, failed = c.failed - g.failed
        from (
          select version_id, node, count(*) as inside, count(*) filter (where state = 'failed') as failed from gone group by 1, 2
        ) g
        where c.lane = $1 and c.version_id = g.version_id and c.node = g.node
      )
      select count(*)::int as ended from gone`,
    [given.lane, given.flowId, given.now, given.limit, JSON.stringify(given.because)],
  )
  return rows[0]?.ended ?? 0
}
