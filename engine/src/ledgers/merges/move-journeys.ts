import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { PastJourney } from '../../rules/collecting/merge-contacts.ts'
import type { Pair } from './two-contacts.ts'

/** Old enrollment id -> new one, of the winner's lane. */
export type NewNames = ReadonlyMap<string, string>

/** A message that is not sent, for who stands still for its fate. */
export type SparedMessage = {
  enrollment_id: string
  visit: number
  contact_id: string
  flow_id: string
  node: string
  channel: string
  awaited: boolean
}

/** Every enrollment the loser ever had, by whatever still names it. */
export async function enrollmentIdsOf(sql: Sql, pair: Pair): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from enrollments where lane = $1 and contact_id = $2
      union select id from enrollment_ends where lane = $1 and contact_id = $2
      union select enrollment_id from entries where lane = $1 and contact_id = $2 and enrollment_id is not null
      union select enrollment_id from messages where lane = $1 and contact_id = $2
      union select enrollment_id from coupons where lane = $1 and contact_id = $2
      order by 1`,
    [pair.loserLane, pair.loser],
  )
  return rows.map((row) => row.id)
}

/** Moves what is written about the loser's journeys: entries, ends, journal, messages, coupons, each under its new name. */
export async function moveJourneyRecords(sql: Sql, pair: Pair, names: NewNames): Promise<void> {
  const values = [pair.loserLane, pair.loser, pair.winnerLane, pair.winner, [...names.keys()], [...names.values()]]
  const renamed = /* sql */ `unnest($5::bigint[], $6::bigint[]) as n(old, new)`
  await sql.query(
    /* sql */ `with moved as (delete from entries where lane = $1 and contact_id = $2 returning *)
      insert into entries (lane, flow_id, contact_id, entity_key, event_id, enrollment_id, at, outcome, because)
      select $3, m.flow_id, $4, m.entity_key, m.event_id, n.new, m.at, m.outcome, m.because
      from moved m left join ${renamed} on n.old = m.enrollment_id
      on conflict do nothing`,
    values,
  )
  await sql.query(
    /* sql */ `with moved as (delete from enrollment_ends where lane = $1 and contact_id = $2 returning *)
      insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, because, entered_at, ended_at)
      select $3, n.new, $4, m.flow_id, m.version_id, m.node, m.reason, m.because, m.entered_at, m.ended_at
      from moved m join ${renamed} on n.old = m.id`,
    values,
  )
  await sql.query(
    /* sql */ `with moved as (delete from messages where lane = $1 and contact_id = $2 returning *)
      insert into messages (lane, urgency, enrollment_id, visit, contact_id, flow_id, version_id, node, channel, purpose, tag, state, awaited, created_at,
        due_at, expires_at, attempts, token, claimed_at, settled_at, scope, rendered, provider, provider_id, because, delivered_at, opened_at, clicked_at)
      select $3, urgency, n.new, visit, $4, flow_id, version_id, node, channel, purpose, tag, state, awaited, created_at,
        due_at, expires_at, attempts, token, claimed_at, settled_at, scope, rendered, provider, provider_id, because, delivered_at, opened_at, clicked_at
      from moved m join ${renamed} on n.old = m.enrollment_id`,
    values,
  )
  await sql.query(
    /* sql */ `with moved as (delete from coupons where lane = $1 and contact_id = $2 returning *)
      insert into coupons (lane, enrollment_id, visit, contact_id, pool, code, value, issued_at, valid_until, redeemed_at, redeemed)
      select $3, n.new, visit, $4, pool, code, value, issued_at, valid_until, redeemed_at, redeemed
      from moved m join ${renamed} on n.old = m.enrollment_id`,
    values,
  )
  await sql.query(
    /* sql */ `with moved as (delete from journal where lane = $1 and enrollment_id = any ($3::bigint[]) returning *)
      insert into journal (lane, at, enrollment_id, visit, steps)
      select $2, m.at, n.new, m.visit, m.steps from moved m join unnest($3::bigint[], $4::bigint[]) as n(old, new) on n.old = m.enrollment_id`,
    [pair.loserLane, pair.winnerLane, [...names.keys()], [...names.values()]],
  )
}

/** A living enrollment of either contact. `id` is the one it has now. */
export type LivingJourney = {
  id: string
  lane: number
  contact_id: string
  flow_id: string
  version_id: string
  entity_key: string
  state: string
  node: string
  visit: number
  entered_at: Instant
}

export async function livingJourneys(sql: Sql, pair: Pair): Promise<LivingJourney[]> {
  const { rows } = await sql.query<LivingJourney>(
    /* sql */ `select id, lane, contact_id, flow_id, version_id, entity_key, state, node, visit, entered_at from enrollments
      where (lane = $1 and contact_id = $2) or (lane = $3 and contact_id = $4)`,
    [pair.loserLane, pair.loser, pair.winnerLane, pair.winner],
  )
  return rows
}

/** Journeys of either contact through flows the other is still in that are over, by the entry that began them. */
export async function pastJourneys(sql: Sql, pair: Pair, living: readonly LivingJourney[]): Promise<PastJourney[]> {
  if (living.length === 0) return []
  const { rows } = await sql.query<PastJourney>(
    /* sql */ `select x.id, x.contact_id, x.flow_id, e.entity_key, x.entered_at, x.ended_at
      from entries e join enrollment_ends x on x.lane = e.lane and x.id = e.enrollment_id
      where ((e.lane = $1 and e.contact_id = $2) or (e.lane = $3 and e.contact_id = $4))
        and e.flow_id = any ($5::bigint[]) and e.outcome = 'entered' and x.reason <> 'merged'
      order by x.ended_at desc`,
    [pair.loserLane, pair.loser, pair.winnerLane, pair.winner, [...new Set(living.map((journey) => journey.flow_id))]],
  )
  return rows
}

/** Re-creates the loser's living enrollments in the winner's lane, where they stand. */
export async function moveLiving(sql: Sql, pair: Pair, journeys: readonly LivingJourney[], names: NewNames): Promise<void> {
  const old = journeys.map((journey) => journey.id)
  await sql.query(
    /* sql */ `with moved as (delete from enrollments where lane = $1 and id = any ($2::bigint[]) returning *)
      insert into enrollments (lane, id, contact_id, flow_id, version_id, entity_key, state, node, visit, urgency, next_at, dated, then_port,
        entered_at, node_entered_at, awaits, entry, vars, passed, had, because, attempts)
      select $4, n.new, $5, flow_id, version_id, entity_key, state, node, visit, urgency, next_at, dated, then_port,
        entered_at, node_entered_at, awaits, entry, vars, passed, had, because, attempts
      from moved m join unnest($2::bigint[], $3::bigint[]) as n(old, new) on n.old = m.id`,
    [pair.loserLane, old, old.map((id) => names.get(id)), pair.winnerLane, pair.winner],
  )
}

/** Ends living enrollments because another of the same flow is kept, and cancels what they were about to send. `name`: under which they end. */
export async function endMerged(
  sql: Sql,
  pair: Pair,
  ended: readonly { journey: LivingJourney; name: string; kept: string }[],
  now: Instant,
): Promise<void> {
  if (ended.length === 0) return
  const because = ended.map(({ kept }) => JSON.stringify({ code: 'MERGED', values: { kept } } satisfies JsonObject))
  await sql.query(
    /* sql */ `with gone as (
        delete from enrollments e using unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::jsonb[]) as s(lane, id, name, because)
        where e.lane = s.lane and e.id = s.id returning e.*, s.name, s.because as merged
      ), told as (
        insert into journal (lane, at, enrollment_id, visit, steps)
        select $1, $7, name, visit, jsonb_build_array(jsonb_build_array(node, null, merged)) from gone
      )
      insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, because, entered_at, ended_at)
      select $1, name, $6, flow_id, version_id, node, 'merged', merged, entered_at, $7 from gone`,
    [
      pair.winnerLane,
      ended.map(({ journey }) => journey.lane),
      ended.map(({ journey }) => journey.id),
      ended.map(({ name }) => name),
      because,
      pair.winner,
      new Date(now),
    ],
  )
  await sql.query(
    /* sql */ `update messages set state = 'canceled', settled_at = $4, because = '{"code": "MERGED", "values": {}}'
      where lane = $1 and contact_id = $2 and enrollment_id = any ($3::bigint[]) and state in ('due', 'claimed')`,
    [pair.winnerLane, pair.winner, ended.map(({ name }) => name), new Date(now)],
  )
}

/**
 * What the ended journeys had sent is not sent again by those that are kept: what of it is about to go is canceled (given, for who
 * stands still for its fate), what would come later is noted as had. Where a kept journey had it as well, it is meant again.
 */
export async function spareKept(
  sql: Sql,
  pair: Pair,
  ended: readonly { name: string; kept: string }[],
  now: Instant,
): Promise<SparedMessage[]> {
  if (ended.length === 0) return []
  const values = [pair.winnerLane, ended.map(({ name }) => name), ended.map(({ kept }) => kept)]
  const had = /* sql */ `had as (
      select p.kept, m.node from unnest($2::bigint[], $3::bigint[]) as p(ended, kept)
      join messages m on m.lane = $1 and m.enrollment_id = p.ended and m.state in ('handed', 'sent', 'unknown') group by 1, 2
    )`
  const { rows } = await sql.query<SparedMessage>(
    /* sql */ `with ${had}
      update messages k set state = 'canceled', settled_at = $4, because = '{"code": "HAD_BEFORE", "values": {}}' from had h
      where k.lane = $1 and k.enrollment_id = any ($3::bigint[]) and k.enrollment_id = h.kept and k.node = h.node and k.state in ('due', 'claimed')
      returning k.enrollment_id, k.visit, k.contact_id, k.flow_id, k.node, k.channel, k.awaited`,
    [...values, new Date(now)],
  )
  await sql.query(
    /* sql */ `with ${had}, missing as (
        select h.kept, array_agg(h.node) as nodes from had h where not exists (select 1 from messages k
          where k.lane = $1 and k.enrollment_id = h.kept and k.node = h.node) group by h.kept
      )
      update enrollments e set had = array(select unnest(e.had) union select unnest(s.nodes)) from missing s
      where e.lane = $1 and e.id = any ($3::bigint[]) and e.id = s.kept`,
    values,
  )
  return rows
}

/** Moves counts of who stands where, by (lane, version, node). */
export async function shiftCounts(
  sql: Sql,
  shifts: readonly { lane: number; version: string; node: string; inside: number; failed: number }[],
): Promise<void> {
  if (shifts.length === 0) return
  await sql.query(
    /* sql */ `insert into node_counts as c (lane, version_id, node, inside, failed)
      select lane, version, node, sum(inside), sum(failed)
      from json_to_recordset($1::json) as s(lane smallint, version bigint, node text, inside bigint, failed bigint) group by 1, 2, 3
      on conflict (lane, version_id, node) do update set inside = c.inside + excluded.inside, failed = c.failed + excluded.failed`,
    [JSON.stringify(shifts)],
  )
}

/** One line in the journal of each enrollment that changed its name. */
export async function tellMoved(
  sql: Sql,
  pair: Pair,
  moved: readonly { journey: LivingJourney; name: string }[],
  now: Instant,
): Promise<void> {
  if (moved.length === 0) return
  await sql.query(
    /* sql */ `insert into journal (lane, at, enrollment_id, visit, steps)
      select $1, $2, id, visit, steps from json_to_recordset($3::json) as s(id bigint, visit int, steps json)`,
    [
      pair.winnerLane,
      new Date(now),
      JSON.stringify(
        moved.map(({ journey, name }) => ({
          id: name,
          visit: journey.visit,
          steps: [[journey.node, null, { code: 'CAME_OVER', values: { mergedFrom: journey.id, contact: pair.loser } }]],
        })),
      ),
    ],
  )
}
