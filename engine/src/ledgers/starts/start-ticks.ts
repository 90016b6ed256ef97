import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Marks one lane's part of a tick as carried out; false where it had been. In the transaction that carries it out. */
export async function takeTick(
  sql: Sql,
  tick: { flow: string; node: string; name: string; lane: number },
  now: Instant,
): Promise<boolean> {
  const { count } = await sql.query(
    /* sql */ `insert into start_ticks (flow_id, node, tick, at) values ($1, $2, $3, $4) on conflict do nothing`,
    [tick.flow, tick.node, `${tick.name}#${tick.lane}`, new Date(now)],
  )
  return count === 1
}

/** The lanes in which a tick has been carried out. */
export async function lanesTaken(sql: Sql, tick: { flow: string; node: string; name: string }): Promise<Set<number>> {
  const { rows } = await sql.query<{ lane: number }>(
    /* sql */ `select split_part(tick, '#', 2)::int as lane from start_ticks where flow_id = $1 and node = $2 and split_part(tick, '#', 1) = $3`,
    [tick.flow, tick.node, tick.name],
  )
  return new Set(rows.map((row) => row.lane))
}

/** Published flows that can begin by themselves: those that are live, and those paused, which write down whom they keep out. */
export async function loadStartingFlows(sql: Sql): Promise<{ id: string; version: string; published_at: Instant }[]> {
  const { rows } = await sql.query<{ id: string; version: string; published_at: Instant }>(
    /* sql */ `select f.id, v.id as version, v.published_at from flows f join flow_versions v on v.id = f.live_version_id
      where f.state in ('live', 'paused')`,
  )
  return rows
}
