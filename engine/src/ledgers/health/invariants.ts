/**
 * What must hold at every instant, whatever happened before. Each statement gives the rows that break it, for the lanes in $1, as
 * of one snapshot; it names ids, nodes and numbers, nothing about people. What retention has dropped, and journeys that an operator
 * or a migration has put elsewhere, are left out of what could only be said with them.
 */
export type Invariant = {
  name: string
  /** `lane`: told by the rows of a lane alone. `all`: true of all lanes together, because a merge carries a journey but not its counts. */
  of: 'lane' | 'all'
  statement: string
}

const lane = (name: string, statement: string): Invariant => ({ name, of: 'lane', statement })
const all = (name: string, statement: string): Invariant => ({ name, of: 'all', statement })

/** The instant before which retention has dropped rows of a table. */
const goneBefore = (table: string) =>
  /* sql */ `coalesce((select at from gone_before where table_name = '${table}'), '-infinity'::timestamptz)`

/** Journeys, the living and those that ended; `whole`: all they left behind is still there to be compared. */
const journeys = /* sql */ `journeys as (
    select lane, id, contact_id, flow_id, version_id, entered_at >= ${goneBefore('journal')} as whole,
      entered_at >= ${goneBefore('messages')} as sends_kept
    from (select lane, id, contact_id, flow_id, version_id, entered_at from enrollments where lane = any ($1::int[])
      union all select lane, id, contact_id, flow_id, version_id, entered_at from enrollment_ends where lane = any ($1::int[])) j)`

/**
 * The visits the journal tells of, with the port each was left by: a row of it counts on from its first visit, and a visit may be
 * told of twice, when the journey came to rest there and when it left. `by_hand`: journeys that were put elsewhere.
 */
const visits = /* sql */ `${journeys}, steps as (
    select j.lane, j.enrollment_id, s.step ->> 0 as node, s.step ->> 1 as port, s.step #>> '{2,code}' as code,
      j.visit + count(*) filter (where s.step ->> 1 is not null)
        over (partition by j.tableoid, j.ctid order by s.number rows between unbounded preceding and 1 preceding) as visit
    from journal j cross join lateral json_array_elements(j.steps) with ordinality as s(step, number)
    where j.lane = any ($1::int[])
  ), by_hand as (
    select distinct lane, enrollment_id from steps where code in ('MOVED', 'MIGRATED')
  ), visits as (
    select s.lane, s.enrollment_id, s.visit, min(s.node) as node, max(s.port) as left_by
    from steps s join journeys j on j.lane = s.lane and j.id = s.enrollment_id and j.whole
    where not exists (select 1 from by_hand h where h.lane = s.lane and h.enrollment_id = s.enrollment_id)
    group by 1, 2, 3)`

/** Flows all of whose numbers can be counted again from their journal. */
const countable = /* sql */ `countable as (
    select v.id as version_id from flow_versions v where not exists (
      select 1 from journeys j where j.flow_id = v.flow_id and (not j.whole
        or exists (select 1 from by_hand h where h.lane = j.lane and h.enrollment_id = j.id))))`

export const INVARIANTS: readonly Invariant[] = [
  lane(
    'I1 a collected row of the inbox has its event',
    /* sql */ `select i.lane, i.event_id, i.kind from unread i
      where i.lane = any ($1::int[]) and i.kind in ('identify', 'track', 'page', 'screen', 'group', 'alias')
        and i.received_at >= ${goneBefore('events')}
        and not exists (select 1 from events e where e.lane = i.lane and e.id = i.event_id)`,
  ),
  lane(
    'I2 no message id has two events',
    /* sql */ `select message_id, count(*) as events from events where lane = any ($1::int[]) and message_id is not null
      group by message_id having count(*) > 1`,
  ),
  lane(
    'I2 an event lets a contact into a flow at most once',
    /* sql */ `select lane, flow_id, contact_id, event_id from entries where lane = any ($1::int[]) and outcome = 'entered'
      group by lane, flow_id, contact_id, event_id having count(*) > 1`,
  ),
  lane(
    'I3 a visit of a node that sends has its message, and no other visit has one',
    /* sql */ `with ${visits}, sending as (
        select v.lane, v.enrollment_id, v.visit, v.node from visits v
        join journeys j on j.lane = v.lane and j.id = v.enrollment_id and j.sends_kept
        join flow_versions f on f.id = j.version_id
        where f.document #>> array['nodes', v.node, 'type'] in ('core.send-email', 'core.send-sms')
          and f.document #> array['nodes', v.node, 'off'] is null and v.left_by is not null
      ), sent as (
        select m.lane, m.enrollment_id, m.visit, m.node from messages m
        join journeys j on j.lane = m.lane and j.id = m.enrollment_id and j.whole and j.sends_kept
        where m.lane = any ($1::int[]) and not exists (select 1 from by_hand h where h.lane = m.lane and h.enrollment_id = m.enrollment_id))
      select lane, enrollment_id, visit, s.node as visited, m.node as sent
      from sending s full join sent m using (lane, enrollment_id, visit)
      where s.node is distinct from m.node
        -- One that stands still for its fate has not left yet.
        and not (s.node is null and exists (
          select 1 from visits v where v.lane = m.lane and v.enrollment_id = m.enrollment_id and v.visit = m.visit and v.node = m.node))`,
  ),
  lane(
    'I3 a message is of the contact and the flow of its journey',
    /* sql */ `with ${journeys}
      select m.lane, m.enrollment_id, m.visit from messages m
      left join journeys j on j.lane = m.lane and j.id = m.enrollment_id
      where m.lane = any ($1::int[]) and m.flow_id <> 0 and (j.contact_id, j.flow_id) is distinct from (m.contact_id, m.flow_id)`,
  ),
  lane(
    'I4 a living enrollment has a next thing to happen to it',
    /* sql */ `select lane, id, node, state, next_at from enrollments e
      where lane = any ($1::int[]) and not case state
        when 'active' then next_at is not null or awaits is not null
        when 'acting' then next_at is not null
          or exists (select 1 from messages m where m.lane = e.lane and m.enrollment_id = e.id and m.visit = e.visit
            and m.state in ('due', 'claimed', 'handed'))
          or exists (select 1 from unread i where i.lane = e.lane and i.contact_id = e.contact_id and i.kind in ('fate', 'settle'))
        else because is not null end`,
  ),
  lane(
    'I4 whoever entered is inside or has ended, never both',
    /* sql */ `select n.lane, n.enrollment_id, count(e.id) as living, count(d.id) as ended from entries n
      left join enrollments e on e.lane = n.lane and e.id = n.enrollment_id
      left join enrollment_ends d on d.lane = n.lane and d.id = n.enrollment_id
      where n.lane = any ($1::int[]) and n.outcome = 'entered' group by 1, 2 having count(e.id) + count(d.id) <> 1`,
  ),
  lane(
    'I4 whoever is inside or has ended has entered',
    /* sql */ `with ${journeys}
      select j.lane, j.id from journeys j where not exists (
        select 1 from entries n where n.lane = j.lane and n.enrollment_id = j.id and n.outcome = 'entered')`,
  ),
  lane(
    'I7 as many stand and have failed at each node as are counted',
    /* sql */ `with standing as (
        select lane, version_id, node, count(*) as inside, count(*) filter (where state = 'failed') as failed
        from enrollments where lane = any ($1::int[]) group by 1, 2, 3
      ), counted as (select lane, version_id, node, inside, failed from node_counts where lane = any ($1::int[]))
      select lane, version_id, node, c.inside as counted, s.inside as stand, c.failed as "counted failed", s.failed
      from counted c full join standing s using (lane, version_id, node)
      where (coalesce(c.inside, 0), coalesce(c.failed, 0)) <> (coalesce(s.inside, 0), coalesce(s.failed, 0))`,
  ),
  all(
    'I7 as many have come to each node as are counted',
    /* sql */ `with ${visits}, ${countable}, arrived as (
        select j.version_id, a.node, count(*) as entered
        from (select lane, enrollment_id, visit, node from visits
          union select lane, id, visit, node from enrollments where lane = any ($1::int[])) a
        join journeys j on j.lane = a.lane and j.id = a.enrollment_id group by 1, 2
      ), counted as (
        select version_id, node, sum(entered) as entered from node_counts where lane = any ($1::int[]) group by 1, 2)
      select version_id, node, c.entered as counted, a.entered as arrived
      from counted c full join arrived a using (version_id, node)
      where coalesce(c.entered, 0) <> coalesce(a.entered, 0) and version_id in (select version_id from countable)`,
  ),
  all(
    'I7 the counts of ports equal the steps of the journal',
    /* sql */ `with ${visits}, ${countable}, passed as (
        select j.version_id, v.node, v.left_by as port, count(*) as passed from visits v
        join journeys j on j.lane = v.lane and j.id = v.enrollment_id where v.left_by is not null group by 1, 2, 3
      ), counted as (
        select version_id, node, port, sum(passed) as passed from port_counts where lane = any ($1::int[]) group by 1, 2, 3)
      select version_id, node, port, c.passed as counted, p.passed
      from counted c full join passed p using (version_id, node, port)
      where c.passed is distinct from p.passed and version_id in (select version_id from countable)`,
  ),
  lane(
    'I8 the journal of a journey begins at its start and leaves out no visit',
    /* sql */ `with ${visits}, numbered as (
        select v.*, lag(v.visit) over journey as before, lag(v.left_by) over journey as door from visits v
        window journey as (partition by v.lane, v.enrollment_id order by v.visit))
      select lane, enrollment_id, before, visit, node from numbered
      where visit <> coalesce(before + 1, 0) or (before is not null and door is null)`,
  ),
  lane(
    'I8 a visit is at one node and is left once',
    /* sql */ `with ${visits}
      select lane, enrollment_id, visit, array_agg(node) as nodes, array_agg(port) as ports from steps
      group by 1, 2, 3 having count(distinct node) > 1 or count(port) > 1`,
  ),
  lane(
    'I8 every step follows an edge of the version the journey is pinned to',
    /* sql */ `with ${visits}, walked as (
        select v.*, lead(v.node) over (partition by v.lane, v.enrollment_id order by v.visit) as next from visits v)
      select s.lane, s.enrollment_id, s.visit, s.node, s.left_by, s.next from walked s
      join journeys j on j.lane = s.lane and j.id = s.enrollment_id
      join flow_versions f on f.id = j.version_id
      where s.next is not null and not exists (
        select 1 from jsonb_array_elements(f.document -> 'edges') as e(edge)
        where edge ->> 'from' = s.node and edge ->> 'port' = s.left_by and edge ->> 'to' = s.next)`,
  ),
  lane(
    'I8 a journey stands, or ended, where its journal says',
    /* sql */ `with ${visits}, last as (
        select distinct on (lane, enrollment_id) * from visits order by lane, enrollment_id, visit desc
      ), now as (
        select lane, id, node, visit from enrollments where lane = any ($1::int[])
        union all select lane, id, node, null from enrollment_ends where lane = any ($1::int[]))
      select n.lane, n.id, n.node as stands, n.visit, l.node as journal, l.visit as "journal visit", l.left_by
      from now n join journeys j on j.lane = n.lane and j.id = n.id and j.whole
      left join last l on l.lane = n.lane and l.enrollment_id = n.id
      where not exists (select 1 from by_hand h where h.lane = n.lane and h.enrollment_id = n.id) and not coalesce(
        (l.node = n.node and l.visit = coalesce(n.visit, l.visit)) or (l.left_by is not null and l.visit + 1 = n.visit), false)`,
  ),
]
