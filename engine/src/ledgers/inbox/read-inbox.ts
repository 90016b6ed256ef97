import { type Instant, type JsonObject, must } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn } from '../../batch-values.ts'
import type { EventBody, InboxRow } from '../../rules/walking/inbox-row.ts'
import { openParcels } from './open-parcels.ts'

/** What a trip takes: all rows in order of receipt, requests for many after what happened; the ids of those that stand alone, and the parcels the others came in. `more`: there may be others. */
export type Unread = { rows: InboxRow[]; alone: string[]; parcels: string[]; more: boolean }

type ParcelCall = [
  id: string,
  contact: string,
  kind: InboxRow['kind'],
  name: string,
  occurred: Instant,
  received: Instant,
  mark?: JsonObject,
]
type UnreadRow = InboxRow & { calls: ParcelCall[] | null }

/** The first `limit` rows of what is unread in a lane, parcels whole. Under the lane's lock. */
export async function readInbox(sql: Sql, lane: number, limit: number): Promise<Unread> {
  const { rows } = await sql.query<UnreadRow>(
    /* sql */ `select * from (
        (select 0 as urgency, event_id, contact_id, kind, name, occurred_at, received_at, payload, null::json as calls
          from inbox where lane = $1 order by event_id limit $2)
        union all
        -- One more than there is room for: whether the first alone is too many must be seen.
        (select urgency, id, null, null, null, null, null, null, calls
          from (select urgency, id, calls, sum(cardinality(contacts)) over (order by urgency, id) - cardinality(contacts) as before
            from (select * from parcels where lane = $1 order by urgency, id limit $2) p) p
          where before < $2)
      ) unread order by urgency, event_id`,
    [lane, limit],
    { name: 'read-inbox' },
  )
  const unread: Unread = { rows: [], alone: [], parcels: [], more: false }
  for (const row of rows) {
    const count = row.calls?.length ?? 1
    // What came later must not be taken before it.
    unread.more = unread.rows.length + count >= limit
    if (unread.rows.length + count > limit) break
    if (row.calls === null) {
      unread.rows.push(row)
      unread.alone.push(row.event_id)
    } else {
      for (const call of row.calls) unread.rows.push(rowOf(call))
      unread.parcels.push(row.event_id)
    }
  }
  if (unread.rows.length > 0 || rows.length === 0) return unread
  await openParcels(sql, lane, [must(rows[0], 'a parcel that is too large').event_id])
  return readInbox(sql, lane, limit)
}

function rowOf([event_id, contact_id, kind, name, occurred_at, received_at, mark]: ParcelCall): InboxRow {
  return { event_id, contact_id, kind, name, occurred_at, received_at, payload: mark ?? null }
}

/** Takes out what a trip has dealt with. Where something of it must stay, the parcels are opened and only the rows that are done go. */
export async function deleteUnread(sql: Sql, lane: number, unread: Unread, left: ReadonlySet<string>): Promise<void> {
  let { alone, parcels } = unread
  if (left.size > 0) {
    await openParcels(sql, lane, parcels)
    alone = unread.rows.map((row) => row.event_id).filter((id) => !left.has(id))
    parcels = []
  }
  await sql.query(
    /* sql */ `with rows as (delete from inbox where lane = $1 and event_id = any ($2::bigint[]))
      delete from parcels where lane = $1 and urgency = any ('{0,1}') and id = any ($3::bigint[])`,
    [lane, numberColumn(alone), numberColumn(parcels)],
    { name: 'delete-unread' },
  )
}

/** The bodies of collected events, by id: each found by its contact, its name and its receipt, one descent of the index a row. */
export async function loadEventBodies(sql: Sql, lane: number, rows: readonly InboxRow[]): Promise<Map<string, EventBody>> {
  if (rows.length === 0) return new Map()
  const found = await sql.query<EventBody>(
    // The limit keeps it a look into the index for each row: joined, old statistics would have the whole lane read.
    /* sql */ `select e.id, e.properties, e.context
      from rows from (unnest($2::bigint[], $3::bigint[], $4::float8[]), json_array_elements_text($5::json)) as n(id, contact, received, name)
      cross join lateral (select id, properties, context from events
        where lane = $1 and contact_id = n.contact and name = n.name
          and received_at >= to_timestamp(n.received / 1000) and received_at < to_timestamp((n.received + 1) / 1000) and id = n.id limit 1) e`,
    [
      lane,
      numberColumn(rows.map((row) => row.event_id)),
      numberColumn(rows.map((row) => row.contact_id)),
      numberColumn(rows.map((row) => row.received_at)),
      JSON.stringify(rows.map((row) => row.name)),
    ],
    { name: 'load-event-bodies' },
  )
  return new Map(found.rows.map((row) => [row.id, row]))
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
      insert into parcels (lane, urgency, id, contacts, calls) ${PARCELS('0', '$4', '$5', '$6')}`,
    [
      lane,
      JSON.stringify(events),
      at,
      ...parcelValues(events.map(({ id, contact, name, properties }) => [id, contact, 'system', name, at, at, properties])),
    ],
    { name: 'append-own-events' },
  )
}

/** Requests that are no events: to enroll a contact, to settle a message or an act. */
export type InboxRequest = { id: string; contact: string; kind: 'enroll' | 'fate' | 'settle'; name: string; payload: JsonObject }

/** `urgency` 1 for requests to let many in: they have their turn after what happens meanwhile. */
export async function appendRequests(
  sql: Sql,
  lane: number,
  requests: readonly InboxRequest[],
  at: Instant,
  urgency: 0 | 1 = 0,
): Promise<void> {
  if (requests.length === 0) return
  await sql.query(
    /* sql */ `insert into parcels (lane, urgency, id, contacts, calls) ${PARCELS('$5', '$2', '$3', '$4')}`,
    [
      lane,
      ...parcelValues(requests.map(({ id, contact, kind, name, payload }) => [id, contact, kind, name, at, at, payload])),
      urgency,
    ],
    { name: 'append-requests' },
  )
}

/** Of one parcel: what fits into a page with it, so that it is one row and nothing beside. */
const PARCEL_CALLS = 50

const PARCELS = (
  urgency: string,
  ids: string,
  contacts: string,
  calls: string,
) => /* sql */ `select $1, ${urgency}, id, contacts::bigint[], calls
  from rows from (unnest(${ids}::bigint[]), json_array_elements_text(${contacts}::json), json_array_elements(${calls}::json)) as p(id, contacts, calls)`

function parcelValues(calls: readonly ParcelCall[]): [ids: string, contacts: string, calls: string] {
  const parcels: ParcelCall[][] = []
  for (let from = 0; from < calls.length; from += PARCEL_CALLS) parcels.push(calls.slice(from, from + PARCEL_CALLS))
  return [
    numberColumn(parcels.map((parcel) => must(parcel[0], 'a parcel is never empty')[0])),
    JSON.stringify(parcels.map((parcel) => numberColumn(parcel.map(([, contact]) => contact)))),
    JSON.stringify(parcels),
  ]
}
