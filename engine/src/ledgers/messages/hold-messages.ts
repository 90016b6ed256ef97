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

/** What the breaker keeps back: so many messages of so many blocks to so many contacts, and how many of them are repeats. */
export type HeldByBreaker = { held: number; blocks: number; contacts: number; repeats: number }

/**
 * Counts what the breaker keeps back for one contact, or of one flow. A repeat: its block wrote to the contact within the day before
 * `since`, or would by another of these.
 */
export async function countHeldByBreaker(
  sql: Sql,
  of: { lane: number; contact: string } | { flow: string },
  since: Instant,
): Promise<HeldByBreaker> {
  const mine = 'flow' in of
  const { rows } = await sql.query<HeldByBreaker>(
    /* sql */ `with blocks as (
        select lane, contact_id, flow_id, node, count(*) as held from messages
        where state = 'due' and ${mine ? 'flow_id = $2' : `lane = $3 and contact_id = $2 and because ->> 'code' = 'BREAKER'`}
        group by 1, 2, 3, 4
      ), judged as (
        select b.*, exists (select 1 from messages m where m.lane = b.lane and m.contact_id = b.contact_id and m.flow_id = b.flow_id
          and m.node = b.node and m.state in ('claimed', 'handed', 'sent', 'unknown') and m.claimed_at > $1) as had from blocks b
      )
      select coalesce(sum(held), 0)::int as held, count(distinct (flow_id, node))::int as blocks,
        count(distinct contact_id)::int as contacts, coalesce(sum(held - case when had then 0 else 1 end), 0)::int as repeats from judged`,
    mine ? [new Date(since), of.flow] : [new Date(since), of.contact, of.lane],
  )
  return rows[0] ?? { held: 0, blocks: 0, contacts: 0, repeats: 0 }
}

/** Makes due what the breaker holds for one contact: every rule judges it again, the breaker too. `dropRepeat`: it is not sent where it repeats another. */
export async function releaseFromBreaker(
  sql: Sql,
  given: { lane: number; contact: string; now: Instant; by: string; reason: string; dropRepeat: boolean },
): Promise<number> {
  const { by, reason, dropRepeat } = given
  const { count } = await sql.query(
    /* sql */ `update messages set due_at = $3, because = jsonb_build_object('code', 'RELEASED', 'values', because -> 'values' || $4::jsonb)
      where lane = $1 and contact_id = $2 and state = 'due' and because ->> 'code' = 'BREAKER'`,
    [given.lane, given.contact, new Date(given.now), JSON.stringify({ dropRepeat, by, reason })],
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
