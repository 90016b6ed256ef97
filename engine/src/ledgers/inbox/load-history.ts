import type { MeasuredEvent } from '@snodo/audience'
import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** The latest events of one contact, oldest first, as clauses measure them. */
export async function loadHistory(sql: Sql, lane: number, contactId: string, limit: number): Promise<MeasuredEvent[]> {
  const { rows } = await sql.query<{ name: string; properties: JsonObject; occurred_at: Instant }>(
    /* sql */ `select name, properties, occurred_at from events where lane = $1 and contact_id = $2 order by received_at desc limit $3`,
    [lane, contactId, limit],
  )
  return rows.reverse().map((row) => ({ name: row.name, properties: row.properties, occurredAt: row.occurred_at }))
}
