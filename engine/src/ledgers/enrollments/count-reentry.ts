import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

/**
 * Of those who ever entered a flow (each by its entity key): how many there are, how many are inside, and how many of the others
 * entered and ended no later than these instants (null: never). Asked by people, lane by lane through the key of the ledger.
 */
export async function countReentry(
  sql: Sql,
  flowId: string,
  until: { entered: Instant | null; ended: Instant | null },
): Promise<{ entered: number; inside: number; again: number }> {
  const { rows } = await sql.query<{ entered: number; inside: number; again: number }>(
    /* sql */ `select coalesce(sum(l.entered), 0)::int as entered, coalesce(sum(l.inside), 0)::int as inside, coalesce(sum(l.again), 0)::int as again
      from lanes cross join lateral (
        select count(*) as entered, count(*) filter (where x.ended_at is null) as inside,
          count(*) filter (where e.at <= $2 and x.ended_at <= $3) as again
        from (
          select distinct on (contact_id, entity_key) at, enrollment_id from entries
          where lane = lanes.lane and flow_id = $1 and outcome = 'entered'
          order by contact_id, entity_key, at desc
        ) e
        left join enrollment_ends x on x.lane = lanes.lane and x.id = e.enrollment_id
      ) l`,
    [flowId, until.entered === null ? null : new Date(until.entered), until.ended === null ? null : new Date(until.ended)],
  )
  return rows[0] ?? { entered: 0, inside: 0, again: 0 }
}
