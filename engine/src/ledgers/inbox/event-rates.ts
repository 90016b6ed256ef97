import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { type EventRate, rateKey } from '../../rules/collecting/event-limit.ts'

/** How many events of contacts of one lane were taken in within windows, by `rateKey`. */
export async function loadEventRates(
  sql: Sql,
  lane: number,
  asked: readonly { contact: string; since: Instant }[],
): Promise<Map<string, EventRate>> {
  const { rows } = await sql.query<EventRate>(
    /* sql */ `select r.contact_id as contact, r.since, r.taken, r.dropped
      from json_to_recordset($2::json) as a(contact bigint, since float8)
      join event_rates r on r.lane = $1 and r.contact_id = a.contact and r.since = to_timestamp(a.since / 1000)`,
    [lane, JSON.stringify(asked)],
    { name: 'load-event-rates' },
  )
  return new Map(rows.map((row) => [rateKey(row.contact, row.since), row]))
}

export async function addEventRates(sql: Sql, lane: number, more: readonly EventRate[]): Promise<void> {
  await sql.query(
    /* sql */ `insert into event_rates as r (lane, contact_id, since, taken, dropped)
      select $1, contact, to_timestamp(since / 1000), taken, dropped
      from json_to_recordset($2::json) as s(contact bigint, since float8, taken int, dropped int)
      on conflict (lane, contact_id, since) do update set taken = r.taken + excluded.taken, dropped = r.dropped + excluded.dropped`,
    [lane, JSON.stringify(more)],
    { name: 'add-event-rates' },
  )
}

/** Tells the operator, once for a contact and window, that and why events are dropped. */
export async function tellDropped(
  sql: Sql,
  told: readonly { at: Instant; reason: string; event: string; contact: string; name: string }[],
): Promise<void> {
  await sql.query(
    /* sql */ `insert into dead_letters (received_at, source, code, reason, body)
      select to_timestamp(at / 1000), 'intake', 'EVENT_LIMIT', reason, jsonb_build_object('contact', contact, 'event', event, 'name', name)::text
      from json_to_recordset($1::json) as t(at float8, reason text, event text, contact text, name text)`,
    [JSON.stringify(told)],
  )
}
