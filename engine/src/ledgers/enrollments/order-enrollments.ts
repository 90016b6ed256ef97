import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'
import type { SkipPort } from '../../rules/flows/order-spec.ts'

/** One lane's part of an order: some of its enrollments, by id, under the lane's lock. Each deed tells how many it changed. */
export type OrderChunk = { lane: number; ids: readonly string[]; now: Instant; because: Because }

const AT = /* sql */ `to_timestamp($3::double precision / 1000)`

/** Where they stood before: an update gives only what became of them. */
const OLD = /* sql */ `old as (select id, version_id, node, visit, state from enrollments where lane = $1 and id = any ($2::bigint[]))`

/** The journal says of each why it stands where it stands. */
const TOLD = /* sql */ `told as (
    insert into journal (lane, at, enrollment_id, visit, steps)
    select $1, ${AT}, id, visit, jsonb_build_array(jsonb_build_array(node, null, $4::jsonb)) from changed
  )`

/** Whoever was failed is counted as such no more. */
const MENDED = /* sql */ `counted as (
    update node_counts c set failed = c.failed - g.count
    from (select version_id, node, count(*) as count from changed where before = 'failed' group by 1, 2) g
    where c.lane = $1 and c.version_id = g.version_id and c.node = g.node
  )`

/** What has not been sent yet of the visit somebody is taken away from. */
const CANCELED = /* sql */ `canceled as (
    update messages m set state = 'canceled', settled_at = ${AT}, because = $4::jsonb
    from changed p where m.lane = $1 and m.enrollment_id = p.id and m.visit = p.visit and m.state in ('due', 'claimed')
  )`

const COUNT = /* sql */ `select count(*)::int as count from changed`

async function deed(sql: Sql, chunk: OrderChunk, statement: string, more: unknown[] = []): Promise<number> {
  const { lane, ids, now, because } = chunk
  const { rows } = await sql.query<{ count: number }>(statement, [lane, ids, now, JSON.stringify(because), ...more])
  return rows[0]?.count ?? 0
}

/** Failed steps are tried once more: the same visit, so whatever it had written already is not written twice. */
export async function retryEnrollments(sql: Sql, chunk: OrderChunk): Promise<number> {
  return deed(
    sql,
    chunk,
    /* sql */ `with changed as (
        update enrollments set state = 'active', then_port = null, next_at = ${AT}, urgency = 0, dated = false, because = null, attempts = 0
        where lane = $1 and id = any ($2::bigint[]) and state = 'failed'
        returning id, version_id, node, visit, 'failed' as before
      ), ${MENDED}, ${TOLD} ${COUNT}`,
  )
}

/** Nobody held moves; whoever waits goes on listening, and whose message or act is under way still hears of it. */
export async function holdEnrollments(sql: Sql, chunk: OrderChunk): Promise<number> {
  return deed(
    sql,
    chunk,
    /* sql */ `with changed as (
        update enrollments set state = 'held', because = jsonb_set($4::jsonb, '{values,was}', to_jsonb(state))
        where lane = $1 and id = any ($2::bigint[]) and state in ('active', 'acting')
        returning id, node, visit
      ), ${TOLD} ${COUNT}`,
  )
}

/** Lets those go on that are held: by the door that opened meanwhile, else to whatever they were at. */
export async function releaseEnrollments(sql: Sql, chunk: OrderChunk): Promise<number> {
  const underWay = /* sql */ `(because #>> '{values,was}' = 'acting' and then_port is null)`
  return deed(
    sql,
    chunk,
    /* sql */ `with changed as (
        update enrollments set because = null,
          state = case when ${underWay} then 'acting' else 'active' end,
          next_at = case when ${underWay} or next_at is not null or awaits is not null then next_at else ${AT} end
        where lane = $1 and id = any ($2::bigint[]) and state = 'held'
        returning id, node, visit
      ), ${TOLD} ${COUNT}`,
  )
}

/** Leaves the node by a port without waiting for whatever it waits for. `ports` says by which, for each version and node. */
export async function skipEnrollments(sql: Sql, chunk: OrderChunk, ports: readonly SkipPort[]): Promise<number> {
  return deed(
    sql,
    chunk,
    /* sql */ `with ${OLD}, changed as (
        update enrollments e set state = 'active', then_port = d.port, next_at = ${AT}, urgency = 0, dated = false,
          awaits = null, because = $4::jsonb, attempts = 0
        from old o join json_to_recordset($5::json) as d(version bigint, node text, port text)
          on d.version = o.version_id and d.node = o.node
        where e.lane = $1 and e.id = o.id
        returning e.id, e.version_id, e.node, e.visit, o.state as before
      ), ${MENDED}, ${CANCELED} ${COUNT}`,
    [JSON.stringify(ports)],
  )
}

/** Puts enrollments before another node of their version, undecided: a new visit. */
export async function moveEnrollments(
  sql: Sql,
  chunk: OrderChunk,
  to: { node: string; versions: readonly string[] },
): Promise<number> {
  return deed(
    sql,
    chunk,
    /* sql */ `with ${OLD}, changed as (
        update enrollments e set node = $5, visit = e.visit + 1, state = 'active', then_port = null, awaits = null, because = null,
          attempts = 0, urgency = 0, dated = false, next_at = ${AT}, node_entered_at = ${AT}
        from old o where e.lane = $1 and e.id = o.id and e.version_id = any ($6::bigint[])
        returning e.id, o.version_id, o.node, o.visit, o.state as before
      ), moved as (
        select version_id, node, -1 as inside, 0 as entered, case when before = 'failed' then -1 else 0 end as failed from changed
        union all select version_id, $5, 1, 1, 0 from changed
      ), counted as (
        insert into node_counts as c (lane, version_id, node, inside, entered, failed)
        select $1, version_id, node, sum(inside), sum(entered), sum(failed) from moved group by 2, 3
        on conflict (lane, version_id, node) do update
          set inside = c.inside + excluded.inside, entered = c.entered + excluded.entered, failed = c.failed + excluded.failed
      ), ${TOLD}, ${CANCELED} ${COUNT}`,
    [to.node, to.versions],
  )
}

/** Ends enrollments where they stand; what they had still to be sent is not sent. */
export async function endEnrollments(sql: Sql, chunk: OrderChunk, reason: 'discarded' | 'migrated' | 'stopped'): Promise<number> {
  return deed(
    sql,
    chunk,
    /* sql */ `with changed as (
        delete from enrollments where lane = $1 and id = any ($2::bigint[])
        returning id, contact_id, flow_id, version_id, node, visit, entered_at, state
      ), ends as (
        insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, because, entered_at, ended_at)
        select $1, id, contact_id, flow_id, version_id, node, $5, $4::jsonb, entered_at, ${AT} from changed
      ), counted as (
        update node_counts c set inside = c.inside - g.inside, failed = c.failed - g.failed
        from (select version_id, node, count(*) as inside, count(*) filter (where state = 'failed') as failed from changed group by 1, 2) g
        where c.lane = $1 and c.version_id = g.version_id and c.node = g.node
      ), canceled as (
        update messages m set state = 'canceled', settled_at = ${AT}, because = $4::jsonb
        from changed p where m.lane = $1 and m.enrollment_id = p.id and m.state in ('due', 'claimed')
      ), ${TOLD} ${COUNT}`,
    [reason],
  )
}
