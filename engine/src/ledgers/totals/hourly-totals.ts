import type { Instant } from '@snodo/base'
import type { Pool } from '@snodo/database'
import { type Sql, transaction } from '@snodo/database'

const HOUR_MS = 3_600_000
/** As long as they are kept: two weeks to compare with, and the days at both ends. */
const KEPT_MS = 16 * 24 * HOUR_MS

/** How often journeys began in each flow and in all, and what the processes have counted: the totals as they stand now. */
const TOTALS = /* sql */ `with entered as (
    select v.flow_id, sum(n.entered) as total
    from flow_versions v cross join lanes l join node_counts n on n.lane = l.lane and n.version_id = v.id
    where n.node = any (v.starts) group by v.flow_id
  )
  select 'flow:' || flow_id as subject, total from entered
  union all select 'entered', coalesce(sum(total), 0) from entered
  union all select name || ':' || coalesce(labels ->> 'fate', labels ->> 'outcome'), sum(count)
    from counters where name in ('messages', 'events') group by 1`

/** Writes down, once for each hour, the totals that have changed since they were last written, and drops what is old. */
export async function noteTotals(pool: Pool, now: Instant): Promise<boolean> {
  const hour = new Date(Math.floor(now / HOUR_MS) * HOUR_MS)
  return transaction(pool, async (sql) => {
    const { rows } = await sql.query(
      /* sql */ `insert into hourly_totals (subject, hour, total) values ('noted', $1, 0) on conflict do nothing returning hour`,
      [hour],
    )
    if (rows.length === 0) return false
    await sql.query(
      /* sql */ `insert into hourly_totals (subject, hour, total)
        select t.subject, $1, t.total from (${TOTALS}) as t
        where t.total <> coalesce((select h.total from hourly_totals h where h.subject = t.subject order by h.hour desc limit 1), 0)`,
      [hour],
    )
    // The latest row of a subject stands for all the time since, however old it is.
    await sql.query(
      /* sql */ `delete from hourly_totals h where h.hour < $1 and (h.subject = 'noted' or exists (
        select from hourly_totals later where later.subject = h.subject and later.hour > h.hour and later.hour <= $1))`,
      [new Date(now - KEPT_MS)],
    )
    return true
  })
}

/** The totals as they stand now, by subject. */
export async function readTotals(sql: Sql): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ subject: string; total: number }>(
    /* sql */ `select subject, total::float8 as total from (${TOTALS}) as t`,
  )
  return new Map(rows.map((row) => [row.subject, row.total]))
}

/**
 * By subject, how far its total had come at each of these instants: two index entries for each. Of a time nobody wrote down, because
 * nothing ran, the next hour that was written down tells: what came before is by then in it, and nothing has come since.
 */
export async function readTotalsAt(
  sql: Sql,
  subjects: readonly string[],
  instants: readonly Instant[],
): Promise<Map<string, number[]>> {
  const { rows } = await sql.query<{ subject: string; totals: number[] }>(
    /* sql */ `with noted as (
        select i.nth, coalesce((select min(hour) from hourly_totals where subject = 'noted' and hour >= i.at), 'infinity') as hour
        from unnest($2::timestamptz[]) with ordinality as i(at, nth)
      )
      select s.subject, array_agg(coalesce(h.total, 0)::float8 order by n.nth) as totals
      from unnest($1::text[]) as s(subject) cross join noted n
      left join lateral (
        select total from hourly_totals where subject = s.subject and hour <= n.hour order by hour desc limit 1) as h on true
      group by s.subject`,
    [subjects, instants.map((at) => new Date(at))],
    { name: 'read-totals-at' },
  )
  return new Map(rows.map((row) => [row.subject, row.totals]))
}

/** When totals were first written down; null before the first hour. */
export async function firstNoted(sql: Sql): Promise<Instant | null> {
  const { rows } = await sql.query<{ at: Instant | null }>(
    /* sql */ `select min(hour) as at from hourly_totals where subject = 'noted'`,
  )
  return rows[0]?.at ?? null
}
