import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { EndReason, EnrollmentState, TripEffects } from '../../rules/trip-state.ts'

/** The columns of a living enrollment as JSON, for one statement over a whole batch. Names are those of the record definition below. */
function living(e: EnrollmentState) {
  return {
    id: e.id,
    contact: e.contact.id,
    flow: e.flow.flowId,
    version: e.flow.versionId,
    key: e.entityKey,
    state: e.state,
    node: e.node,
    visit: e.visit,
    urgency: e.urgency,
    next: e.nextAt,
    port: e.thenPort,
    entered: e.enteredAt,
    arrived: e.nodeEnteredAt,
    awaits: e.awaits,
    entry: e.entry,
    vars: isEmpty(e.vars) ? null : e.vars,
    passed: isEmpty(e.passed) ? null : e.passed,
    because: e.because,
    attempts: e.attempts,
  }
}

const RECORD = `s(id bigint, contact bigint, flow bigint, version bigint, key text, state text, node text, visit integer,
  urgency smallint, next double precision, port text, entered double precision, arrived double precision, awaits jsonb,
  entry jsonb, vars jsonb, passed jsonb, because jsonb, attempts smallint)`

/** Writes those that entered in this trip and are still living: a row is written when it comes to rest, not at every node. */
export async function insertEnrollments(sql: Sql, lane: number, enrollments: readonly EnrollmentState[]): Promise<void> {
  if (enrollments.length === 0) return
  await sql.query(
    /* sql */ `insert into enrollments (lane, id, contact_id, flow_id, version_id, entity_key, state, node, visit, urgency, next_at,
        then_port, entered_at, node_entered_at, awaits, entry, vars, passed, because, attempts)
      select $1, id, contact, flow, version, key, state, node, visit, urgency, to_timestamp(next / 1000), port,
        to_timestamp(entered / 1000), to_timestamp(arrived / 1000), awaits, entry, vars, passed, because, attempts
      from json_to_recordset($2::json) as ${RECORD}`,
    [lane, JSON.stringify(enrollments.map(living))],
    { name: 'insert-enrollments' },
  )
}

/** Writes those that were there before and are still living. */
export async function updateEnrollments(sql: Sql, lane: number, enrollments: readonly EnrollmentState[]): Promise<void> {
  if (enrollments.length === 0) return
  await sql.query(
    /* sql */ `update enrollments as e set state = s.state, node = s.node, visit = s.visit, urgency = s.urgency,
        next_at = to_timestamp(s.next / 1000), then_port = s.port, node_entered_at = to_timestamp(s.arrived / 1000),
        awaits = s.awaits, vars = s.vars, passed = s.passed, because = s.because, attempts = s.attempts
      from json_to_recordset($2::json) as ${RECORD}
      where e.lane = $1 and e.id = s.id`,
    [lane, JSON.stringify(enrollments.map(living))],
    { name: 'update-enrollments' },
  )
}

export async function deleteEnrollments(sql: Sql, lane: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query(/* sql */ `delete from enrollments where lane = $1 and id = any ($2::bigint[])`, [lane, ids], {
    name: 'delete-enrollments',
  })
}

/** Writes how journeys ended; kept when the enrollment itself is gone. */
export async function insertEnds(sql: Sql, lane: number, enrollments: readonly EnrollmentState[], at: Instant): Promise<void> {
  if (enrollments.length === 0) return
  const ends = enrollments.map((e) => ({
    id: e.id,
    contact: e.contact.id,
    flow: e.flow.flowId,
    version: e.flow.versionId,
    node: e.node,
    reason: e.ended?.reason ?? ('completed' satisfies EndReason),
    because: e.ended?.because ?? null,
    entered: e.enteredAt,
  }))
  await sql.query(
    /* sql */ `insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, because, entered_at, ended_at)
      select $1, id, contact, flow, version, node, reason, because, to_timestamp(entered / 1000), to_timestamp($3::double precision / 1000)
      from json_to_recordset($2::json) as s(id bigint, contact bigint, flow bigint, version bigint, node text, reason text,
        because jsonb, entered double precision)`,
    [lane, JSON.stringify(ends), at],
    { name: 'insert-ends' },
  )
}

/** An entry, or an entry kept out, with why. */
export type EntryRecord = {
  flow: string
  contact: string
  key: string
  event: string
  enrollment: string | null
  outcome: 'entered' | 'keptOut'
  because: unknown
}

/** One row for each event that matched a start. The key makes a second reading of the same event change nothing. */
export async function insertEntries(sql: Sql, lane: number, entries: readonly EntryRecord[], at: Instant): Promise<void> {
  if (entries.length === 0) return
  await sql.query(
    /* sql */ `insert into entries (lane, flow_id, contact_id, entity_key, event_id, enrollment_id, at, outcome, because)
      select $1, flow, contact, key, event, enrollment, to_timestamp($3::double precision / 1000), outcome, because
      from json_to_recordset($2::json) as s(flow bigint, contact bigint, key text, event bigint, enrollment bigint, outcome text, because jsonb)
      on conflict (lane, flow_id, contact_id, entity_key, event_id) do nothing`,
    [lane, JSON.stringify(entries), at],
    { name: 'insert-entries' },
  )
}

/** Moves the counts by what the trip changed; absolute numbers, added up over lanes by who reads them. */
export async function moveCounts(sql: Sql, lane: number, effects: Pick<TripEffects, 'nodeCounts' | 'portCounts'>): Promise<void> {
  const nodes = [...effects.nodeCounts.values()].filter((row) => row.inside !== 0 || row.entered !== 0 || row.failed !== 0)
  if (nodes.length > 0) {
    await sql.query(
      /* sql */ `insert into node_counts as c (lane, version_id, node, inside, entered, failed)
        select $1, "versionId", node, inside, entered, failed
        from json_to_recordset($2::json) as s("versionId" bigint, node text, inside bigint, entered bigint, failed bigint)
        on conflict (lane, version_id, node) do update
          set inside = c.inside + excluded.inside, entered = c.entered + excluded.entered, failed = c.failed + excluded.failed`,
      [lane, JSON.stringify(nodes)],
      { name: 'move-node-counts' },
    )
  }
  const ports = [...effects.portCounts.values()]
  if (ports.length > 0) {
    await sql.query(
      /* sql */ `insert into port_counts as c (lane, version_id, node, port, passed)
        select $1, "versionId", node, port, passed
        from json_to_recordset($2::json) as s("versionId" bigint, node text, port text, passed bigint)
        on conflict (lane, version_id, node, port) do update set passed = c.passed + excluded.passed`,
      [lane, JSON.stringify(ports)],
      { name: 'move-port-counts' },
    )
  }
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}
