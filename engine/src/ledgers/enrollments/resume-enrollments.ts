import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

/**
 * Moves the due times of plain waits by as long as the flow was paused. A wait is moved once for one pause: what has been moved
 * carries the pause's instant in its reason. Waits for a fixed date are not told apart here: their node resolves the date when
 * it is reached, and a date that has passed leaves by its own port.
 */
export async function freezeWaits(
  sql: Sql,
  given: { lane: number; flowId: string; pausedAt: Instant; now: Instant },
): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update enrollments set
        next_at = next_at + ($4::double precision - greatest($3::double precision, extract(epoch from node_entered_at) * 1000)) * interval '1 millisecond',
        because = jsonb_build_object('code', 'WAIT_FROZEN', 'values', jsonb_build_object('pausedAt', $3::double precision))
      where lane = $1 and flow_id = $2 and state = 'active' and next_at is not null and urgency = 1
        and next_at > to_timestamp($3::double precision / 1000)
        and (because ->> 'code' is distinct from 'WAIT_FROZEN' or (because #>> '{values,pausedAt}')::double precision <> $3::double precision)`,
    [given.lane, given.flowId, given.pausedAt, given.now],
  )
  return count
}

export type KeptOutRow = { contact_id: string; name: string; properties: JsonObject }

/** Whoever matched a start while the flow was paused, with the event that did; each contact and key once, the latest. */
export async function keptOutWhilePaused(
  sql: Sql,
  given: { lane: number; flowId: string; since: Instant },
): Promise<KeptOutRow[]> {
  const { rows } = await sql.query<KeptOutRow>(
    /* sql */ `select distinct on (k.contact_id, k.entity_key) k.contact_id, coalesce(e.name, 'Flow Resumed') as name, coalesce(e.properties, '{}') as properties
      from entries k left join events e on e.lane = k.lane and e.id = k.event_id
      where k.lane = $1 and k.flow_id = $2 and k.outcome = 'keptOut' and k.because ->> 'code' = 'FLOW_PAUSED'
        and k.at >= to_timestamp($3::double precision / 1000)
      order by k.contact_id, k.entity_key, k.at desc`,
    [given.lane, given.flowId, given.since],
  )
  return rows
}
