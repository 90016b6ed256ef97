import { type Instant, type JsonObject, laneOf } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type ListedMessage = {
  enrollment_id: string
  visit: number
  contact_id: string
  flow_id: string
  version_id: string
  node: string
  channel: string
  purpose: string
  state: 'due' | 'claimed' | 'handed' | 'sent' | 'notSent' | 'notDelivered' | 'unknown' | 'canceled'
  rendered: JsonObject | null
  because: JsonObject | null
  provider: string | null
  attempts: number
  created_at: Instant
  due_at: Instant
  settled_at: Instant | null
  delivered_at: Instant | null
  opened_at: Instant | null
  clicked_at: Instant | null
}

export type MessageFilter = { contact?: string; flow?: string; node?: string; channel?: string; state?: string }
export type MessagePlace = { enrollment: string; visit: number }

/** The send ledger, the newest journeys first. One lane after the other gives its newest rows by its primary key. */
export async function listMessages(
  sql: Sql,
  filter: MessageFilter,
  before: MessagePlace | null,
  limit: number,
): Promise<ListedMessage[]> {
  const { rows } = await sql.query<ListedMessage>(
    /* sql */ `select m.enrollment_id, m.visit, m.contact_id, m.flow_id, m.version_id, m.node, m.channel, m.purpose, m.state, m.rendered, m.because,
        m.provider, m.attempts, m.created_at, m.due_at, m.settled_at, m.delivered_at, m.opened_at, m.clicked_at
      from lanes l cross join lateral (
        select * from messages m
        where m.lane = l.lane
          and ($1::bigint is null or (m.enrollment_id, m.visit) < ($1, $2::integer))
          and ($4::bigint is null or m.contact_id = $4) and ($5::bigint is null or m.flow_id = $5)
          and ($6::text is null or m.node = $6) and ($7::text is null or m.channel = $7) and ($8::text is null or m.state = $8)
        order by m.enrollment_id desc, m.visit desc limit $3) as m
      where $9::smallint is null or l.lane = $9
      order by m.enrollment_id desc, m.visit desc limit $3`,
    [
      before?.enrollment ?? null,
      before?.visit ?? null,
      limit,
      filter.contact ?? null,
      filter.flow ?? null,
      filter.node ?? null,
      filter.channel ?? null,
      filter.state ?? null,
      filter.contact === undefined ? null : laneOf(filter.contact),
    ],
  )
  return rows
}
