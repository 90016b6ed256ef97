import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { likeAnywhere } from '../../rules/like-anywhere.ts'

export type ListedEnrollment = {
  id: string
  contact_id: string
  flow_id: string
  version: number
  node: string
  state: 'active' | 'acting' | 'held' | 'failed'
  visit: number
  entered_at: Instant
  node_entered_at: Instant
  next_at: Instant | null
  because: JsonObject | null
  email: string | null
  first_name: string | null
  name: string | null
}

/** Who is inside a flow, the newest journeys first, with what names them. */
export async function listEnrollments(
  sql: Sql,
  filter: { flow: string; node?: string; state?: string; because?: string; search?: string },
  before: string | null,
  limit: number,
): Promise<ListedEnrollment[]> {
  const { rows } = await sql.query<ListedEnrollment>(
    /* sql */ `select e.id, e.contact_id, e.flow_id, v.number as version, e.node, e.state, e.visit, e.entered_at, e.node_entered_at, e.next_at, e.because,
        c.email, c.attributes ->> 'firstName' as first_name,
        coalesce(c.attributes ->> 'name', nullif(concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName'), ''),
          c.email, c.user_id) as name
      from lanes l cross join lateral (
        select * from enrollments e
        where e.lane = l.lane and e.flow_id = $1 and ($2::bigint is null or e.id < $2)
          and ($4::text is null or e.node = $4) and ($5::text is null or e.state = $5)
          and ($6::text is null or e.because ->> 'code' = $6)
          and ($7::text is null or exists (
            select from contacts s where s.lane = e.lane and s.id = e.contact_id and (s.email ilike $7 or s.user_id ilike $7 or s.phone ilike $7
              or concat_ws(' ', s.attributes ->> 'firstName', s.attributes ->> 'lastName', s.attributes ->> 'name') ilike $7)))
        order by e.id desc limit $3) as e
      join flow_versions v on v.id = e.version_id
      left join contacts c on c.lane = e.lane and c.id = e.contact_id
      order by e.id desc limit $3`,
    [
      filter.flow,
      before,
      limit,
      filter.node ?? null,
      filter.state ?? null,
      filter.because ?? null,
      filter.search === undefined ? null : likeAnywhere(filter.search),
    ],
  )
  return rows
}
