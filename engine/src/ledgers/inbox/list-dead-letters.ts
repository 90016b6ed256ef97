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
