import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Journeys that stand still for one reason at one block. */
export type StandingStill = {
  flow_id: string
  node: string
  state: 'held' | 'failed'
  /** Why, by its code; null: nothing was written down. */
  code: string | null
  count: number
  /** Of these: how many came to it within the last hour. */
  last_hour: number
  since: Instant | null
  /** The reason of one of them, with its values. */
  because: JsonObject | null
}

/** Rows looked at in one lane: what stands still is to be looked at by a person, and nobody counts beyond 64,000. */
export const STILL_COUNTED = 1_000

/** Held and failed journeys by flow, block and cause, the most first. When each came to stand is told by its last line in the journal. */
export async function readStandingStill(
  sql: Sql,
  now: Instant,
  filter: { flow?: string; node?: string },
): Promise<StandingStill[]> {
  const { rows } = await sql.query<StandingStill>(
    /* sql */ `select e.flow_id, e.node, e.state, e.because ->> 'code' as code, count(*)::int as count,
        (count(*) filter (where j.at > $1))::int as last_hour, min(j.at) as since, (array_agg(e.because order by j.at desc nulls last))[1] as because
      from lanes l cross join lateral (
        select id, flow_id, node, state, because from enrollments e
        where e.lane = l.lane and e.state in ('held', 'failed') and ($2::bigint is null or e.flow_id = $2) and ($3::text is null or e.node = $3)
        limit $4) as e
      left join lateral (
        select at from journal j where j.lane = l.lane and j.enrollment_id = e.id order by j.at desc limit 1) as j on true
      group by 1, 2, 3, 4 order by count(*) desc, 1, 2, 3, 4 limit 500`,
    [new Date(now - HOUR_MS), filter.flow ?? null, filter.node ?? null, STILL_COUNTED],
  )
  return rows
}

const HOUR_MS = 3_600_000
