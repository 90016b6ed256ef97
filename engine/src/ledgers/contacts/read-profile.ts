import { type Instant, type JsonObject, laneOf } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { FoundContact } from './find-contacts.ts'

export type ContactProfileRow = FoundContact & {
  merged_into: string | null
  scores: Record<string, number>
  identities: { kind: string; value: string }[]
  lists: string[]
  consents: {
    channel: string
    purpose: string
    state: 'granted' | 'denied' | 'pending'
    basis: string
    proof: JsonObject
    at: string
  }[]
  journeys: { id: string; flow: string; node: string; state: string; entered: string; next: string | null }[]
}

/** All that is known of one contact, in one statement; undefined if there is none. One merged away answers as its winner. */
export async function readProfile(sql: Sql, id: string): Promise<ContactProfileRow | undefined> {
  const { rows } = await sql.query<ContactProfileRow>(
    /* sql */ `select c.id, c.user_id, c.email, c.phone, c.attributes, c.tags, c.created_at, c.seen_at, c.merged_into, c.scores,
        coalesce((select json_agg(json_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value)
          from identities i where i.lane = c.lane and i.contact_id = c.id), '[]') as identities,
        coalesce((select json_agg(m.list order by m.list) from memberships m where m.lane = c.lane and m.contact_id = c.id), '[]') as lists,
        coalesce((select json_agg(json_build_object('channel', s.channel, 'purpose', s.purpose, 'state', s.state, 'basis', s.basis, 'proof', s.proof, 'at', s.at)
            order by s.channel, s.purpose) from consents s where s.lane = c.lane and s.contact_id = c.id), '[]') as consents,
        coalesce((select json_agg(json_build_object('id', e.id::text, 'flow', e.flow_id::text, 'node', e.node, 'state', e.state, 'entered', e.entered_at, 'next', e.next_at)
            order by e.id) from enrollments e where e.lane = c.lane and e.contact_id = c.id), '[]') as journeys
      from contacts c where c.lane = $1 and c.id = $2`,
    [laneOf(id), id],
  )
  const [row] = rows
  return row?.merged_into ? readProfile(sql, row.merged_into) : row
}

/** When something happened, what kind of thing it was, and what is known of it. */
export type TimelineRow = {
  kind: 'event' | 'message' | 'entry' | 'end' | 'steps' | 'consent'
  at: Instant
  id: string
  body: JsonObject
}

export type TimelinePlace = { at: Instant; kind: string; id: string }

/** What happened to one contact, the newest first. Every source gives its own newest; the newest of all are kept. */
export async function readTimeline(sql: Sql, id: string, before: TimelinePlace | null, limit: number): Promise<TimelineRow[]> {
  const { rows } = await sql.query<TimelineRow>(
    /* sql */ `with told as (
        (select 'event' as kind, e.occurred_at as at, e.id::text as id,
            jsonb_build_object('name', e.name, 'type', e.type, 'properties', e.properties, 'receivedAt', e.received_at) as body
          from events e where e.lane = $1 and e.contact_id = $2 and e.occurred_at <= coalesce($3, 'infinity'::timestamptz)
          order by e.occurred_at desc, e.id desc limit $6 + 50)
        union all
        (select 'message', m.created_at, m.enrollment_id || ':' || m.visit,
            jsonb_build_object('channel', m.channel, 'purpose', m.purpose, 'state', m.state, 'flowId', m.flow_id::text, 'node', m.node,
              'subject', m.rendered ->> 'subject', 'because', m.because, 'dueAt', m.due_at, 'settledAt', m.settled_at, 'openedAt', m.opened_at, 'clickedAt', m.clicked_at)
          from messages m where m.lane = $1 and m.contact_id = $2 and m.created_at <= coalesce($3, 'infinity'::timestamptz)
          order by m.created_at desc limit $6 + 50)
        union all
        select 'entry', e.at, e.flow_id || ':' || e.event_id,
            jsonb_build_object('flowId', e.flow_id::text, 'outcome', e.outcome, 'because', e.because, 'enrollmentId', e.enrollment_id::text)
          from flows f join entries e on e.lane = $1 and e.flow_id = f.id and e.contact_id = $2
        union all
        select 'end', n.ended_at, n.id::text,
            jsonb_build_object('flowId', n.flow_id::text, 'node', n.node, 'reason', n.reason, 'because', n.because, 'enteredAt', n.entered_at)
          from flows f join entries e on e.lane = $1 and e.flow_id = f.id and e.contact_id = $2
          join enrollment_ends n on n.lane = $1 and n.id = e.enrollment_id
        union all
        select 'steps', j.at, j.enrollment_id || ':' || j.visit,
            jsonb_build_object('flowId', e.flow_id::text, 'enrollmentId', j.enrollment_id::text, 'visit', j.visit, 'steps', j.steps)
          from flows f join entries e on e.lane = $1 and e.flow_id = f.id and e.contact_id = $2
          join journal j on j.lane = $1 and j.enrollment_id = e.enrollment_id
        union all
        select 'consent', h.at, h.id::text,
            jsonb_build_object('channel', h.channel, 'purpose', h.purpose, 'state', h.state, 'basis', h.basis, 'proof', h.proof)
          from consent_history h where h.lane = $1 and h.contact_id = $2
      )
      select kind, at, id, body from told
      where $3::timestamptz is null or (date_trunc('milliseconds', at), kind, id) < ($3, $4::text, $5::text)
      order by date_trunc('milliseconds', at) desc, kind desc, id desc limit $6`,
    [laneOf(id), id, before === null ? null : new Date(before.at), before?.kind ?? null, before?.id ?? null, limit],
  )
  return rows
}
