import { isoOf } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Events of one export; nobody's have come near it, and a file larger than this nobody opens. */
export const MOST_EVENTS = 100_000

type Rows = Record<string, unknown>[]

/** All that is known of a person, table by table, in the words of the API. */
export type PersonExport = {
  contact: Record<string, unknown>
  identities: Rows
  consents: Rows
  consentHistory: Rows
  lists: Rows
  /** Oldest first; the newest of them where there are more than can be exported. */
  events: Rows
  eventsLeftOut: number
  journeys: { living: Rows; ended: Rows; entries: Rows; steps: Rows }
  messages: Rows
  coupons: Rows
}

/** Reads everything about a person of one lane, as of one snapshot (a repeatable read transaction). Null where there is nobody. */
export async function readPerson(sql: Sql, lane: number, contact: string): Promise<PersonExport | null> {
  const read = async (text: string) => (await sql.query<Record<string, unknown>>(text, [lane, contact])).rows.map(inIso)
  const [found] = await read(
    /* sql */ `select id, user_id as "userId", email, phone, attributes, tags, scores, created_at as "createdAt", seen_at as "seenAt"
      from contacts where lane = $1 and id = $2`,
  )
  if (found === undefined) return null
  const [counted] = await read(/* sql */ `select count(*)::int as events from events where lane = $1 and contact_id = $2`)
  return {
    contact: found,
    identities: await read(
      /* sql */ `select kind, value from identities where lane = $1 and contact_id = $2 order by kind, value`,
    ),
    consents: await read(
      /* sql */ `select channel, purpose, state, basis, proof, at from consents where lane = $1 and contact_id = $2 order by channel, purpose`,
    ),
    consentHistory: await read(
      /* sql */ `select channel, purpose, state, basis, proof, at from consent_history where lane = $1 and contact_id = $2 order by at, id`,
    ),
    lists: await read(
      /* sql */ `select list, joined_at as "joinedAt" from memberships where lane = $1 and contact_id = $2 order by list`,
    ),
    events: (
      await read(
        /* sql */ `select id, type, name, properties, context, occurred_at as "occurredAt", received_at as "receivedAt" from events
          where lane = $1 and contact_id = $2 order by received_at desc, id desc limit ${MOST_EVENTS}`,
      )
    ).reverse(),
    eventsLeftOut: Math.max(0, Number(counted?.events ?? 0) - MOST_EVENTS),
    journeys: {
      living: await read(
        /* sql */ `select id, flow_id as flow, state, node, entered_at as "enteredAt", next_at as "nextAt", entry, vars
          from enrollments where lane = $1 and contact_id = $2 order by id`,
      ),
      ended: await read(
        /* sql */ `select id, flow_id as flow, node, reason, because, entered_at as "enteredAt", ended_at as "endedAt"
          from enrollment_ends where lane = $1 and contact_id = $2 order by id`,
      ),
      entries: await read(
        /* sql */ `select flow_id as flow, entity_key as key, at, outcome, because from entries where lane = $1 and contact_id = $2 order by at`,
      ),
      steps: await read(
        /* sql */ `select at, enrollment_id as enrollment, visit, steps from journal where lane = $1 and enrollment_id in (
            select id from enrollments where lane = $1 and contact_id = $2
            union select id from enrollment_ends where lane = $1 and contact_id = $2) order by at, visit`,
      ),
    },
    messages: await read(
      /* sql */ `select enrollment_id as enrollment, visit, flow_id as flow, node, channel, purpose, state, created_at as "createdAt",
          settled_at as "settledAt", rendered, because, delivered_at as "deliveredAt", opened_at as "openedAt", clicked_at as "clickedAt"
        from messages where lane = $1 and contact_id = $2 order by created_at`,
    ),
    coupons: await read(
      /* sql */ `select pool, code, value, issued_at as "issuedAt", valid_until as "validUntil", redeemed_at as "redeemedAt", redeemed
        from coupons where lane = $1 and contact_id = $2 order by issued_at`,
    ),
  }
}

const IS_TIME = /^(at|[a-z]+At|validUntil)$/

/** The database gives instants as numbers; whoever is handed the file reads dates. */
function inIso(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'number' && IS_TIME.test(name) ? isoOf(value) : value]),
  )
}
