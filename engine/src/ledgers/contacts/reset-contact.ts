import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** The breaker counts this contact's messages anew from now. */
export async function noteBreakerReset(sql: Sql, lane: number, contact: string, now: Instant): Promise<void> {
  await sql.query(/* sql */ `update contacts set breaker_reset_at = $3 where lane = $1 and id = $2`, [
    lane,
    contact,
    new Date(now),
  ])
}
