import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { EntryFacts } from '../../rules/walking/trip-state.ts'

/** An enrollment that stands at a node that acts, taken by this process until its lease ends. */
export type ActingRow = {
  urgency: 0 | 1
  id: string
  contact_id: string
  version_id: string
  node: string
  visit: number
  /** This attempt included. */
  attempts: number
  entered_at: Instant
  entry: EntryFacts | null
  vars: JsonObject | null
}

/**
 * Takes acting enrollments whose time has come, at most so many of the urgent and of the others each: a drain is not to hold up what an
 * event has just set off, nor the other way round. `next_at` becomes the end of the lease, so that a crash gives them back by itself;
 * those that stand still for a message's fate have no `next_at` and are never taken.
 */
export async function claimActing(
  sql: Sql,
  lane: number,
  given: { now: Instant; leaseUntil: Instant; mostOfEach: number; pausedFlows: readonly string[] },
): Promise<ActingRow[]> {
  const { rows } = await sql.query<ActingRow>(
    /* sql */ `with urgent as ${ready(0)}, others as ${ready(1)}, taken as (table urgent union all table others)
      update enrollments e set next_at = $3, attempts = e.attempts + 1, because = null
      from taken t where e.lane = $1 and e.id = t.id
      returning e.urgency, e.id, e.contact_id, e.version_id, e.node, e.visit, e.attempts, e.entered_at, e.entry, e.vars`,
    [lane, new Date(given.now), new Date(given.leaseUntil), given.mostOfEach, given.pausedFlows],
    { name: 'claim-acting' },
  )
  return rows
}

const ready = (urgency: 0 | 1) => /* sql */ `(select id from enrollments
  where lane = $1 and state = 'acting' and urgency = ${urgency} and next_at <= $2 and flow_id <> all ($5::bigint[])
  order by next_at, id limit $4 for update skip locked)`

/** Takes back whom these processes, or one claim, hold, unless they have settled them: each stands as it was taken. Gives the lane of each. */
export async function takeBackActing(
  sql: Sql,
  holders: { instances: readonly string[] } | { lane: number; token: string },
  now: Instant,
): Promise<number[]> {
  const ofDead = 'instances' in holders
  const { rows } = await sql.query<{ lane: number }>(
    /* sql */ `update enrollments e set next_at = $1
      from claims c cross join unnest(c.enrollments) as held(id)
      where ${ofDead ? 'c.instance = any ($2::text[])' : 'c.lane = $2 and c.token = $3'} and e.lane = c.lane and e.id = held.id and e.state = 'acting' and e.next_at = c.until
      returning e.lane`,
    ofDead ? [new Date(now), holders.instances] : [new Date(now), holders.lane, holders.token],
  )
  return rows.map((row) => row.lane)
}

/** Whoever is to be tried again: when, and why it did not work. `counted` false: this was no attempt of theirs. */
export type Postponed = Pick<ActingRow, 'id' | 'visit' | 'attempts'> & {
  nextAt: Instant
  because: { code: string; values: JsonObject }
  counted: boolean
}

/** Puts acting enrollments off, each only if it still stands where it was taken and nobody has taken it since. */
export async function postponeActing(sql: Sql, lane: number, postponed: readonly Postponed[]): Promise<void> {
  if (postponed.length === 0) return
  await sql.query(
    /* sql */ `update enrollments e set next_at = to_timestamp(s.next / 1000), because = s.because,
        attempts = e.attempts - (not s.counted)::int
      from jsonb_to_recordset($2::jsonb) as s(id bigint, visit int, attempts smallint, next double precision, because jsonb, counted boolean)
      where e.lane = $1 and e.id = s.id and e.state = 'acting' and e.visit = s.visit and e.attempts = s.attempts`,
    [lane, JSON.stringify(postponed.map(({ nextAt, ...one }) => ({ ...one, next: nextAt })))],
    { name: 'postpone-acting' },
  )
}

/** Lengthens the lease of those still held, for nodes that may take longer than a lease usually lasts. */
export async function extendLease(sql: Sql, lane: number, rows: readonly ActingRow[], until: Instant): Promise<void> {
  await sql.query(
    /* sql */ `update enrollments e set next_at = $4
      from unnest($2::bigint[], $3::int[]) as s(id, visit)
      where e.lane = $1 and e.id = s.id and e.visit = s.visit and e.state = 'acting'`,
    [lane, rows.map((row) => row.id), rows.map((row) => row.visit), new Date(until)],
  )
}

/** When the lane's next acting enrollment may be taken, after `now`; null: none is to be. */
export async function nextActingAt(
  sql: Sql,
  lane: number,
  now: Instant,
  pausedFlows: readonly string[],
): Promise<Instant | null> {
  const { rows } = await sql.query<{ at: Instant | null }>(
    /* sql */ `select min(next_at) as at from enrollments
      where lane = $1 and state = 'acting' and urgency = any ('{0,1}') and next_at > $2 and flow_id <> all ($3::bigint[])`,
    [lane, new Date(now), pausedFlows],
    { name: 'next-acting' },
  )
  return rows[0]?.at ?? null
}

/** Those whose answer is in the inbox: nothing but intake moves them now, however long it takes to get there. */
export async function restAnswered(sql: Sql, lane: number, rows: readonly ActingRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    /* sql */ `update enrollments e set next_at = null
      from unnest($2::bigint[], $3::int[]) as s(id, visit)
      where e.lane = $1 and e.id = s.id and e.visit = s.visit and e.state = 'acting'`,
    [lane, rows.map((row) => row.id), rows.map((row) => row.visit)],
    { name: 'rest-answered' },
  )
}
