import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'

export type WhyEvent = { name: string; properties: JsonObject; occurred_at: Instant; received_at: Instant }
export type WhyVersion = { id: string; number: number; published_at: Instant; published_by: string }

/** A time a contact came before a flow: as it was let in or kept out, and what became of the journey. */
export type WhyEntry = {
  outcome: string
  at: Instant
  because: Because | null
  enrollment_id: string | null
  /** Null: it was no event of the contact's own, or its month has been dropped. */
  event: WhyEvent | null
}

export type WhyJourney = {
  id: string
  version_id: string
  node: string
  state: string
  because: Because | null
  entered_at: Instant
  /** Since when it stands at its node; null: it has ended. */
  node_entered_at: Instant | null
  next_at: Instant | null
  reason: string | null
  ended_at: Instant | null
}

type EntryRow = Omit<WhyEntry, 'event'> & { event_id: string }

/** When a contact came before a flow, twice at most: first the entry of a journey that lives, where one does, then the latest. */
export async function loadEntries(sql: Sql, lane: number, contact: string, flow: string): Promise<WhyEntry[]> {
  const { rows } = await sql.query<EntryRow>(
    /* sql */ `with all_of as (
        select e.outcome, e.at, e.because, e.enrollment_id, e.event_id, n.id is not null as lives
        from entries e left join enrollments n on n.lane = e.lane and n.id = e.enrollment_id
        where e.lane = $1 and e.flow_id = $3 and e.contact_id = $2
      ), chosen as (
        (select * from all_of where lives order by at desc, event_id desc limit 1)
        union (select * from all_of order by at desc, event_id desc limit 1)
      )
      select outcome, at, because, enrollment_id, event_id from chosen order by lives desc`,
    [lane, contact, flow],
  )
  return Promise.all(rows.map((row) => withEvent(sql, lane, row)))
}

/** How a journey was entered. */
export async function loadEntryOf(
  sql: Sql,
  lane: number,
  enrollment: { id: string; contact: string; flow: string },
): Promise<WhyEntry | null> {
  const { rows } = await sql.query<EntryRow>(
    /* sql */ `select outcome, at, because, enrollment_id, event_id from entries
      where lane = $1 and flow_id = $3 and contact_id = $2 and enrollment_id = $4`,
    [lane, enrollment.contact, enrollment.flow, enrollment.id],
  )
  const [entry] = rows
  return entry === undefined ? null : withEvent(sql, lane, entry)
}

async function withEvent(sql: Sql, lane: number, { event_id, ...entry }: EntryRow): Promise<WhyEntry> {
  return { ...entry, event: await loadEvent(sql, lane, event_id) }
}

async function loadEvent(sql: Sql, lane: number, id: string): Promise<WhyEvent | null> {
  const { rows } = await sql.query<WhyEvent>(
    /* sql */ `select name, properties, occurred_at, received_at from events where lane = $1 and id = $2`,
    [lane, id],
  )
  return rows[0] ?? null
}

/** A journey, living or ended. */
export async function loadJourney(sql: Sql, lane: number, id: string): Promise<WhyJourney | null> {
  const { rows } = await sql.query<WhyJourney>(
    /* sql */ `select id, version_id, node, state, because, entered_at, node_entered_at, next_at, null as reason, null::timestamptz as ended_at
        from enrollments where lane = $1 and id = $2
      union all
      select id, version_id, node, 'ended', because, entered_at, null, null, reason, ended_at from enrollment_ends where lane = $1 and id = $2`,
    [lane, id],
  )
  return rows[0] ?? null
}

/** The latest event of a contact among these names. */
export async function loadLastEvent(sql: Sql, lane: number, contact: string, names: readonly string[]): Promise<WhyEvent | null> {
  const { rows } = await sql.query<WhyEvent>(
    /* sql */ `select name, properties, occurred_at, received_at from events
      where lane = $1 and contact_id = $2 and name = any ($3::text[]) order by received_at desc, id desc limit 1`,
    [lane, contact, names],
  )
  return rows[0] ?? null
}

export type WhyConsent = { channel: string; purpose: string; state: string; basis: string; proof: JsonObject; at: Instant }

/** The consent as it was at an instant, with its proof. */
export async function loadConsentAt(
  sql: Sql,
  lane: number,
  contact: string,
  of: { channel: string; purpose: string },
  at: Instant,
): Promise<WhyConsent | null> {
  const { rows } = await sql.query<WhyConsent>(
    /* sql */ `select channel, purpose, state, basis, proof, at from consent_history
      where lane = $1 and contact_id = $2 and channel = $3 and purpose = $4 and at <= $5 order by at desc, id desc limit 1`,
    [lane, contact, of.channel, of.purpose, new Date(at)],
  )
  return rows[0] ?? null
}

export async function loadVersionInfo(sql: Sql, id: string): Promise<WhyVersion | null> {
  const { rows } = await sql.query<WhyVersion>(
    /* sql */ `select id, number, published_at, published_by from flow_versions where id = $1`,
    [id],
  )
  return rows[0] ?? null
}

export type WhyMessage = {
  enrollment_id: string
  flow_id: string
  version_id: string
  node: string
  channel: string
  purpose: string
  state: string
  created_at: Instant
  due_at: Instant
  settled_at: Instant | null
  because: Because | null
  subject: string | null
  revision: number | null
  revision_by: string | null
}

export async function loadMessage(
  sql: Sql,
  lane: number,
  contact: string,
  enrollment: string,
  visit: number,
): Promise<WhyMessage | null> {
  const { rows } = await sql.query<WhyMessage>(
    /* sql */ `select m.enrollment_id, m.flow_id, m.version_id, m.node, m.channel, m.purpose, m.state, m.created_at, m.due_at, m.settled_at, m.because,
        m.rendered ->> 'subject' as subject, c.revision, c.author as revision_by
      from messages m left join flow_contents c
        on c.flow_id = m.flow_id and c.node = m.node and c.revision = (m.rendered ->> 'revision')::int
      where m.lane = $1 and m.enrollment_id = $3 and m.visit = $4 and m.contact_id = $2`,
    [lane, contact, enrollment, visit],
  )
  return rows[0] ?? null
}
