import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { NewMessage } from '../../rules/trip-state.ts'

/** Messages to be sent, written with the move that sends them. The key is the step, so a trip done again writes nothing twice. */
export async function insertMessages(sql: Sql, lane: number, messages: readonly NewMessage[], at: Instant): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map((m) => ({
    enrollment: m.enrollment.id,
    visit: m.visit,
    contact: m.enrollment.contact.id,
    flow: m.enrollment.flow.flowId,
    version: m.enrollment.flow.versionId,
    node: m.node,
    channel: m.channel,
    purpose: m.purpose,
    awaited: m.awaited,
    expires: m.expiresAt,
    scope: m.scope,
  }))
  await sql.query(
    /* sql */ `insert into messages (lane, enrollment_id, visit, contact_id, flow_id, version_id, node, channel, purpose, state, awaited,
        created_at, due_at, expires_at, scope)
      select $1, enrollment, visit, contact, flow, version, node, channel, purpose, 'due', awaited,
        to_timestamp($3::double precision / 1000), to_timestamp($3::double precision / 1000), to_timestamp(expires / 1000), scope
      from json_to_recordset($2::json) as s(enrollment bigint, visit integer, contact bigint, flow bigint, version bigint, node text,
        channel text, purpose text, awaited boolean, expires double precision, scope jsonb)
      on conflict (lane, enrollment_id, visit) do nothing`,
    [lane, JSON.stringify(rows), at],
    { name: 'insert-messages' },
  )
}
