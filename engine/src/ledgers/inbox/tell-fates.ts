import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { IdSource } from '../../id-source.ts'
import { appendRequests } from './read-inbox.ts'

export type MessageFate = 'sent' | 'notSent' | 'notDelivered'

/** The system event each fate is told by. */
export const FATE_NAMES: Record<MessageFate, string> = {
  sent: 'Message Sent',
  notSent: 'Message Not Sent',
  notDelivered: 'Message Not Delivered',
}

export type ToldFate = {
  message: {
    enrollment_id: string
    visit: number
    contact_id: string
    node: string
    flow_id: string
    channel: string
    awaited: boolean
  }
  fate: MessageFate
  because: { code: string; values: JsonObject } | null
  /** The trip ends with it, wherever it stands by now. */
  ends?: true | undefined
}

/**
 * Tells intake the fates of messages, in the transaction that settles them: only where an enrollment stands still for one or ends
 * with it, or a flow listens to its name. Gives how many were told.
 */
export async function tellFates(
  given: { sql: Sql; ids: IdSource; lane: number; listensTo: (name: string) => boolean },
  fates: readonly ToldFate[],
  now: Instant,
): Promise<number> {
  const { sql, ids, lane, listensTo } = given
  const heard = fates.filter(({ message, fate, ends }) => message.awaited || ends === true || listensTo(FATE_NAMES[fate]))
  await ids.reserve(sql, heard.length)
  await appendRequests(
    sql,
    lane,
    heard.map(({ message, fate, because, ends }) => ({
      id: ids.next(lane),
      contact: message.contact_id,
      kind: 'fate',
      name: FATE_NAMES[fate],
      payload: {
        enrollment: message.enrollment_id,
        visit: message.visit,
        node: message.node,
        flow: message.flow_id,
        channel: message.channel,
        fate,
        because,
        ...(ends === true ? { ends } : {}),
      },
    })),
    now,
  )
  return heard.length
}
