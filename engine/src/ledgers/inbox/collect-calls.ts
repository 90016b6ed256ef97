import { type Instant, type JsonObject, laneOf, must, slotOf } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn, SharedValues } from '../../batch-values.ts'
import { blocksFor, idsOf } from '../../id-source.ts'
import { limits } from '../../limits.ts'
import { slotOfKey } from '../../rules/collecting/message-key.ts'
import type { CollectedCall, RefusedCall } from '../../rules/collecting/read-call.ts'
import {
  type Identity,
  identityKey,
  type KnownIdentities,
  namesOf,
  type ResolvedCalls,
} from '../../rules/collecting/resolve-calls.ts'

/** What is already known of a batch: whose its names are, and which of its message ids were taken in before; ids for what is not; and as of which epoch of the flows. */
export type Lookup = { known: KnownIdentities; seen: Set<string>; nextId: (lane: number) => string; epoch: string }

type Found = {
  /** Numbers of the names that are known, and whose they are, in one order. */
  names: string | null
  contacts: string | null
  /** User ids of contacts found by another name, by contact. */
  users: Record<string, string> | null
  /** Numbers of the messages that were taken in before. */
  messages: string | null
  blocks: string | null
  epoch: string
}

/**
 * One statement for the names of a whole batch and, where asked, its message ids; it draws the ids for its events as well, two a
 * call: after its calls were received and before any is answered, so that whatever is sent after an answer gets later ids, from
 * whichever server. Everything comes back in one row: a row for each name cost node more than the rest of collection.
 */
export async function lookUpCalls(sql: Sql, calls: readonly CollectedCall[], messages: boolean): Promise<Lookup> {
  const names = [...new Map(calls.flatMap((call) => namesOf(call).map((name) => [identityKey(...name), name]))).values()]
  const keys = messages ? calls.map((call) => call.messageKey) : []
  const { rows } = await sql.query<Found>(
    /* sql */ `select f.*,
        (select string_agg(n.number::text, ',') from unnest($4::smallint[], $5::uuid[]) with ordinality as n(slot, key, number)
          join message_ids m on m.slot = n.slot and m.key = n.key) as messages,
        (select string_agg(nextval('id_blocks')::text, ',') from generate_series(1, $6::int)) as blocks,
        (select epoch::text from engine_epoch) as epoch
      from (
        select string_agg(number::text, ',') as names, string_agg(contact_id::text, ',') as contacts,
          json_object_agg(contact_id, user_id) filter (where user_id is not null) as users
        from (
          select n.number, i.contact_id, case when i.kind <> 'userId' then
            (select u.value from identities u where u.lane = i.lane and u.contact_id = i.contact_id and u.kind = 'userId' limit 1) end as user_id
          from rows from (unnest($1::smallint[]), json_array_elements_text($2::json), json_array_elements_text($3::json))
            with ordinality as n(slot, kind, value, number)
          join identities i on i.slot = n.slot and i.kind = n.kind and i.value = n.value
        ) each) f`,
    [
      numberColumn(names.map(([, value]) => slotOf(value))),
      JSON.stringify(names.map(([kind]) => kind)),
      JSON.stringify(names.map(([, value]) => value)),
      numberColumn(keys.map(slotOfKey)),
      numberColumn(keys),
      blocksFor(calls.length * 2),
    ],
    { name: 'look-up-calls' },
  )
  const found = must(rows[0], 'one row')
  const known: KnownIdentities = { owners: new Map(), userIds: new Map(Object.entries(found.users ?? {})) }
  const contacts = listed(found.contacts)
  for (const [i, number] of listed(found.names).entries()) {
    const [kind, value] = names[Number(number) - 1]!
    const contactId = contacts[i]!
    known.owners.set(identityKey(kind, value), { lane: laneOf(contactId), contactId })
    if (kind === 'userId') known.userIds.set(contactId, value)
  }
  return {
    known,
    seen: new Set(listed(found.messages).map((number) => calls[Number(number) - 1]!.messageId)),
    nextId: idsOf(listed(found.blocks)),
    epoch: found.epoch,
  }
}

function listed(text: string | null): string[] {
  return text === null ? [] : text.split(',')
}

export type Collection = {
  calls: readonly CollectedCall[]
  resolved: ResolvedCalls
  /** Event ids of the calls, in the same order. */
  eventIds: readonly string[]
  refused: readonly RefusedCall[]
  /** Numbers of the calls that intake has to look at. */
  unread: readonly number[]
  at: Instant
}

/**
 * Writes a whole batch in one statement, so that it is one transaction without a begin and a commit of its own. It fails as a
 * whole with a unique violation when another process created the same person or took the same message meanwhile: look up again.
 */
export async function writeCalls(sql: Sql, collection: Collection): Promise<void> {
  const { calls, resolved, refused, at } = collection
  const keys = calls.map((call) => call.messageKey)
  await sql.query(
    /* sql */ `with made as (
        insert into contacts (lane, id, user_id, created_at, seen_at)
        select l, c, u, to_timestamp($1::float8 / 1000), to_timestamp($1::float8 / 1000)
        from json_to_recordset($2::json) as c(l smallint, c bigint, u text)
      ), named as (
        insert into identities (slot, kind, value, lane, contact_id)
        select s, k, v, l, c from json_to_recordset($3::json) as i(s smallint, k text, v text, l smallint, c bigint) order by s, k, v
      ), moved as (
        update identities as i set lane = m.l, contact_id = m.c
        from json_to_recordset($4::json) as m(s smallint, k text, v text, l smallint, c bigint)
        where i.slot = m.s and i.kind = m.k and i.value = m.v
      ), asked as (
        insert into merge_requests (loser_lane, loser_id, winner_lane, winner_id, because, requested_at)
        select ll, lc, wl, wc, b, to_timestamp($1::float8 / 1000)
        from json_to_recordset($5::json) as m(ll smallint, lc bigint, wl smallint, wc bigint, b jsonb)
      ), dead as (
        insert into dead_letters (received_at, source, code, reason, body)
        select to_timestamp(r / 1000), 'collect', k, w, b from json_to_recordset($6::json) as d(r float8, k text, w text, b text)
      ), remembered as (
        insert into message_ids (slot, key, received_on)
        select slot, key, (to_timestamp($1::float8 / 1000) at time zone 'UTC')::date
        from unnest($7::smallint[], $8::uuid[]) as m(slot, key) order by slot, key
      ), kept as (
        insert into events (lane, id, contact_id, type, name, properties, context, occurred_at, received_at, message_id)
        select c.lane, c.id, c.contact, k.type, k.name, c.properties, x.context, to_timestamp(c.occurred / 1000),
          to_timestamp(c.received / 1000), c.message_id
        from rows from (unnest($9::smallint[], $10::bigint[], $11::bigint[], $12::float8[], $13::float8[], $14::int[], $15::int[]),
          jsonb_array_elements($16::jsonb), json_array_elements_text($17::json))
          as c(lane, id, contact, occurred, received, about, context, properties, message_id)
        join rows from (json_to_recordset($18::json) as (type text, name text))
          with ordinality as k(type, name, number) on k.number = c.about
        left join jsonb_array_elements($19::jsonb) with ordinality as x(context, number) on x.number = c.context
      )
      insert into parcels (lane, urgency, id, contacts, calls)
      select lane, 0, id, contacts::bigint[], calls
      from rows from (unnest($20::smallint[], $21::bigint[]), json_array_elements_text($22::json), json_array_elements($23::json))
        as p(lane, id, contacts, calls)`,
    [
      at,
      JSON.stringify(resolved.contacts.map((each) => ({ l: each.lane, c: each.contactId, u: each.userId }))),
      identitiesJson(resolved.identities),
      identitiesJson(resolved.moved),
      mergesJson(resolved),
      JSON.stringify(refused.map((each) => ({ r: each.receivedAt, k: each.refused.code, w: each.refused.reason, b: each.body }))),
      numberColumn(keys.map(slotOfKey)),
      numberColumn(keys),
      ...callColumns(collection),
      ...parcelColumns(collection),
    ],
    { name: 'write-calls' },
  )
}

function mergesJson({ merges }: ResolvedCalls): string {
  return JSON.stringify(
    merges.map(({ loser, winner, because }) => ({
      ll: loser.lane,
      lc: loser.contactId,
      wl: winner.lane,
      wc: winner.contactId,
      b: because,
    })),
  )
}

function identitiesJson(identities: readonly Identity[]): string {
  return JSON.stringify(
    identities.map((each) => ({ s: each.slot, k: each.kind, v: each.value, l: each.lane, c: each.contactId })),
  )
}

/**
 * Columns of the calls. Properties are JSON already: they are joined, not parsed again. What a call is about and its context are much
 * the same for many calls of a batch. Lane by lane, because the indexes begin with it and are descended from the page before; in order
 * within each.
 */
function callColumns({ calls, resolved, eventIds }: Collection): string[] {
  const { owners, learned } = resolved
  const order = calls.map((_, i) => i).sort((a, b) => owners[a]!.lane - owners[b]!.lane || a - b)
  const column = (value: (call: CollectedCall, i: number) => string | number | null) =>
    numberColumn(order.map((i) => value(calls[i]!, i)))
  const abouts = new SharedValues()
  const contexts = new SharedValues<JsonObject>()
  return [
    column((_, i) => owners[i]!.lane),
    column((_, i) => eventIds[i]!),
    column((_, i) => owners[i]!.contactId),
    column((call) => call.occurredAt),
    column((call) => call.receivedAt),
    column((call) => abouts.numberOf({ type: call.type, name: call.name }, `${call.type}/${call.name}`)),
    column((call, i) => {
      const context = contextJson(call, learned[i]!)
      return context === null ? null : contexts.numberOfJson(context)
    }),
    `[${order.map((i) => calls[i]!.propertiesJson).join()}]`,
    JSON.stringify(order.map((i) => calls[i]!.messageId)),
    abouts.toJson(),
    contexts.toJson(),
  ]
}

/** One parcel for each lane with something to read, or more where a lane has more calls than one may hold. */
function parcelColumns({ calls, resolved, eventIds, unread }: Collection): string[] {
  const { owners, learned } = resolved
  const parcels = [...Map.groupBy(unread, (i) => owners[i]!.lane).values()].flatMap((ofLane) =>
    Array.from({ length: Math.ceil(ofLane.length / limits.parcelCalls) }, (_, n) =>
      ofLane.slice(n * limits.parcelCalls, (n + 1) * limits.parcelCalls),
    ),
  )
  const callText = (i: number) => {
    const { type, name, occurredAt, receivedAt } = calls[i]!
    const mark = isMarked(calls[i]!, learned[i]!) ? ',{"traits":true}' : ''
    return `["${eventIds[i]!}","${owners[i]!.contactId}","${type}",${JSON.stringify(name)},${occurredAt},${receivedAt}${mark}]`
  }
  return [
    numberColumn(parcels.map(([first]) => owners[first!]!.lane)),
    numberColumn(parcels.map(([first]) => eventIds[first!]!)),
    JSON.stringify(parcels.map((parcel) => numberColumn(parcel.map((i) => owners[i]!.contactId)))),
    `[${parcels.map((parcel) => `[${parcel.map(callText).join()}]`).join()}]`,
  ]
}

/** Calls that change nothing by themselves, unless they carry traits or their contact has a user id to learn. */
const PLAIN: ReadonlySet<CollectedCall['type']> = new Set(['track', 'page', 'screen', 'alias'])

/** Numbers of the calls of which intake may have to do something: any but those that change nothing and that no flow speaks of. */
export function unreadOf(
  calls: readonly CollectedCall[],
  { learned }: ResolvedCalls,
  mentions: (event: string) => boolean,
): number[] {
  return [...calls.keys()].filter((i) => {
    const call = calls[i]!
    return !PLAIN.has(call.type) || isMarked(call, learned[i]!) || mentions(call.name)
  })
}

/** Intake reads the body of an identify or a group in any case; of another call only if this says that there is something in it. */
function isMarked(call: CollectedCall, learned: boolean): boolean {
  return call.type !== 'identify' && call.type !== 'group' && (call.carriesTraits || learned)
}

/** The context with our mark: whose key it was, and the user id its contact still has to learn. */
function contextJson(call: CollectedCall, learned: boolean): string | null {
  const marked = learned || call.type === 'identify' || call.type === 'group' || call.carriesTraits
  if (!marked) return call.contextJson
  const mark = JSON.stringify(learned ? { key: call.keyKind, userId: call.userId } : { key: call.keyKind })
  const rest = call.contextJson === null || call.contextJson === '{}' ? '' : `,${call.contextJson.slice(1, -1)}`
  return `{"_snodo":${mark}${rest}}`
}
