import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { FlowBreaker } from '../../rules/sending/breaker.ts'

/** The breakers of flows, their rows locked until the transaction ends. A flow that is gone is not among them. */
export async function loadBreakers(sql: Sql, flows: readonly string[]): Promise<Map<string, FlowBreaker | null>> {
  const { rows } = await sql.query<{ id: string; breaker: FlowBreaker | null }>(
    /* sql */ `select id, breaker from flows where id = any ($1::bigint[]) order by id for update`,
    [flows],
  )
  return new Map(rows.map((row) => [row.id, row.breaker]))
}

export async function saveBreaker(sql: Sql, flow: string, breaker: FlowBreaker): Promise<void> {
  await sql.query(/* sql */ `update flows set breaker = $2 where id = $1`, [flow, JSON.stringify(breaker)])
}

export async function readBreaker(sql: Sql, flow: string): Promise<FlowBreaker | null> {
  const { rows } = await sql.query<{ breaker: FlowBreaker | null }>(/* sql */ `select breaker from flows where id = $1`, [flow])
  return rows[0]?.breaker ?? null
}

/** Flows of which nothing is sent for the moment, and why: paused since, or stopped by the breaker. */
export async function loadHalts(
  sql: Sql,
): Promise<Map<string, { state: string; since: Instant | null; breaker: FlowBreaker | null }>> {
  const { rows } = await sql.query<{ id: string; state: string; since: Instant | null; breaker: FlowBreaker | null }>(
    /* sql */ `select id, state, paused_at as since, breaker from flows where state = 'paused' or breaker ->> 'state' = 'tripped'`,
  )
  return new Map(rows.map(({ id, ...halt }) => [id, halt]))
}
