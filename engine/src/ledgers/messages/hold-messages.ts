import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'

/** Cancels what a flow has not handed over yet. */
export async function cancelMessages(
  sql: Sql,
  given: { lane: number; flowId: string; now: Instant; because: Because },
): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update messages set state = 'canceled', settled_at = to_timestamp($3::double precision / 1000), because = $4
      where lane = $1 and flow_id = $2 and state = 'due'`,
    [given.lane, given.flowId, given.now, JSON.stringify(given.because)],
  )
  return count
}

/** Lets what a cap holds for some contacts be judged again: a message that came to nothing gave its place back. */
export async function releaseFromCaps(sql: Sql, lane: number, contacts: readonly string[], now: Instant): Promise<void> {
  if (contacts.length === 0) return
  await sql.query(
    /* sql */ `update messages set due_at = $3
      where lane = $1 and contact_id = any ($2::bigint[]) and state = 'due' and due_at > $3 and because ->> 'code' = 'CAPPED'`,
    [lane, contacts, new Date(now)],
    { name: 'release-from-caps' },
  )
}

/** Makes due what the breaker holds for one contact, marked so that it passes the breaker. Every other rule judges it again. */
export async function releaseFromBreaker(
  sql: Sql,
  given: { lane: number; contact: string; now: Instant; by: string; reason: string },
): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update messages set due_at = $3, because = jsonb_build_object('code', 'RELEASED', 'values', because -> 'values' || $4::jsonb)
      where lane = $1 and contact_id = $2 and state = 'due' and because ->> 'code' = 'BREAKER'`,
    [given.lane, given.contact, new Date(given.now), JSON.stringify({ breakerReset: true, by: given.by, reason: given.reason })],
  )
  return count
}

/** Makes messages that became due before an instant too late to be sent: deliver refuses them as stale and tells whoever waits. */
export async function skipOverdue(
  sql: Sql,
  given: { lane: number; flowId: string; dueBefore: Instant; now: Instant },
): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update messages set expires_at = to_timestamp($4::double precision / 1000)
      where lane = $1 and flow_id = $2 and state = 'due' and due_at <= to_timestamp($3::double precision / 1000)
        and (expires_at is null or expires_at > to_timestamp($4::double precision / 1000))`,
    [given.lane, given.flowId, given.dueBefore, given.now],
  )
  return count
}

/** Lets overdue messages go out after all: a day from now at the latest. */
export async function shiftExpiry(sql: Sql, given: { lane: number; flowId: string; now: Instant }): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update messages set expires_at = to_timestamp(($3::double precision + 86400000) / 1000)
      where lane = $1 and flow_id = $2 and state = 'due' and due_at <= to_timestamp($3::double precision / 1000)
        and expires_at < to_timestamp(($3::double precision + 86400000) / 1000)`,
    [given.lane, given.flowId, given.now],
  )
  return count
}

/** How many messages of a flow are due and held by its pause, and how many of them have been so for less than a day. */
export async function countOverdue(
  sql: Sql,
  flowId: string,
  now: Instant,
  youngSince: Instant,
): Promise<{ all: number; young: number }> {
  const { rows } = await sql.query<{ all: number; young: number }>(
    /* sql */ `select count(*)::int as "all", count(*) filter (where due_at > $3)::int as young
      from messages where state = 'due' and flow_id = $1 and due_at <= $2`,
    [flowId, new Date(now), new Date(youngSince)],
  )
  return rows[0] ?? { all: 0, young: 0 }
}
