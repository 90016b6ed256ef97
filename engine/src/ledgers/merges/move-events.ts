import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Pair } from './two-contacts.ts'

/**
 * Moves up to `most` of the loser's events that intake has read to the winner, oldest first and in the same order, under new
 * ids. Gives how many were moved.
 */
export async function moveReadEvents(
  sql: Sql,
  pair: Pair,
  most: number,
  newIds: (count: number) => Promise<readonly string[]>,
): Promise<number> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from events e where lane = $1 and contact_id = $2
        and not exists (select 1 from inbox i where i.lane = e.lane and i.event_id = e.id)
      order by id limit $3`,
    [pair.loserLane, pair.loser, most],
  )
  const old = rows.map((row) => row.id)
  const fresh = await newIds(old.length)
  await moveEvents(sql, pair, new Map(old.map((id, i) => [id, fresh[i]!])))
  return old.length
}

/**
 * Moves events by name: old id -> new id. Ids that are no events (requests have no event) are passed over. Entries, also of those
 * kept out, go on naming the event that asked for them.
 */
export async function moveEvents(sql: Sql, pair: Pair, names: ReadonlyMap<string, string>): Promise<void> {
  if (names.size === 0) return
  await sql.query(
    /* sql */ `with moved as (delete from events where lane = $1 and contact_id = $2 and id = any ($3::bigint[]) returning *),
      named as (
        update entries e set event_id = n.new from unnest($3::bigint[], $4::bigint[]) as n(old, new)
        where e.lane = $1 and e.contact_id = $2 and e.event_id = n.old
      )
      insert into events (lane, id, contact_id, type, name, properties, context, occurred_at, received_at, message_id)
      select $5, n.new, $6, m.type, m.name, m.properties, m.context, m.occurred_at, m.received_at, m.message_id
      from moved m join unnest($3::bigint[], $4::bigint[]) as n(old, new) on n.old = m.id`,
    [pair.loserLane, pair.loser, [...names.keys()], [...names.values()], pair.winnerLane, pair.winner],
  )
}

/** A row of the inbox on its way from one lane to another. */
export type UnreadRow = {
  event_id: string
  kind: string
  name: string
  occurred_at: Instant
  received_at: Instant
  payload: JsonObject | null
}

/** Takes the loser's unread rows out of its lane, in order. */
export async function takeInbox(sql: Sql, pair: Pair): Promise<UnreadRow[]> {
  const { rows } = await sql.query<UnreadRow>(
    /* sql */ `delete from inbox where lane = $1 and contact_id = $2
      returning event_id, kind, name, occurred_at, received_at, payload`,
    [pair.loserLane, pair.loser],
  )
  return rows.sort((a, b) => (BigInt(a.event_id) < BigInt(b.event_id) ? -1 : 1))
}

/** Puts rows into the winner's inbox, with ids and payloads as they are now called. */
export async function putInbox(sql: Sql, pair: Pair, rows: readonly UnreadRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    /* sql */ `insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at, payload)
      select $1, id, $2, kind, name, to_timestamp(occurred / 1000), to_timestamp(received / 1000), payload
      from json_to_recordset($3::json)
        as s(id bigint, kind text, name text, occurred double precision, received double precision, payload jsonb)`,
    [
      pair.winnerLane,
      pair.winner,
      JSON.stringify(
        rows.map((row) => ({
          id: row.event_id,
          kind: row.kind,
          name: row.name,
          occurred: row.occurred_at,
          received: row.received_at,
          payload: row.payload,
        })),
      ),
    ],
  )
}
