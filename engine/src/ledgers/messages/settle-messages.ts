import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { COUNT_SETTLED } from './message-counts.ts'
import { type Because, type MessageKey, messageKey } from './message-row.ts'

/** What became of a message that was claimed. */
export type Settlement = MessageKey & {
  state: 'sent' | 'notSent' | 'notDelivered' | 'unknown' | 'due'
  because: Because | null
  rendered: JsonObject | null
  provider: string | null
  providerId: string | null
  /** When it is due again; for state `due` only. */
  dueAt: Instant | null
  /** The attempt that was counted at the claim did not take place. */
  uncount: boolean
}

/**
 * Settles claimed messages, each only if the token is still the one it was claimed (or handed over) with: a sweep that took it
 * back in the meantime has changed it. Said twice it settles once. Tells which were settled.
 */
export async function settleMessages(
  sql: Sql,
  lane: number,
  settlements: readonly Settlement[],
  token: string,
  now: Instant,
): Promise<Set<string>> {
  if (settlements.length === 0) return new Set()
  const { rows } = await sql.query<{ enrollment_id: string; visit: number }>(
    /* sql */ `with done as (update messages m set state = k.state, because = k.because, rendered = coalesce(k.rendered, m.rendered),
        provider = coalesce(k.provider, m.provider), provider_id = k.provider_id,
        due_at = coalesce(k.due_at, m.due_at), attempts = m.attempts - k.uncount::int,
        token = case when k.state = 'due' then null else m.token end,
        claimed_at = case when k.state = 'due' then null else m.claimed_at end,
        settled_at = case when k.state = 'due' then null else $4::timestamptz end
      from jsonb_to_recordset($2::jsonb)
        as k(enrollment_id bigint, visit int, state text, because jsonb, rendered jsonb, provider text, provider_id text, due_at timestamptz, uncount boolean)
      where m.lane = $1 and m.enrollment_id = k.enrollment_id and m.visit = k.visit and m.token = $3
        and (m.state in ('claimed', 'handed') or m.state = 'unknown' and k.state <> 'unknown')
      returning m.enrollment_id, m.visit, m.version_id, m.node, m.state, m.state = 'notDelivered' and k.because ->> 'code' = 'REFUSED' as bounced,
        coalesce((m.rendered ->> 'openTracking')::boolean, false) as opens, coalesce((m.rendered ->> 'clickTracking')::boolean, false) as clicks
      ), counted as (${COUNT_SETTLED})
      select enrollment_id, visit from done`,
    [lane, JSON.stringify(settlements.map(asRecord)), token, new Date(now)],
    { name: 'settle-messages' },
  )
  return new Set(rows.map(messageKey))
}

function asRecord(one: Settlement): JsonObject {
  return {
    enrollment_id: one.enrollment_id,
    visit: one.visit,
    state: one.state,
    because: one.because,
    rendered: one.rendered,
    provider: one.provider,
    provider_id: one.providerId,
    due_at: one.dueAt === null ? null : new Date(one.dueAt).toISOString(),
    uncount: one.uncount,
  }
}

/**
 * Marks messages as handed over, before a provider that cannot tell a repetition is called. Tells which still were ours; said twice it
 * tells the same.
 */
export async function handMessages(
  sql: Sql,
  lane: number,
  messages: readonly (MessageKey & { rendered: JsonObject })[],
  provider: string,
  token: string,
): Promise<Set<string>> {
  const { rows } = await sql.query<{ enrollment_id: string; visit: number }>(
    /* sql */ `update messages m set state = 'handed', provider = $4, rendered = k.rendered
      from unnest($2::bigint[], $3::int[], $6::jsonb[]) as k(enrollment_id, visit, rendered)
      where m.lane = $1 and m.enrollment_id = k.enrollment_id and m.visit = k.visit and m.token = $5 and m.state in ('claimed', 'handed')
      returning m.enrollment_id, m.visit`,
    [
      lane,
      messages.map((m) => m.enrollment_id),
      messages.map((m) => m.visit),
      provider,
      token,
      messages.map((m) => JSON.stringify(m.rendered)),
    ],
    { name: 'hand-messages' },
  )
  return new Set(rows.map(messageKey))
}

/** Messages still ours, of those claimed with a token: a cancellation or a sweep may have taken some in the meantime. */
export async function stillClaimed(sql: Sql, lane: number, token: string): Promise<Set<string>> {
  const { rows } = await sql.query<{ enrollment_id: string; visit: number }>(
    /* sql */ `select enrollment_id, visit from messages where lane = $1 and token = $2 and state = 'claimed'`,
    [lane, token],
    { name: 'still-claimed' },
  )
  return new Set(rows.map(messageKey))
}

/** Says that whoever holds this token is alive, so that nobody takes its messages back. */
export async function keepClaims(sql: Sql, lane: number, token: string, now: Instant): Promise<void> {
  await sql.query(
    /* sql */ `update messages set claimed_at = $3 where lane = $1 and token = $2 and state in ('claimed', 'handed')`,
    [lane, token, new Date(now)],
    { name: 'keep-claims' },
  )
}

/** Gives back what was claimed and has not been handed over. */
export async function giveBackClaimed(sql: Sql, lane: number, token: string): Promise<void> {
  await sql.query(
    /* sql */ `update messages set state = 'due', token = null, claimed_at = null
      where lane = $1 and token = $2 and state = 'claimed'`,
    [lane, token],
  )
}

/** From whom messages are taken back: from whoever has fallen silent, or from processes that were found dead. */
export type Holders = { silentSince: Instant } | { instances: readonly string[] }

/** Messages that were claimed or handed over, and taken back. */
export type Stranded = MessageKey & {
  lane: number
  state: 'claimed' | 'handed'
  contact_id: string
  flow_id: string
  node: string
  channel: string
  purpose: string
  awaited: boolean
}

/** Whoever is among the workers and still holds the claim is at it, however long the database was away or a provider takes. */
const HELD_BY_THE_LIVING = /* sql */ `exists (
  select 1 from claims c join workers w on w.instance = c.instance where c.lane = m.lane and c.token = m.token)`

/** Takes back what the dead held: claimed messages are due again; those handed over are unknown, or due again where that is allowed. */
export async function takeBackStranded(
  sql: Sql,
  holders: Holders,
  bounds: { now: Instant; resend: readonly string[]; most: number },
): Promise<Stranded[]> {
  const silent = 'silentSince' in holders
  const { rows } = await sql.query<Stranded>(
    /* sql */ `with stranded as (
        select m.lane, m.enrollment_id, m.visit, m.state from
        ${silent ? 'messages m where' : 'claims c join messages m on m.lane = c.lane and m.token = c.token where'}
          m.state in ('claimed', 'handed') and ${silent ? `m.claimed_at < $1 and not ${HELD_BY_THE_LIVING}` : 'c.instance = any ($1::text[])'}
        order by m.lane, m.claimed_at limit $4 for update of m skip locked)
      update messages m set
        state = case when s.state = 'claimed' or m.purpose = any ($3::text[]) then 'due' else 'unknown' end,
        because = case when s.state = 'claimed' or m.purpose = any ($3::text[]) then null else '{"code": "UNKNOWN", "values": {}}'::jsonb end,
        token = case when s.state = 'claimed' or m.purpose = any ($3::text[]) then null else m.token end,
        claimed_at = case when s.state = 'claimed' or m.purpose = any ($3::text[]) then null else m.claimed_at end,
        settled_at = case when s.state = 'claimed' or m.purpose = any ($3::text[]) then null else $2::timestamptz end,
        due_at = case when s.state = 'claimed' or m.purpose = any ($3::text[]) then $2::timestamptz else m.due_at end
      from stranded s where m.lane = s.lane and m.enrollment_id = s.enrollment_id and m.visit = s.visit
      returning m.lane, m.enrollment_id, m.visit, s.state, m.contact_id, m.flow_id, m.node, m.channel, m.purpose, m.awaited`,
    [silent ? new Date(holders.silentSince) : holders.instances, new Date(bounds.now), bounds.resend, bounds.most],
  )
  return rows
}
