import { type Instant, LANES } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Found } from './find-broken.ts'

export type LaneCheck = { lane: number; checked_at: Instant; broken: Record<string, number>; unchecked: string[] }

/** The lane that was looked at the longest ago, or never; null where any lane was looked at since `notSince`. */
export async function nextLaneToCheck(sql: Sql, notSince: Instant): Promise<number | null> {
  const { rows } = await sql.query<{ lane: number }>(
    /* sql */ `select l.lane from lanes l left join lane_checks c using (lane)
      where not exists (select 1 from lane_checks where checked_at > $1)
      order by c.checked_at nulls first, l.lane limit 1`,
    [new Date(notSince)],
  )
  return rows[0]?.lane ?? null
}

export async function saveLaneCheck(sql: Sql, lane: number, found: Found, now: Instant): Promise<void> {
  await sql.query(
    /* sql */ `insert into lane_checks (lane, checked_at, broken, unchecked) values ($1, $2, $3, $4)
      on conflict (lane) do update set checked_at = excluded.checked_at, broken = excluded.broken, unchecked = excluded.unchecked`,
    [
      lane,
      new Date(now),
      JSON.stringify(Object.fromEntries(found.broken.map(({ name, rows }) => [name, rows]))),
      found.unchecked,
    ],
  )
}

export async function readLaneChecks(sql: Sql): Promise<LaneCheck[]> {
  const { rows } = await sql.query<LaneCheck>(
    /* sql */ `select lane, checked_at, broken, unchecked from lane_checks where lane < $1 order by lane`,
    [LANES],
  )
  return rows
}
