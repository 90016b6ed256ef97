import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** What stands in the database besides work that waits: people inside flows, what broke at the last looks. */
export type Standing = {
  inside: number
  failed: number
  /** Rows that broke each invariant at the latest look at each lane. */
  broken: Record<string, number>
  /** When the lane looked at the longest ago was looked at; null: some lane never was. */
  checkedAt: Instant | null
}

/** From the counts and from a handful of rows: cheap whatever is inside. */
export async function readStanding(sql: Sql): Promise<Standing> {
  const { rows } = await sql.query<Standing>(
    /* sql */ `select n.inside::float8 as inside, n.failed::float8 as failed,
        coalesce((select jsonb_object_agg(b.name, b.rows) from (
          select k.key as name, sum(k.value::bigint) as rows from lane_checks c cross join lateral jsonb_each_text(c.broken) k group by 1) b), '{}') as broken,
        (select case when count(*) = (select count(*) from lanes) then min(checked_at) end from lane_checks) as "checkedAt"
      from (select coalesce(sum(inside), 0) as inside, coalesce(sum(failed), 0) as failed from node_counts) n`,
    [],
    { name: 'read-standing' },
  )
  const [standing] = rows
  if (standing === undefined) throw new Error('a statement without a from gives one row')
  return standing
}
