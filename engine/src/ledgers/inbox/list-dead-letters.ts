import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type DeadLetter = { id: string; received_at: Instant; source: string; code: string; reason: string; body: string }

/** Calls that could not be taken in, the newest first. */
export async function listDeadLetters(sql: Sql, before: string | null, limit: number): Promise<DeadLetter[]> {
  const { rows } = await sql.query<DeadLetter>(
    /* sql */ `select id, received_at, source, code, reason, body from dead_letters where ($1::bigint is null or id < $1) order by id desc limit $2`,
    [before, limit],
  )
  return rows
}

/** How many could not be taken in since then. */
export async function countDeadLetters(sql: Sql, since: Instant): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    /* sql */ `select count(*)::int as count from dead_letters where received_at >= to_timestamp($1::double precision / 1000)`,
    [since],
  )
  return rows[0]?.count ?? 0
}
