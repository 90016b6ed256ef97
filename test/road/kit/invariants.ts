import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { expect } from 'vitest'

/** What must hold at every instant, whatever happened before. Each statement gives the rows that break it. */
export const INVARIANTS: Readonly<Record<string, string>> = {
  'I1 a message id that was taken has its event': /* sql */ `
    select m.slot, m.key from message_ids m
    where not exists (select 1 from events e where e.message_id is not null
      and encode(substr(sha256(convert_to(e.message_id, 'UTF8')), 1, 16), 'hex')::uuid = m.key)`,

  'I1 a collected row of the inbox has its event': /* sql */ `
    select i.lane, i.event_id, i.kind from inbox i
    where i.kind in ('identify', 'track', 'page', 'screen', 'group', 'alias')
      and not exists (select 1 from events e where e.lane = i.lane and e.id = i.event_id)`,

  'I2 no message id has two events': /* sql */ `
    select message_id, count(*) as events from events where message_id is not null group by message_id having count(*) > 1`,

  'I2 an event lets a contact into a flow at most once': /* sql */ `
    select lane, flow_id, contact_id, event_id from entries where outcome = 'entered'
    group by lane, flow_id, contact_id, event_id having count(*) > 1`,

  'I2 totals equal the events that intake has read': /* sql */ `
    with read as (
      select e.lane, e.contact_id, e.name, count(*) as count from events e
      where not exists (select 1 from inbox i where i.lane = e.lane and i.event_id = e.id) group by 1, 2, 3)
    select coalesce(r.lane, t.lane) as lane, coalesce(r.contact_id, t.contact_id) as contact, coalesce(r.name, t.name) as name,
      r.count as events, t.count as total
    from read r full join event_totals t on t.lane = r.lane and t.contact_id = r.contact_id and t.name = r.name
    where r.count is distinct from t.count`,

  'I3 a visit of a node that sends has its message, and no other visit has one': /* sql */ `
    with ${visits()}, sending as (
      select v.lane, v.enrollment_id, v.visit, v.node from visits v
      join journeys j on j.lane = v.lane and j.id = v.enrollment_id
      join flow_versions f on f.id = j.version_id
      where f.document #>> array['nodes', v.node, 'type'] in ('core.send-email', 'core.send-sms')
        and f.document #> array['nodes', v.node, 'off'] is null and v.left_by is not null)
    select coalesce(s.lane, m.lane) as lane, coalesce(s.enrollment_id, m.enrollment_id) as enrollment,
      coalesce(s.visit, m.visit) as visit, s.node as visited, m.node as sent
    from sending s full join messages m on m.lane = s.lane and m.enrollment_id = s.enrollment_id and m.visit = s.visit
    where (m.visit is null or s.visit is null or s.node <> m.node)
      -- One that stands still for its fate has not left yet.
      and not (s.visit is null and exists (
        select 1 from visits v where v.lane = m.lane and v.enrollment_id = m.enrollment_id and v.visit = m.visit and v.node = m.node))`,

  'I3 a message is of the contact and the version of its journey': /* sql */ `
    with ${journeys()}
    select m.lane, m.enrollment_id, m.visit from messages m
    left join journeys j on j.lane = m.lane and j.id = m.enrollment_id
    where (j.contact_id, j.flow_id, j.version_id) is distinct from (m.contact_id, m.flow_id, m.version_id)`,

  'I4 a living enrollment has a next thing to happen to it': /* sql */ `
    select lane, id, node, state, next_at, awaits, because from enrollments e
    where not case state
      when 'active' then next_at is not null or awaits is not null
      when 'acting' then next_at is not null
        or exists (select 1 from messages m where m.lane = e.lane and m.enrollment_id = e.id and m.visit = e.visit
          and m.state in ('due', 'claimed', 'handed'))
        or exists (select 1 from inbox i where i.lane = e.lane and i.contact_id = e.contact_id and i.kind in ('fate', 'settle'))
      else because is not null end`,

  'I4 whoever entered is inside or has ended, never both': /* sql */ `
    select n.lane, n.enrollment_id, count(e.id) as living, count(d.id) as ended from entries n
    left join enrollments e on e.lane = n.lane and e.id = n.enrollment_id
    left join enrollment_ends d on d.lane = n.lane and d.id = n.enrollment_id
    where n.outcome = 'entered' group by 1, 2 having count(e.id) + count(d.id) <> 1`,

  'I4 whoever is inside or has ended has entered': /* sql */ `
    with ${journeys()}
    select j.lane, j.id from journeys j
    where not exists (select 1 from entries n where n.lane = j.lane and n.enrollment_id = j.id and n.outcome = 'entered')`,

  'I7 the counts of nodes equal the rows they count': /* sql */ `
    with ${visits()}, standing as (
      select version_id, node, count(*) as inside, count(*) filter (where state = 'failed') as failed from enrollments group by 1, 2
    ), arrived as (
      select j.version_id, a.node, count(*) as entered
      from (select lane, enrollment_id, visit, node from visits union select lane, id, visit, node from enrollments) a
      join journeys j on j.lane = a.lane and j.id = a.enrollment_id group by 1, 2
    ), counted as (
      select version_id, node, sum(inside) as inside, sum(entered) as entered, sum(failed) as failed from node_counts group by 1, 2)
    select version_id, node, c.inside as "counted inside", s.inside, c.entered as "counted entered", a.entered, c.failed as "counted failed", s.failed
    from counted c full join arrived a using (version_id, node) full join standing s using (version_id, node)
    where (coalesce(c.inside, 0), coalesce(c.entered, 0), coalesce(c.failed, 0))
      <> (coalesce(s.inside, 0), coalesce(a.entered, 0), coalesce(s.failed, 0))`,

  'I7 the counts of ports equal the steps of the journal': /* sql */ `
    with ${visits()}, passed as (
      select j.version_id, v.node, v.left_by as port, count(*) as passed from visits v
      join journeys j on j.lane = v.lane and j.id = v.enrollment_id where v.left_by is not null group by 1, 2, 3
    ), counted as (select version_id, node, port, sum(passed) as passed from port_counts group by 1, 2, 3)
    select version_id, node, port, c.passed as counted, p.passed from counted c full join passed p using (version_id, node, port)
    where c.passed is distinct from p.passed`,

  'I8 the journal of a journey begins at its start and leaves out no visit': /* sql */ `
    with ${visits()}, numbered as (
      select v.*, lag(v.visit) over journey as before, lag(v.left_by) over journey as door from visits v
      window journey as (partition by v.lane, v.enrollment_id order by v.visit))
    select lane, enrollment_id, before, visit, node from numbered
    where visit <> coalesce(before + 1, 0) or (before is not null and door is null)`,

  'I8 a visit is at one node and is left once': /* sql */ `
    with ${visits()}
    select lane, enrollment_id, visit, array_agg(node) as nodes, array_agg(port) as ports from steps
    group by 1, 2, 3 having count(distinct node) > 1 or count(port) > 1`,

  'I8 every step follows an edge of the version the journey is pinned to': /* sql */ `
    with ${visits()}, walked as (
      select v.*, lead(v.node) over (partition by v.lane, v.enrollment_id order by v.visit) as next from visits v)
    select s.lane, s.enrollment_id, s.visit, s.node, s.left_by, s.next from walked s
    join journeys j on j.lane = s.lane and j.id = s.enrollment_id
    join flow_versions f on f.id = j.version_id
    where s.next is not null and not exists (
      select 1 from jsonb_array_elements(f.document -> 'edges') as e(edge)
      where edge ->> 'from' = s.node and edge ->> 'port' = s.left_by and edge ->> 'to' = s.next)`,

  'I8 a journey stands, or ended, where its journal says': /* sql */ `
    with ${visits()}, last as (
      select distinct on (lane, enrollment_id) * from visits order by lane, enrollment_id, visit desc
    ), now as (
      select lane, id, node, visit from enrollments union all select lane, id, node, null from enrollment_ends)
    select n.lane, n.id, n.node as stands, n.visit, l.node as journal, l.visit as "journal visit", l.left_by
    from now n left join last l on l.lane = n.lane and l.enrollment_id = n.id
    where not coalesce(
      (l.node = n.node and l.visit = coalesce(n.visit, l.visit)) or (l.left_by is not null and l.visit + 1 = n.visit), false)`,
}

/** What must hold besides when nothing is left to do at an instant ($1). */
export const AT_REST: Readonly<Record<string, string>> = {
  'the inbox is read': /* sql */ `select lane, event_id, kind, name from inbox where received_at <= $1`,
  'nobody is ready and not moved': /* sql */ `
    select lane, id, node, state, next_at from enrollments where state in ('active', 'acting') and next_at <= $1`,
  'no message is due or in hand': /* sql */ `
    select lane, enrollment_id, visit, state, due_at from messages where (state = 'due' and due_at <= $1) or state in ('claimed', 'handed')`,
  'no merge is open': /* sql */ `select id from merge_requests where done_at is null and requested_at <= $1`,
}

/** Fails with the rows that break an invariant, by its name. */
export async function expectInvariants(sql: Sql): Promise<void> {
  expect(await broken(sql, INVARIANTS, [])).toEqual({})
}

/** For those who mean: nobody waits for any later time. */
export const END_OF_TIME = Date.parse('9999-01-01')

/** Fails with what is left to do at an instant. */
export async function expectAtRest(sql: Sql, now: Instant): Promise<void> {
  expect(await broken(sql, AT_REST, [new Date(now)])).toEqual({})
}

/** Journeys, the living and those that ended. */
function journeys(): string {
  return /* sql */ `journeys as (
    select lane, id, contact_id, flow_id, version_id from enrollments
    union all select lane, id, contact_id, flow_id, version_id from enrollment_ends)`
}

/**
 * The visits the journal tells of, with the port each was left by: a row of it counts on from its first visit, and a visit may be
 * told of twice, when the journey came to rest there and when it left.
 */
function visits(): string {
  return /* sql */ `${journeys()}, steps as (
    select j.lane, j.enrollment_id, s.step ->> 0 as node, s.step ->> 1 as port,
      j.visit + count(*) filter (where s.step ->> 1 is not null)
        over (partition by j.tableoid, j.ctid order by s.number rows between unbounded preceding and 1 preceding) as visit
    from journal j cross join lateral json_array_elements(j.steps) with ordinality as s(step, number)
  ), visits as (
    select lane, enrollment_id, visit, min(node) as node, max(port) as left_by from steps group by 1, 2, 3)`
}

const SHOWN = 5

async function broken(sql: Sql, all: Readonly<Record<string, string>>, values: unknown[]): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {}
  for (const [name, statement] of Object.entries(all)) {
    const { rows } = await sql.query(statement, values)
    if (rows.length > 0) found[`${name} (${rows.length} rows)`] = rows.slice(0, SHOWN)
  }
  return found
}
