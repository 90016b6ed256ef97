import { createHash } from 'node:crypto'
import type { ConsentState } from '@snodo/audience'
import { type Instant, slotOf } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { FlowBreaker } from '../../rules/sending/breaker.ts'
import type { SentBefore } from '../../rules/sending/caps.ts'

/** Consents of contacts of one lane, keyed `contact:channel:purpose`. */
export async function loadConsents(
  sql: Sql,
  lane: number,
  contacts: readonly string[],
): Promise<Map<string, { state: ConsentState; basis: string }>> {
  const { rows } = await sql.query<{ contact_id: string; channel: string; purpose: string; state: ConsentState; basis: string }>(
    /* sql */ `select contact_id, channel, purpose, state, basis from consents where lane = $1 and contact_id = any ($2::bigint[])`,
    [lane, contacts],
    { name: 'load-consents-to-send' },
  )
  return new Map(rows.map(({ contact_id, channel, purpose, ...consent }) => [`${contact_id}:${channel}:${purpose}`, consent]))
}

/** Addresses are kept by hash, so that a wish not to be written to outlives the erasure of who had it. */
export function addressHash(channel: string, address: string): string {
  return createHash('sha256').update(`${channel}\n${address.trim().toLowerCase()}`).digest('base64url')
}

/** Why addresses are suppressed, keyed by hash. */
export async function loadSuppressions(sql: Sql, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map()
  const { rows } = await sql.query<{ address_hash: string; reason: string }>(
    /* sql */ `select s.address_hash, s.reason from unnest($1::smallint[], $2::text[]) as h(slot, address_hash)
      join suppressions s on s.slot = h.slot and s.address_hash = h.address_hash`,
    [hashes.map(slotOf), hashes],
    { name: 'load-suppressions' },
  )
  return new Map(rows.map((row) => [row.address_hash, row.reason]))
}

/** Marks addresses as not to be written to; the first reason stays. */
export async function suppress(
  sql: Sql,
  addresses: readonly { channel: string; hash: string; reason: string }[],
  now: Instant,
): Promise<void> {
  if (addresses.length === 0) return
  await sql.query(
    /* sql */ `insert into suppressions (slot, channel, address_hash, reason, at)
      select s.slot, s.channel, s.address_hash, s.reason, $5 from unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) as s(slot, channel, address_hash, reason)
      on conflict do nothing`,
    [
      addresses.map((a) => slotOf(a.hash)),
      addresses.map((a) => a.channel),
      addresses.map((a) => a.hash),
      addresses.map((a) => a.reason),
      new Date(now),
    ],
  )
}

/**
 * Messages that hold a place in caps and breaker, by contact: sent, possibly sent, or on their way. One that came back to be
 * tried again, or was refused, gave its place back.
 */
export async function loadSentBefore(
  sql: Sql,
  lane: number,
  contacts: readonly string[],
  since: Instant,
): Promise<Map<string, SentBefore[]>> {
  const { rows } = await sql.query<SentBefore & { contact_id: string }>(
    /* sql */ `select m.contact_id, m.channel, m.purpose, m.tag, m.flow_id::text || ':' || m.node as block, m.claimed_at as at,
        coalesce(m.claimed_at < c.breaker_reset_at, false) as "beforeReset"
      from messages m left join contacts c on c.lane = $1 and c.id = m.contact_id
      where m.lane = $1 and m.contact_id = any ($2::bigint[]) and m.state in ('claimed', 'handed', 'sent', 'unknown') and m.claimed_at > $3`,
    [lane, contacts, new Date(since)],
    { name: 'load-sent-before' },
  )
  const byContact = new Map<string, SentBefore[]>()
  for (const { contact_id, ...sent } of rows) {
    const known = byContact.get(contact_id)
    if (known) known.push(sent)
    else byContact.set(contact_id, [sent])
  }
  return byContact
}

/** State, breaker, priority and zone of the flows messages belong to, keyed by version. */
export async function loadSendingFlows(sql: Sql, versions: readonly string[]): Promise<Map<string, SendingFlow>> {
  const { rows } = await sql.query<SendingFlow & { id: string }>(
    /* sql */ `select v.id, f.state, f.paused_at, f.breaker, coalesce((v.document #>> '{settings,priority}')::float8, 0) as priority, v.document #>> '{settings,timeZone}' as zone
      from flow_versions v join flows f on f.id = v.flow_id where v.id = any ($1::bigint[])`,
    [versions],
    { name: 'load-sending-flows' },
  )
  return new Map(rows.map(({ id, ...flow }) => [id, flow]))
}

export type SendingFlow = {
  state: 'draft' | 'live' | 'paused' | 'closed' | 'stopped' | 'archived'
  paused_at: Instant | null
  breaker: FlowBreaker | null
  priority: number
  zone: string | null
}

/** Flows that are paused: nothing of theirs begins to be sent, or to act. */
export async function loadPausedFlows(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(/* sql */ `select id from flows where state = 'paused'`, [], {
    name: 'load-paused-flows',
  })
  return rows.map((row) => row.id)
}

/** Flows of which nothing is sent for the moment: paused, or stopped by the breaker. Their messages wait. */
export async function loadHeldFlows(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from flows where state = 'paused' or breaker ->> 'state' = 'tripped'`,
    [],
    { name: 'load-held-flows' },
  )
  return rows.map((row) => row.id)
}

/** Flows of which no message may begin to go out now, whatever was decided a moment ago. */
export async function loadHaltedFlows(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from flows where state in ('paused', 'stopped', 'archived') or breaker ->> 'state' = 'tripped'`,
    [],
    { name: 'load-halted-flows' },
  )
  return rows.map((row) => row.id)
}

/** The newest content of message nodes, keyed `flow:node`: what applies to everyone inside. */
export async function loadContents(
  sql: Sql,
  nodes: readonly { flow: string; node: string }[],
): Promise<Map<string, { revision: number; content: Record<string, unknown> }>> {
  const { rows } = await sql.query<{ flow_id: string; node: string; revision: number; content: Record<string, unknown> }>(
    /* sql */ `select distinct on (c.flow_id, c.node) c.flow_id, c.node, c.revision, coalesce(c.compiled, c.content) as content
      from unnest($1::bigint[], $2::text[]) as n(flow_id, node) join flow_contents c on c.flow_id = n.flow_id and c.node = n.node
      order by c.flow_id, c.node, c.revision desc`,
    [nodes.map((one) => one.flow), nodes.map((one) => one.node)],
    { name: 'load-contents' },
  )
  return new Map(rows.map(({ flow_id, node, ...content }) => [`${flow_id}:${node}`, content]))
}
