import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'

type Chunk = { lane: number; ids: readonly string[] }

/** A wait that time ends and that the pause caught running. */
const CAUGHT = /* sql */ `state in ('active', 'held') and urgency = 1 and then_port is not null and next_at > to_timestamp($3::double precision / 1000)`

/**
 * Moves the due times of waits by as long as they stood still: since the pause, or since they began. Only lengths of time are moved;
 * dates and times of day stay where they are in the calendar. Tells how many were moved.
 */
export async function freezeWaits(
  sql: Sql,
  given: Chunk & { pausedAt: Instant; resumedAt: Instant; because: Because },
): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    /* sql */ `with changed as (
        update enrollments set next_at = next_at
          + ($4::double precision - greatest($3::double precision, extract(epoch from node_entered_at) * 1000)) * interval '1 millisecond'
        where lane = $1 and id = any ($2::bigint[]) and not dated and ${CAUGHT}
        returning id, node, visit
      ), told as (
        insert into journal (lane, at, enrollment_id, visit, steps)
        select $1, to_timestamp($4::double precision / 1000), id, visit, jsonb_build_array(jsonb_build_array(node, null, $5::jsonb)) from changed
      ) select count(*)::int as count from changed`,
    [given.lane, given.ids, given.pausedAt, given.resumedAt, JSON.stringify(given.because)],
  )
  return rows[0]?.count ?? 0
}

/**
 * Gives those back to their time who were let through by what happened after it: the pause did not stop it after all, so the wait
 * was over then, and its door is the one it had at that moment.
 */
export async function closeLateDoors(sql: Sql, given: Chunk): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update enrollments set then_port = because #>> '{values,otherwise,port}', urgency = 1, awaits = null,
        next_at = to_timestamp((because #>> '{values,overAt}')::double precision / 1000),
        because = nullif(because #> '{values,otherwise,because}', 'null')
      where lane = $1 and id = any ($2::bigint[]) and state = 'active' and then_port is not null
        and because #>> '{values,otherwise,port}' is not null`,
    [given.lane, given.ids],
  )
  return count
}

/** Marks those whose time came before an instant: they go on, but what they would be sent on the way is too late by now. */
export async function markOverdue(sql: Sql, given: Chunk & { before: Instant }): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `update enrollments set because = jsonb_build_object('code', coalesce(because ->> 'code', 'OVERDUE'), 'values',
        coalesce(because -> 'values', '{}') || jsonb_build_object('overdueSince', floor(extract(epoch from next_at) * 1000)))
      where lane = $1 and id = any ($2::bigint[]) and state = 'active' and urgency = 1 and then_port is not null
        and next_at <= to_timestamp($3::double precision / 1000)`,
    [given.lane, given.ids, given.before],
  )
  return count
}

/** What resuming would be asked about, over all lanes. */
export type PausedCounts = {
  /** Waits for a length of time that were running when the flow was paused, and how many of them ran out meanwhile. */
  waits: number
  waitsOverdue: number
  /** Waits for a date or a time of day, which never shift, and how many of those have passed meanwhile. */
  dates: number
  datesOverdue: number
  /** Of all overdue, those that fell due within the last 24 hours. */
  overdueYoung: number
}

export async function countPaused(
  sql: Sql,
  given: { flow: string; pausedAt: Instant; now: Instant; youngSince: Instant },
): Promise<PausedCounts> {
  const { rows } = await sql.query<PausedCounts>(
    /* sql */ `select count(*) filter (where not dated)::int as waits,
        count(*) filter (where not dated and next_at <= $2)::int as "waitsOverdue",
        count(*) filter (where dated)::int as dates,
        count(*) filter (where dated and next_at <= $2)::int as "datesOverdue",
        count(*) filter (where next_at <= $2 and next_at > $4)::int as "overdueYoung"
      from enrollments where flow_id = $1 and ${CAUGHT}`,
    [given.flow, new Date(given.now), given.pausedAt, new Date(given.youngSince)],
  )
  return rows[0] ?? { waits: 0, waitsOverdue: 0, dates: 0, datesOverdue: 0, overdueYoung: 0 }
}

export type KeptOutRow = { contact_id: string; start: string | null; name: string; properties: JsonObject }

/** Whoever this pause kept out, with the event that would have let them in; each contact and key once, the latest. */
export async function keptOutWhilePaused(
  sql: Sql,
  given: { lane: number; flowId: string; pausedAt: Instant },
): Promise<KeptOutRow[]> {
  const { rows } = await sql.query<KeptOutRow>(
    /* sql */ `select distinct on (k.contact_id, k.entity_key) k.contact_id, k.because #>> '{values,start}' as start,
        coalesce(e.name, 'Flow Resumed') as name, coalesce(e.properties, '{}') as properties
      from entries k left join events e on e.lane = k.lane and e.contact_id = k.contact_id and e.id = k.event_id
      where k.lane = $1 and k.flow_id = $2 and k.outcome = 'keptOut' and k.because ->> 'code' = 'FLOW_PAUSED'
        and (k.because #>> '{values,since}')::double precision = $3::double precision
      order by k.contact_id, k.entity_key, k.at desc`,
    [given.lane, given.flowId, given.pausedAt],
  )
  return rows
}

/** How many a pause has kept out so far, each contact and key once. */
export async function countKeptOut(sql: Sql, flowId: string, pausedAt: Instant): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    /* sql */ `select count(distinct (contact_id, entity_key))::int as count from lanes l join entries k on k.lane = l.lane and k.flow_id = $1
      where k.outcome = 'keptOut' and k.because ->> 'code' = 'FLOW_PAUSED'
        and (k.because #>> '{values,since}')::double precision = $2::double precision`,
    [flowId, pausedAt],
  )
  return rows[0]?.count ?? 0
}
