import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn, SharedValues } from '../../batch-values.ts'
import type { EventBody, InboxRow } from '../../rules/inbox-row.ts'

export async function readInbox(sql: Sql, lane: number, limit: number): Promise<InboxRow[]> {
  const { rows } = await sql.query<InboxRow>(
    /* sql */ `select event_id, contact_id, kind, name, occurred_at, received_at, payload
      from inbox where lane = $1 order by event_id limit $2`,
    [lane, limit],
    { name: 'read-inbox' },
  )
  return rows
}

export async function deleteInbox(sql: Sql, lane: number, eventIds: readonly string[]): Promise<void> {
  if (eventIds.length === 0) return
  await sql.query(
    /* sql */ `delete from inbox where lane = $1 and event_id = any ($2::bigint[])`,
    [lane, numberColumn(eventIds)],
    {
      name: 'delete-inbox',
    },
  )
}

/** The bodies of collected events, by id. `receivedFrom` is the earliest receipt among them, so that old partitions are left alone. */
export async function loadEventBodies(
  sql: Sql,
  lane: number,
  ids: readonly string[],
  receivedFrom: Instant,
  receivedTo: Instant,
): Promise<Map<string, EventBody>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql.query<EventBody>(
    /* sql */ `select id, properties, context from events
      where lane = $1 and id = any ($2::bigint[])
        and received_at between to_timestamp($3::double precision / 1000) and to_timestamp($4::double precision / 1000)`,
    [lane, numberColumn(ids), receivedFrom - 1, receivedTo + 1],
    { name: 'load-event-bodies' },
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Adds up how often each event happened to each contact; one row a pair, however many events the batch held. */
export async function foldTotals(
  sql: Sql,
  lane: number,
  totals: readonly { contact: string; name: string; count: number; first: Instant; last: Instant }[],
): Promise<void> {
  if (totals.length === 0) return
  const names = new SharedValues<string>()
  await sql.query(
    /* sql */ `insert into event_totals as t (lane, contact_id, name, count, first_at, last_at)
      select $1, s.contact, n.name, s.count, to_timestamp(s.first / 1000), to_timestamp(s.last / 1000)
      from unnest($2::bigint[], $3::int[], $4::bigint[], $5::float8[], $6::float8[]) as s(contact, name, count, first, last)
      join json_array_elements_text($7::json) with ordinality as n(name, number) on n.number = s.name
      on conflict (lane, contact_id, name) do update
        set count = t.count + excluded.count,
          first_at = least(t.first_at, excluded.first_at),
          last_at = greatest(t.last_at, excluded.last_at)`,
    [
      lane,
      numberColumn(totals.map((total) => total.contact)),
      numberColumn(totals.map((total) => names.numberOf(total.name))),
      numberColumn(totals.map((total) => total.count)),
      numberColumn(totals.map((total) => total.first)),
      numberColumn(totals.map((total) => total.last)),
      names.toJson(),
    ],
    { name: 'fold-totals' },
  )
}

/** Events the engine itself makes, appended to the log and put before intake in one statement. */
export type OwnEvent = { id: string; contact: string; name: string; properties: JsonObject }

export async function appendOwnEvents(sql: Sql, lane: number, events: readonly OwnEvent[], at: Instant): Promise<void> {
  if (events.length === 0) return
  await sql.query(
    /* sql */ `with s as (
        select * from json_to_recordset($2::json) as s(id bigint, contact bigint, name text, properties jsonb)
      ), logged as (
        insert into events (lane, id, contact_id, type, name, properties, occurred_at, received_at)
        select $1, id, contact, 'system', name, properties, to_timestamp($3::double precision / 1000), to_timestamp($3::double precision / 1000)
        from s
      )
      insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at, payload)
      select $1, id, contact, 'system', name, to_timestamp($3::double precision / 1000), to_timestamp($3::double precision / 1000), properties
      from s`,
    [lane, JSON.stringify(events), at],
    { name: 'append-own-events' },
  )
}

/** Requests that are no events: to enroll a contact, to settle a message or an act. */
export type InboxRequest = { id: string; contact: string; kind: 'enroll' | 'fate' | 'settle'; name: string; payload: JsonObject }

export async function appendRequests(sql: Sql, lane: number, requests: readonly InboxRequest[], at: Instant): Promise<void> {
  if (requests.length === 0) return
  const asks = new SharedValues()
  const ask = ({ kind, name, payload }: InboxRequest) => asks.numberOf({ kind, name, payload })
  await sql.query(
    /* sql */ `insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at, payload)
      select $1, q.id, q.contact, a.kind, a.name, to_timestamp($2::double precision / 1000), to_timestamp($2::double precision / 1000), a.payload
      from unnest($3::bigint[], $4::bigint[], $5::int[]) as q(id, contact, ask)
      join rows from (json_to_recordset($6::json) as (kind text, name text, payload jsonb))
        with ordinality as a(kind, name, payload, number) on a.number = q.ask`,
    [
      lane,
      at,
      numberColumn(requests.map((request) => request.id)),
      numberColumn(requests.map((request) => request.contact)),
      numberColumn(requests.map(ask)),
      asks.toJson(),
    ],
    { name: 'append-requests' },
  )
}

export async function inboxHasMore(sql: Sql, lane: number): Promise<boolean> {
  const { rows } = await sql.query(/* sql */ `select 1 from inbox where lane = $1 limit 1`, [lane], { name: 'inbox-has-more' })
  return rows.length > 0
}
