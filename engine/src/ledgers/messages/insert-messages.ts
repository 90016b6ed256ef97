import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn, SharedValues } from '../../batch-values.ts'
import type { NewMessage } from '../../rules/walking/trip-state.ts'

/**
 * Messages to be sent, written with the move that sends them. The key is the step; a visit is written by one trip, which is one
 * transaction under the lane's lock, so a second row for it would be a bug and fails loudly.
 */
export async function insertMessages(sql: Sql, lane: number, messages: readonly NewMessage[], at: Instant): Promise<void> {
  if (messages.length === 0) return
  const sends = new SharedValues()
  const scopes = new SharedValues()
  const send = (m: NewMessage) =>
    sends.numberOf(
      {
        urgency: m.urgency,
        flow: m.enrollment.flow.flowId,
        version: m.enrollment.flow.versionId,
        node: m.node,
        channel: m.channel,
        purpose: m.purpose,
        tag: m.tag,
        awaited: m.awaited,
        expires: m.expiresAt,
      },
      // The node of a version says the rest, but for the purpose, the tag and the expiry, which its code may choose for each contact.
      `${m.urgency}/${m.enrollment.flow.versionId}/${m.node}/${m.channel}/${m.purpose}/${m.tag}/${m.expiresAt}`,
    )
  await sql.query(
    /* sql */ `insert into messages (lane, urgency, enrollment_id, visit, contact_id, flow_id, version_id, node, channel, purpose, tag, state, awaited,
        created_at, due_at, expires_at, scope)
      select $1, s.urgency, m.enrollment, m.visit, m.contact, s.flow, s.version, s.node, s.channel, s.purpose, s.tag, 'due', s.awaited,
        to_timestamp($2::double precision / 1000), to_timestamp($2::double precision / 1000), to_timestamp(s.expires / 1000), w.scope
      from unnest($3::bigint[], $4::int[], $5::bigint[], $6::int[], $7::int[]) as m(enrollment, visit, contact, send, scope)
      join rows from (json_to_recordset($8::json) as (urgency smallint, flow bigint, version bigint, node text, channel text, purpose text, tag text, awaited boolean,
        expires double precision)) with ordinality as s(urgency, flow, version, node, channel, purpose, tag, awaited, expires, number) on s.number = m.send
      left join jsonb_array_elements($9::jsonb) with ordinality as w(scope, number) on w.number = m.scope`,
    [
      lane,
      at,
      numberColumn(messages.map((m) => m.enrollment.id)),
      numberColumn(messages.map((m) => m.visit)),
      numberColumn(messages.map((m) => m.enrollment.contact.id)),
      numberColumn(messages.map(send)),
      numberColumn(messages.map((m) => (m.scope === null ? null : scopes.numberOf(m.scope)))),
      sends.toJson(),
      scopes.toJson(),
    ],
    { name: 'insert-messages' },
  )
}
