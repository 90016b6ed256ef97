import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { EnrollmentFilter } from '../../rules/flows/order-spec.ts'

/** How many of a filter stand where, and in which lanes. */
export type Standing = { version: string; node: string; state: string; count: number; lanes: number[] }

/** How many an order would be about, by where they stand. */
export async function countOrdered(sql: Sql, filter: EnrollmentFilter, lanes: readonly number[]): Promise<Standing[]> {
  const { rows } = await sql.query<Standing>(
    /* sql */ `select version_id as version, node, state, count(*)::int as count, array_agg(distinct lane)::int[] as lanes from enrollments
      where lane = any ($1::smallint[])
        and ($2::bigint is null or flow_id = $2) and ($3::text is null or node = $3) and ($4::text is null or state = $4)
        and ($5::bigint is null or contact_id = $5) and ($6::bigint[] is null or id = any ($6))
        and ($7::text is null or because ->> 'code' = $7)
      group by 1, 2, 3 order by 1, 2, 3`,
    [
      lanes,
      filter.flow ?? null,
      filter.node ?? null,
      filter.state ?? null,
      filter.contact ?? null,
      filter.enrollments ?? null,
      filter.because ?? null,
    ],
  )
  return rows
}

/** One lane's next chunk of those a filter finds, in order of id. `enteredBy`: only who was inside by then; null: everybody. */
export async function pickEnrollments(
  sql: Sql,
  given: { lane: number; filter: EnrollmentFilter; after: string; limit: number; enteredBy: Instant | null },
): Promise<string[]> {
  const { lane, filter, after, limit, enteredBy } = given
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from enrollments
      where lane = $1 and id > $2::bigint and ($9::timestamptz is null or entered_at <= $9)
        and ($4::bigint is null or flow_id = $4) and ($5::text is null or node = $5) and ($6::text is null or state = $6)
        and ($7::bigint is null or contact_id = $7) and ($8::bigint[] is null or id = any ($8))
        and ($10::text is null or because ->> 'code' = $10)
      order by id limit $3`,
    [
      lane,
      after,
      limit,
      filter.flow ?? null,
      filter.node ?? null,
      filter.state ?? null,
      filter.contact ?? null,
      filter.enrollments ?? null,
      enteredBy === null ? null : new Date(enteredBy),
      filter.because ?? null,
    ],
  )
  return rows.map((row) => row.id)
}

/** How many stand at each node of each version of a flow, by the counts that trips keep: quick, however many are inside. */
export async function countStanding(
  sql: Sql,
  flow: string,
): Promise<{ version: string; node: string; inside: number; failed: number }[]> {
  const { rows } = await sql.query<{ version: string; node: string; inside: number; failed: number }>(
    /* sql */ `select v.id as version, n.node, sum(n.inside)::int as inside, sum(n.failed)::int as failed
      from flow_versions v cross join lanes l join node_counts n on n.lane = l.lane and n.version_id = v.id
      where v.flow_id = $1 group by v.id, n.node having sum(n.inside) > 0 order by v.id, n.node`,
    [flow],
  )
  return rows
}

/** How many an operator holds at each node of each version of a flow. */
export async function countHeld(sql: Sql, flow: string): Promise<{ version: string; node: string; held: number }[]> {
  const { rows } = await sql.query<{ version: string; node: string; held: number }>(
    /* sql */ `select e.version_id as version, e.node, count(*)::int as held
      from lanes l join enrollments e on e.lane = l.lane and e.flow_id = $1 and e.state in ('held', 'failed')
      where e.state = 'held' group by 1, 2`,
    [flow],
  )
  return rows
}
