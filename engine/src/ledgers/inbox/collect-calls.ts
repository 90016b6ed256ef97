import { type Instant, slotOf } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { CollectedCall, RefusedCall } from '../../rules/read-call.ts'
import { type Identity, identityKey, type KnownIdentities, namesOf, type ResolvedCalls } from '../../rules/resolve-calls.ts'

/** What is already known of a batch: whose its names are, and which of its message ids were taken in before. */
export type Lookup = { known: KnownIdentities; seen: Set<string> }

/** One statement for the names and message ids of a whole batch. */
export async function lookUpCalls(sql: Sql, calls: readonly CollectedCall[]): Promise<Lookup> {
  const names = new Map<string, string>()
  for (const call of calls)
    for (const [kind, value] of namesOf(call)) {
      const key = identityKey(kind, value)
      if (!names.has(key)) names.set(key, `{"s":${slotOf(value)},"k":"${kind}","v":${JSON.stringify(value)}}`)
    }
  const messages = calls.map((call) => `{"s":${slotOf(call.messageId)},"v":${JSON.stringify(call.messageId)}}`)
  const { rows } = await sql.query<{ kind: string; value: string; lane: number; contact: string; user_id: string | null }>(
    /* sql */ `select i.kind, i.value, i.lane, i.contact_id as contact,
        case when i.kind = 'userId' then i.value
          else (select u.value from identities u where u.lane = i.lane and u.contact_id = i.contact_id and u.kind = 'userId' limit 1)
        end as user_id
      from json_to_recordset($1::json) as n(s smallint, k text, v text)
      join identities i on i.slot = n.s and i.kind = n.k and i.value = n.v
      union all
      select 'message', m.message_id, 0, null, null
      from json_to_recordset($2::json) as n(s smallint, v text)
      join message_ids m on m.slot = n.s and m.message_id = n.v`,
    [`[${[...names.values()].join()}]`, `[${messages.join()}]`],
    { name: 'look-up-calls' },
  )
  const lookup: Lookup = { known: { owners: new Map(), userIds: new Map() }, seen: new Set() }
  for (const row of rows) {
    if (row.kind === 'message') {
      lookup.seen.add(row.value)
      continue
    }
    lookup.known.owners.set(`${row.kind}\n${row.value}`, { lane: row.lane, contactId: row.contact })
    if (row.user_id !== null) lookup.known.userIds.set(row.contact, row.user_id)
  }
  return lookup
}

export type Collection = {
  calls: readonly CollectedCall[]
  resolved: ResolvedCalls
  /** Event ids of the calls, in the same order. */
  eventIds: readonly string[]
  refused: readonly RefusedCall[]
  at: Instant
}

/**
 * Writes a whole batch in one statement, so that it is one transaction without a begin and a commit of its own. It fails as a
 * whole with a unique violation when another process created the same person or took the same message meanwhile: look up again.
 */
export async function writeCalls(sql: Sql, collection: Collection): Promise<void> {
  const { resolved, at } = collection
  await sql.query(
    /* sql */ `with calls as materialized (
        select * from json_to_recordset($1::json) as c(l smallint, id bigint, c bigint, t text, n text, p jsonb, x jsonb, o float8, r float8, m text, s smallint, h jsonb)
      ), made as (
        insert into contacts (lane, id, user_id, created_at, seen_at)
        select l, c, u, to_timestamp($6::float8 / 1000), to_timestamp($6::float8 / 1000)
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
        select ll, lc, wl, wc, b, to_timestamp($6::float8 / 1000)
        from json_to_recordset($5::json) as m(ll smallint, lc bigint, wl smallint, wc bigint, b jsonb)
      ), dead as (
        insert into dead_letters (received_at, source, code, reason, body)
        select to_timestamp(r / 1000), 'collect', k, w, b from json_to_recordset($7::json) as d(r float8, k text, w text, b text)
      ), seen as (
        insert into message_ids (slot, message_id, lane, event_id, received_on)
        select s, m, l, id, (to_timestamp(r / 1000) at time zone 'UTC')::date from calls order by s, m
      ), kept as (
        insert into events (lane, id, contact_id, type, name, properties, context, occurred_at, received_at, message_id)
        select l, id, c, t, n, p, x, to_timestamp(o / 1000), to_timestamp(r / 1000), m from calls
      )
      insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at, payload)
      select l, id, c, t, n, to_timestamp(o / 1000), to_timestamp(r / 1000), h from calls`,
    [
      callsJson(collection),
      JSON.stringify(resolved.contacts.map((each) => ({ l: each.lane, c: each.contactId, u: each.userId }))),
      identitiesJson(resolved.identities),
      identitiesJson(resolved.moved),
      JSON.stringify(
        resolved.merges.map(({ loser, winner, because }) => ({
          ll: loser.lane,
          lc: loser.contactId,
          wl: winner.lane,
          wc: winner.contactId,
          b: because,
        })),
      ),
      at,
      JSON.stringify(
        collection.refused.map((each) => ({ r: each.receivedAt, k: each.refused.code, w: each.refused.reason, b: each.body })),
      ),
    ],
    { name: 'write-calls' },
  )
}

function identitiesJson(identities: readonly Identity[]): string {
  return JSON.stringify(
    identities.map((each) => ({ s: each.slot, k: each.kind, v: each.value, l: each.lane, c: each.contactId })),
  )
}

/**
 * Put together by hand: properties and context are JSON already, and parsing them again is what collection would spend most on.
 * Lane by lane, because the indexes begin with it and are descended from the page before; in order within each.
 */
function callsJson({ calls, resolved, eventIds }: Collection): string {
  const order = calls.map((_, i) => i).sort((a, b) => resolved.owners[a]!.lane - resolved.owners[b]!.lane || a - b)
  return `[${order.map((i) => callJson(calls[i]!, resolved, eventIds[i]!, i)).join()}]`
}

function callJson(call: CollectedCall, resolved: ResolvedCalls, eventId: string, i: number): string {
  const { lane, contactId } = resolved.owners[i]!
  const learned = resolved.learned[i]!
  // Intake reads the body of an identify or a group in any case; of another call only if this says that there is something in it.
  const hint = call.type !== 'identify' && call.type !== 'group' && (call.carriesTraits || learned) ? ',"h":{"traits":true}' : ''
  const context = contextJson(call, learned)
  return (
    `{"l":${lane},"id":${eventId},"c":${contactId},"t":"${call.type}","n":${JSON.stringify(call.name)},"p":${call.propertiesJson}` +
    `${context === null ? '' : `,"x":${context}`},"o":${call.occurredAt},"r":${call.receivedAt},"m":${JSON.stringify(call.messageId)},"s":${slotOf(call.messageId)}${hint}}`
  )
}

/** The context with our mark: whose key it was, and the user id its contact still has to learn. */
function contextJson(call: CollectedCall, learned: boolean): string | null {
  const marked = learned || call.type === 'identify' || call.type === 'group' || call.carriesTraits
  if (!marked) return call.contextJson
  const mark = JSON.stringify(learned ? { key: call.keyKind, userId: call.userId } : { key: call.keyKind })
  const rest = call.contextJson === null || call.contextJson === '{}' ? '' : `,${call.contextJson.slice(1, -1)}`
  return `{"_snodo":${mark}${rest}}`
}
