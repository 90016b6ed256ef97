import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { countReaction } from './message-counts.ts'
import type { Because, MessageKey } from './message-row.ts'

export type CanceledMessage = MessageKey & {
  contact_id: string
  flow_id: string
  node: string
  channel: string
  awaited: boolean
}

/**
 * Cancels what a contact has not been sent yet, on one channel and purpose or on all (null). A message claimed a moment ago is
 * cancelled too: whoever claimed it asks whether it is still theirs before it is handed over.
 */
export async function cancelForContact(
  sql: Sql,
  lane: number,
  given: { contact: string; channel: string | null; purpose: string | null; now: Instant; because: Because },
): Promise<CanceledMessage[]> {
  const { rows } = await sql.query<CanceledMessage>(
    /* sql */ `update messages set state = 'canceled', settled_at = $5, because = $6
      where lane = $1 and contact_id = $2 and ($3::text is null or channel = $3) and ($4::text is null or purpose = $4)
        and state in ('due', 'claimed')
      returning enrollment_id, visit, contact_id, flow_id, node, channel, awaited`,
    [lane, given.contact, given.channel, given.purpose, new Date(given.now), JSON.stringify(given.because)],
  )
  return rows
}

/** Calls back what journeys were about to send when an exit, their goal or a newer journey ended them, each for its own reason. */
export async function callBack(
  sql: Sql,
  lane: number,
  journeys: readonly { enrollment: string; because: { code: string; values?: JsonObject } | null; at: Instant }[],
): Promise<void> {
  if (journeys.length === 0) return
  await sql.query(
    // Found by the ids themselves and then joined: with old statistics the planner would read the whole lane to join it.
    /* sql */ `update messages as m set state = 'canceled', settled_at = to_timestamp(s.at / 1000), because = s.because
      from unnest($2::bigint[], $3::jsonb[], $4::float8[]) as s(id, because, at)
      where m.lane = $1 and m.enrollment_id = any ($2::bigint[]) and m.enrollment_id = s.id and m.state in ('due', 'claimed')`,
    [
      lane,
      journeys.map(({ enrollment }) => enrollment),
      journeys.map(({ because }) => JSON.stringify(because)),
      journeys.map(({ at }) => at),
    ],
    { name: 'call-back-messages' },
  )
}

/** Marks the message by whose link somebody unsubscribed; tells of which flow and node it was, null if it is gone. */
export async function markUnsubscribed(
  sql: Sql,
  message: MessageKey,
  lane: number,
): Promise<{ flow_id: string; node: string } | null> {
  const { rows } = await sql.query<{ flow_id: string; version_id: string; node: string; before: boolean }>(
    /* sql */ `with known as (
        select coalesce((rendered ->> 'unsubscribed')::boolean, false) as before from messages
        where lane = $1 and enrollment_id = $2 and visit = $3 for update
      )
      update messages m set rendered = coalesce(m.rendered, '{}') || '{"unsubscribed": true}' from known
      where m.lane = $1 and m.enrollment_id = $2 and m.visit = $3 returning m.flow_id, m.version_id, m.node, known.before`,
    [lane, message.enrollment_id, message.visit],
  )
  const [row] = rows
  if (row === undefined) return null
  if (!row.before) await countReaction(sql, { lane, ...row }, 'unsubscribed')
  return row
}
