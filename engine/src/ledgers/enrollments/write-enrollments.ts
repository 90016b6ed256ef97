import { must } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn, SharedValues } from '../../batch-values.ts'
import type { EntryRow } from '../../rules/walking/enter.ts'
import type { EnrollmentState, TripEffects } from '../../rules/walking/trip-state.ts'

/** Writes those that entered in this trip and are still living: a row is written when it comes to rest, not at every node. */
export async function insertEnrollments(sql: Sql, lane: number, enrollments: readonly EnrollmentState[]): Promise<void> {
  if (enrollments.length === 0) return
  await sql.query(
    /* sql */ `insert into enrollments (lane, id, contact_id, flow_id, version_id, entity_key, state, node, visit, urgency, next_at,
        dated, then_port, entered_at, node_entered_at, awaits, entry, vars, passed, because, attempts)
      select $1, e.id, e.contact, r.flow, r.version, r.key, r.state, r.node, e.visit, r.urgency, to_timestamp(e.next / 1000), r.dated, r.port,
        to_timestamp(e.entered / 1000), to_timestamp(e.arrived / 1000), r.awaits, c.entry, c.vars, c.passed, r.because, r.attempts
      from ${LIVING}`,
    livingValues(lane, enrollments),
    { name: 'insert-enrollments' },
  )
}

/** Writes those that were there before and are still living. */
export async function updateEnrollments(sql: Sql, lane: number, enrollments: readonly EnrollmentState[]): Promise<void> {
  if (enrollments.length === 0) return
  await sql.query(
    // Found by the ids themselves and then joined: with old statistics the planner would read the whole lane to join it.
    /* sql */ `update enrollments as x set state = r.state, node = r.node, visit = e.visit, urgency = r.urgency,
        next_at = to_timestamp(e.next / 1000), dated = r.dated, then_port = r.port, node_entered_at = to_timestamp(e.arrived / 1000),
        awaits = r.awaits, vars = c.vars, passed = c.passed, had = c.had, because = r.because, attempts = r.attempts
      from ${LIVING}
      where x.lane = $1 and x.id = any ($2::bigint[]) and x.id = e.id`,
    livingValues(lane, enrollments),
    { name: 'update-enrollments' },
  )
}

/** `e`: what each enrollment has for itself; `r`: how it rests, which most of a batch have in common; `c`: what it carries. */
const LIVING = `unnest($2::bigint[], $3::bigint[], $4::int[], $5::float8[], $6::float8[], $7::float8[], $8::int[], $9::int[])
    as e(id, contact, visit, next, entered, arrived, rest, carried)
  join rows from (json_to_recordset($10::json) as (flow bigint, version bigint, key text, state text, node text, urgency smallint,
    dated boolean, port text, awaits jsonb, because jsonb, attempts smallint)) with ordinality
    as r(flow, version, key, state, node, urgency, dated, port, awaits, because, attempts, number) on r.number = e.rest
  join rows from (json_to_recordset($11::json) as (entry jsonb, vars jsonb, passed jsonb, had text[])) with ordinality
    as c(entry, vars, passed, had, number) on c.number = e.carried`

function livingValues(lane: number, enrollments: readonly EnrollmentState[]): unknown[] {
  const rests = new SharedValues()
  const carried = new SharedValues()
  const rest = (e: EnrollmentState) =>
    rests.numberOf(
      {
        flow: e.flow.flowId,
        version: e.flow.versionId,
        key: e.entityKey,
        state: e.state,
        node: e.node,
        urgency: e.urgency,
        dated: e.dated,
        port: e.thenPort,
        awaits: e.awaits,
        because: e.because,
        attempts: e.attempts,
      },
      e.awaits === null && e.because === null
        ? `${e.flow.versionId}/${e.state}/${e.node}/${e.urgency}/${e.dated}/${e.attempts}/${e.thenPort}/${e.entityKey}`
        : undefined,
    )
  const carries = (e: EnrollmentState) =>
    carried.numberOf({
      entry: e.entry,
      vars: isEmpty(e.vars) ? null : e.vars,
      passed: isEmpty(e.passed) ? null : e.passed,
      had: e.had.length === 0 ? null : e.had,
    })
  return [
    lane,
    numberColumn(enrollments.map((e) => e.id)),
    numberColumn(enrollments.map((e) => e.contact.id)),
    numberColumn(enrollments.map((e) => e.visit)),
    numberColumn(enrollments.map((e) => e.nextAt)),
    numberColumn(enrollments.map((e) => e.enteredAt)),
    numberColumn(enrollments.map((e) => e.nodeEnteredAt)),
    numberColumn(enrollments.map(rest)),
    numberColumn(enrollments.map(carries)),
    rests.toJson(),
    carried.toJson(),
  ]
}

export async function deleteEnrollments(sql: Sql, lane: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query(/* sql */ `delete from enrollments where lane = $1 and id = any ($2::bigint[])`, [lane, numberColumn(ids)], {
    name: 'delete-enrollments',
  })
}

/** Writes how journeys ended; kept when the enrollment itself is gone. */
export async function insertEnds(sql: Sql, lane: number, enrollments: readonly EnrollmentState[]): Promise<void> {
  if (enrollments.length === 0) return
  const ways = new SharedValues()
  const way = (e: EnrollmentState) => {
    const { reason, because } = endOf(e)
    return ways.numberOf(
      { flow: e.flow.flowId, version: e.flow.versionId, node: e.node, reason, because },
      because === null ? `${e.flow.versionId}/${e.node}/${reason}` : undefined,
    )
  }
  await sql.query(
    /* sql */ `insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, because, entered_at, ended_at)
      select $1, e.id, e.contact, w.flow, w.version, w.node, w.reason, w.because, to_timestamp(e.entered / 1000),
        to_timestamp(e.ended / 1000)
      from unnest($2::bigint[], $3::bigint[], $4::float8[], $5::float8[], $6::int[]) as e(id, contact, entered, ended, way)
      join rows from (json_to_recordset($7::json) as (flow bigint, version bigint, node text, reason text, because jsonb))
        with ordinality as w(flow, version, node, reason, because, number) on w.number = e.way`,
    [
      lane,
      numberColumn(enrollments.map((e) => e.id)),
      numberColumn(enrollments.map((e) => e.contact.id)),
      numberColumn(enrollments.map((e) => e.enteredAt)),
      numberColumn(enrollments.map((e) => endOf(e).at)),
      numberColumn(enrollments.map(way)),
      ways.toJson(),
    ],
    { name: 'insert-ends' },
  )
}

function endOf({ id, ended }: EnrollmentState): NonNullable<EnrollmentState['ended']> {
  return must(ended, `the end of enrollment ${id}, which has not ended`)
}

/**
 * One row for each event that matched a flow, permanent. An event is taken in the transaction that takes it out of the inbox, so none
 * is written twice; where two starts of one flow wait for the same event, the first answer is written.
 */
export async function insertEntries(sql: Sql, lane: number, all: readonly EntryRow[]): Promise<void> {
  if (all.length === 0) return
  const firsts = new Map<string, EntryRow>()
  for (const entry of all) {
    const key = `${entry.event}/${entry.flow}/${entry.contact}/${entry.key}`
    if (!firsts.has(key)) firsts.set(key, entry)
  }
  const entries = [...firsts.values()]
  const doors = new SharedValues()
  const door = ({ flow, key, outcome, because }: EntryRow) =>
    doors.numberOf({ flow, key, outcome, because }, because === null ? `${flow}/${outcome}/${key}` : undefined)
  await sql.query(
    /* sql */ `insert into entries (lane, flow_id, contact_id, entity_key, event_id, enrollment_id, at, outcome, because)
      select $1, d.flow, e.contact, d.key, e.event, e.enrollment, to_timestamp(e.at / 1000), d.outcome, d.because
      from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::float8[], $6::int[]) as e(contact, event, enrollment, at, door)
      join rows from (json_to_recordset($7::json) as (flow bigint, key text, outcome text, because jsonb))
        with ordinality as d(flow, key, outcome, because, number) on d.number = e.door`,
    [
      lane,
      numberColumn(entries.map((entry) => entry.contact)),
      numberColumn(entries.map((entry) => entry.event)),
      numberColumn(entries.map((entry) => entry.enrollment)),
      numberColumn(entries.map((entry) => entry.at)),
      numberColumn(entries.map(door)),
      doors.toJson(),
    ],
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
