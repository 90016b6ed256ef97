import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
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

/** Marks the message by whose link somebody unsubscribed; tells of which flow and node it was, null if it is gone. */
export async function markUnsubscribed(
  sql: Sql,
  message: MessageKey,
  lane: number,
): Promise<{ flow_id: string; node: string } | null> {
  const { rows } = await sql.query<{ flow_id: string; node: string }>(
    /* sql */ `update messages set rendered = coalesce(rendered, '{}') || '{"unsubscribed": true}'
      where lane = $1 and enrollment_id = $2 and visit = $3 returning flow_id, node`,
    [lane, message.enrollment_id, message.visit],
  )
  return rows[0] ?? null
}
