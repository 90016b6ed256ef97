import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { IdSource } from '../../id-source.ts'
import { CONFIRM_LATE_MS, CONFIRM_NODE, confirmScope, SYSTEM_FLOW } from '../../rules/sending/system-message.ts'

/** A form that is sent again and again asks once an hour. */
const ASKED_AGAIN_MS = 3_600_000

/** Who does not answer is left in peace: a server that repeats a yes at every log-in must not make us a nuisance. */
const MOST_ASKS = 3
const ASKS_WITHIN_MS = 30 * 86_400_000

/**
 * Asks contacts of one lane to confirm what they consented to, each on the channel itself: who can read the message is whom it
 * concerns. One message for all purposes of a channel, and no more than three a month. Gives how many will be asked.
 */
export async function insertConfirmations(
  given: { sql: Sql; ids: IdSource; lane: number },
  pending: readonly { contact: string; channel: string; purpose: string }[],
  now: Instant,
): Promise<number> {
  if (pending.length === 0) return 0
  const { sql, ids, lane } = given
  const asks = [...Map.groupBy(pending, ({ contact, channel }) => `${contact}\n${channel}`).values()]
  await ids.reserve(sql, asks.length)
  const { count } = await sql.query(
    /* sql */ `insert into messages (lane, urgency, enrollment_id, visit, contact_id, flow_id, version_id, node, channel, purpose, state, awaited,
        created_at, due_at, expires_at, scope)
      select $1, 0, a.id, 0, a.contact, $3, $3, $4, a.channel, 'transactional', 'due', false, $5, $5, $6, a.scope
      from json_to_recordset($2::json) as a(id bigint, contact bigint, channel text, scope jsonb)
      where not exists (select 1 from messages m where m.lane = $1 and m.contact_id = a.contact and m.created_at > $7
        and m.flow_id = $3 and m.node = $4 and m.channel = a.channel and m.scope = a.scope and m.state <> 'canceled')
        and (select count(*) from messages m where m.lane = $1 and m.contact_id = a.contact and m.created_at > $8
          and m.flow_id = $3 and m.node = $4 and m.channel = a.channel and m.state <> 'canceled') < $9`,
    [
      lane,
      JSON.stringify(
        asks.map((of) => ({
          id: ids.next(lane),
          contact: of[0]?.contact,
          channel: of[0]?.channel,
          scope: confirmScope([...new Set(of.map(({ purpose }) => purpose))].sort()),
        })),
      ),
      SYSTEM_FLOW,
      CONFIRM_NODE,
      new Date(now),
      new Date(now + CONFIRM_LATE_MS),
      new Date(now - ASKED_AGAIN_MS),
      new Date(now - ASKS_WITHIN_MS),
      MOST_ASKS,
    ],
    { name: 'insert-confirmations' },
  )
  return count
}
