import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn, SharedValues } from '../../batch-values.ts'
import type { Awaits, EntryFacts } from '../../rules/walking/trip-state.ts'

export type EnrollmentRow = {
  id: string
  contact_id: string
  flow_id: string
  version_id: string
  entity_key: string
  state: 'active' | 'acting' | 'held' | 'failed'
  node: string
  visit: number
  urgency: 0 | 1
  next_at: Instant | null
  dated: boolean
  then_port: string | null
  entered_at: Instant
  node_entered_at: Instant
  awaits: Awaits | null
  entry: EntryFacts | null
  vars: JsonObject | null
  passed: Record<string, Instant> | null
  had: string[] | null
  because: { code: string; values?: JsonObject } | null
  attempts: number
}

const COLUMNS = `id, contact_id, flow_id, version_id, entity_key, state, node, visit, urgency, next_at, dated, then_port,
  entered_at, node_entered_at, awaits, entry, vars, passed, had, because, attempts`

/**
 * Enrollments whose time has come, most urgent first: what an event touched before what time made due. Not those of paused flows,
 * nor of contacts with events that intake has not read: what came first, the event or the time, is for intake to tell.
 */
export async function loadReady(
  sql: Sql,
  lane: number,
  now: Instant,
  limit: number,
  pausedFlows: readonly string[],
): Promise<EnrollmentRow[]> {
  const ready = (urgency: number) => `(select ${COLUMNS} from enrollments
    where lane = $1 and state = 'active' and urgency = ${urgency} and next_at <= to_timestamp($2::double precision / 1000)
      ${pausedFlows.length === 0 ? '' : 'and flow_id <> all ($4::bigint[])'}
      -- A look into the index for each row: as "not exists" it would become a join with the whole inbox when statistics are stale.
      and not coalesce((select true from inbox i where i.lane = enrollments.lane and i.contact_id = enrollments.contact_id limit 1), false)
      and contact_id not in (select unnest(contacts) from parcels where lane = $1 and urgency = 0)
    order by next_at, id limit $3)`
  const { rows } = await sql.query<EnrollmentRow>(
    /* sql */ `select ${COLUMNS} from (${ready(0)} union all ${ready(1)}) r order by urgency, next_at, id limit $3`,
    pausedFlows.length === 0 ? [lane, now, limit] : [lane, now, limit, pausedFlows],
    { name: pausedFlows.length === 0 ? 'load-ready' : 'load-ready-paused' },
  )
  return rows
}

/** All living enrollments of some contacts, whatever their state. */
export async function loadLiving(sql: Sql, lane: number, contactIds: readonly string[]): Promise<EnrollmentRow[]> {
  if (contactIds.length === 0) return []
  const { rows } = await sql.query<EnrollmentRow>(
    /* sql */ `select ${COLUMNS} from enrollments where lane = $1 and contact_id = any ($2::bigint[]) order by id`,
    [lane, numberColumn(contactIds)],
    { name: 'load-living' },
  )
  return rows
}

/** The next instant at which time makes an enrollment of the lane ready; null where none waits for time. */
export async function earliestDue(sql: Sql, lane: number, pausedFlows: readonly string[]): Promise<Instant | null> {
  const earliest = (urgency: number) => `(select next_at from enrollments
    where lane = $1 and state = 'active' and urgency = ${urgency} and next_at is not null
      ${pausedFlows.length === 0 ? '' : 'and flow_id <> all ($2::bigint[])'}
    order by next_at limit 1)`
  const { rows } = await sql.query<{ at: Instant | null }>(
    /* sql */ `select min(next_at) as at from (${earliest(0)} union all ${earliest(1)}) r`,
    pausedFlows.length === 0 ? [lane] : [lane, pausedFlows],
    { name: pausedFlows.length === 0 ? 'earliest-due' : 'earliest-due-paused' },
  )
  return rows[0]?.at ?? null
}

export type LastEntryRow = {
  flow_id: string
  contact_id: string
  entity_key: string
  enrollment_id: string
  at: Instant
  ended_at: Instant | null
}

/** The latest entry of each contact into each flow (by entity key), and when that journey ended. */
export async function loadLastEntries(
  sql: Sql,
  lane: number,
  asked: readonly { flow: string; contact: string; key: string }[],
): Promise<LastEntryRow[]> {
  if (asked.length === 0) return []
  const doors = new SharedValues()
  const door = ({ flow, key }: (typeof asked)[number]) => doors.numberOf({ flow, key }, `${flow}/${key}`)
  const { rows } = await sql.query<LastEntryRow>(
    /* sql */ `select a.flow as flow_id, a.contact as contact_id, a.key as entity_key, e.enrollment_id, e.at, x.ended_at
      from unnest($2::bigint[], $3::int[]) as w(contact, door)
      join rows from (json_to_recordset($4::json) as (flow bigint, key text)) with ordinality as d(flow, key, number) on d.number = w.door
      cross join lateral (select d.flow, w.contact, d.key) as a
      cross join lateral (
        select at, enrollment_id from entries
        where lane = $1 and flow_id = a.flow and contact_id = a.contact and entity_key = a.key and outcome = 'entered'
        order by at desc limit 1
      ) e
      left join enrollment_ends x on x.lane = $1 and x.id = e.enrollment_id`,
    [lane, numberColumn(asked.map(({ contact }) => contact)), numberColumn(asked.map(door)), doors.toJson()],
    { name: 'load-last-entries' },
  )
  return rows
}

/** How often some contacts have entered some flows since then, by `flow/contact`. */
export async function countEntries(
  sql: Sql,
  lane: number,
  asked: readonly { flow: string; contact: string }[],
  since: Instant,
): Promise<Map<string, number>> {
  if (asked.length === 0) return new Map()
  const { rows } = await sql.query<{ flow: string; contact: string; count: number }>(
    /* sql */ `select a.flow, a.contact, e.count
      from (select distinct flow, contact from unnest($2::bigint[], $3::bigint[]) as a(flow, contact)) a
      cross join lateral (
        select count(*)::int as count from entries
        where lane = $1 and flow_id = a.flow and contact_id = a.contact and outcome = 'entered'
          and at > to_timestamp($4::double precision / 1000)
      ) e`,
    [lane, numberColumn(asked.map(({ flow }) => flow)), numberColumn(asked.map(({ contact }) => contact)), since],
    { name: 'count-entries' },
  )
  return new Map(rows.map(({ flow, contact, count }) => [`${flow}/${contact}`, count]))
}
