import type { Sql } from '@snodo/database'
import type { MigrationRule } from '../../rules/flows/plan-migration.ts'
import type { OrderChunk } from './order-enrollments.ts'

/** One enrollment and where it stands, for the rule that fits it. */
export type ToMigrate = { id: string; version_id: string; node: string }

/** One lane's next chunk of those on other versions of a flow, in order of id. */
export async function pickToMigrate(
  sql: Sql,
  given: { lane: number; flow: string; toVersion: string; after: string; limit: number },
): Promise<ToMigrate[]> {
  const { rows } = await sql.query<ToMigrate>(
    /* sql */ `select id, version_id, node from enrollments
      where lane = $1 and id > $2::bigint and flow_id = $4 and version_id <> $5::bigint order by id limit $3`,
    [given.lane, given.after, given.limit, given.flow, given.toVersion],
  )
  return rows
}

type CarryRule = Extract<MigrationRule, { do: 'carry' }>
type EnterRule = Extract<MigrationRule, { do: 'enter' }>

const AT = /* sql */ `to_timestamp($3::double precision / 1000)`

/** The rule of each, and the messages it had that must not come again; what is canceled because they leave the visit was not had. */
const OLD = /* sql */ `rules as (select * from json_to_recordset($6::json)
    as r(version bigint, node text, "to" text, anew boolean, lost boolean, spare json)
  ), old as (
    select e.id, e.version_id, e.node, e.visit, e.state, r."to", r.anew, r.lost,
      (select array_agg(distinct h.node) from (
        select unnest(e.had) as node
        union all
        select m.node from messages m
        where m.lane = $1 and m.enrollment_id = e.id and m.node in (select json_array_elements_text(r.spare))
          and m.state in ('due', 'claimed', 'handed', 'sent', 'unknown')
          and not (r."to" is not null and m.visit = e.visit and m.state = 'due')) h) as had
    from enrollments e join rules r on r.version = e.version_id and r.node = e.node
    where e.lane = $1 and e.id = any ($2::bigint[])
  )`

/** The journal says from which version to which; by number, as people know them. */
const TOLD = /* sql */ `told as (
    insert into journal (lane, at, enrollment_id, visit, steps)
    select $1, ${AT}, c.id, c.visit, jsonb_build_array(jsonb_build_array(c.node, null,
      jsonb_set($4::jsonb, '{values}', $4::jsonb -> 'values' || jsonb_build_object('from', f.number, 'to', t.number))))
    from changed c join flow_versions f on f.id = c.version_id join flow_versions t on t.id = $5::bigint
  )`

/**
 * Takes those who stand at a node over to another version without disturbing them: a wait keeps its due time and what it
 * listens for. Where the rule says anew, the same visit is decided once more, from when the node was entered.
 */
export async function carryOver(sql: Sql, chunk: OrderChunk, toVersion: string, rules: readonly CarryRule[]): Promise<number> {
  const waiting = /* sql */ `(e.state = 'active' or (e.state = 'held' and e.because #>> '{values,was}' = 'active'))`
  const anew = /* sql */ `(${waiting} and ((o.anew and e.urgency = 1) or o.lost))`
  return run(
    sql,
    chunk,
    toVersion,
    rules.map(({ version, node, anew, lost, spare }) => ({ version, node, anew, lost, spare })),
    /* sql */ `with ${OLD}, changed as (
        update enrollments e set version_id = $5::bigint, had = o.had,
          then_port = case when ${anew} then null else e.then_port end,
          awaits = case when ${anew} then null else e.awaits end,
          dated = e.dated and not ${anew},
          next_at = case when ${anew} then ${AT} else e.next_at end
        from old o where e.lane = $1 and e.id = o.id
        returning e.id, o.version_id, e.node, e.visit, e.state
      ), moved as (
        select version_id, node, -1 as inside, case when state = 'failed' then -1 else 0 end as failed from changed
        union all select $5::bigint, node, 1, case when state = 'failed' then 1 else 0 end from changed
      ), counted as (
        insert into node_counts as c (lane, version_id, node, inside, failed)
        select $1, version_id, node, sum(inside), sum(failed) from moved group by 2, 3
        on conflict (lane, version_id, node) do update set inside = c.inside + excluded.inside, failed = c.failed + excluded.failed
      ), ${TOLD} select count(*)::int as count from changed`,
  )
}

/**
 * Puts enrollments before a node of another version, undecided: a new visit. Whom an operator holds stays held there, and decides once
 * released. What was not sent of the visit they leave is canceled, but
 * for what deliver has in its hands: that may be with the provider already, so it counts as had and is left to go.
 */
export async function enterVersion(sql: Sql, chunk: OrderChunk, toVersion: string, rules: readonly EnterRule[]): Promise<number> {
  return run(
    sql,
    chunk,
    toVersion,
    rules.map(({ version, node, to, spare }) => ({ version, node, to, spare })),
    /* sql */ `with ${OLD}, changed as (
        update enrollments e set version_id = $5::bigint, node = o."to", visit = e.visit + 1, had = o.had,
          state = case when e.state = 'held' then 'held' else 'active' end,
          because = case when e.state = 'held' then jsonb_set(e.because, '{values,was}', '"active"') end,
          then_port = null, awaits = null, attempts = 0, urgency = 0, dated = false, next_at = ${AT}, node_entered_at = ${AT}
        from old o where e.lane = $1 and e.id = o.id
        returning e.id, o.version_id, o.node, o.visit, o.state as before, e.node as arrived
      ), moved as (
        select version_id, node, -1 as inside, 0 as entered, case when before = 'failed' then -1 else 0 end as failed from changed
        union all select $5::bigint, arrived, 1, 1, 0 from changed
      ), counted as (
        insert into node_counts as c (lane, version_id, node, inside, entered, failed)
        select $1, version_id, node, sum(inside), sum(entered), sum(failed) from moved group by 2, 3
        on conflict (lane, version_id, node) do update
          set inside = c.inside + excluded.inside, entered = c.entered + excluded.entered, failed = c.failed + excluded.failed
      ), canceled as (
        update messages m set state = 'canceled', settled_at = ${AT}, because = $4::jsonb
        from changed p where m.lane = $1 and m.enrollment_id = p.id and m.visit = p.visit and m.state = 'due'
      ), ${TOLD} select count(*)::int as count from changed`,
  )
}

async function run(sql: Sql, chunk: OrderChunk, toVersion: string, rules: unknown[], statement: string): Promise<number> {
  const { lane, ids, now, because } = chunk
  if (ids.length === 0) return 0
  const values = [lane, ids, now, JSON.stringify(because), toVersion, JSON.stringify(rules)]
  const { rows } = await sql.query<{ count: number }>(statement, values)
  return rows[0]?.count ?? 0
}

/**
 * When earlier nodes were reached that only the new drawing refers to: the old one kept no note of them, but the journal knows. So
 * a wait of six days after the first mail holds also for whoever had that mail before the wait was drawn.
 */
export async function recallPassed(sql: Sql, lane: number, ids: readonly string[], nodes: readonly string[]): Promise<void> {
  if (ids.length === 0 || nodes.length === 0) return
  await sql.query(
    /* sql */ `with steps as (
        select j.enrollment_id, j.at, s.step ->> 0 as node, s.step ->> 1 as port,
          j.visit + count(*) filter (where s.step ->> 1 is not null)
            over (partition by j.tableoid, j.ctid order by s.number rows between unbounded preceding and 1 preceding) as visit
        from journal j cross join lateral json_array_elements(j.steps) with ordinality as s(step, number)
        where j.lane = $1 and j.enrollment_id = any ($2::bigint[])
      ), visits as (
        select enrollment_id, visit, node, min(at) as at from steps where node = any ($3::text[])
        group by enrollment_id, visit, node having max(port) is not null
      ), latest as (select distinct on (enrollment_id, node) * from visits order by enrollment_id, node, visit desc)
      update enrollments e set passed = l.passed || coalesce(e.passed, '{}')
      from (select enrollment_id, jsonb_object_agg(node, floor(extract(epoch from at) * 1000)) as passed from latest group by 1) l
      where e.lane = $1 and e.id = l.enrollment_id`,
    [lane, ids, nodes],
  )
}
