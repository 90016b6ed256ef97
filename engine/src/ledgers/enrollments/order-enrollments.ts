import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'

/** Whom an order is about: all members that are given must match. */
export type EnrollmentFilter = {
  flow?: string
  node?: string
  state?: 'active' | 'acting' | 'held' | 'failed'
  contact?: string
  enrollments?: readonly string[]
}

/** One lane's part of an order, a chunk at a time in order of id. */
export type OrderChunk = { lane: number; filter: EnrollmentFilter; after: string; limit: number; now: Instant; because: Because }

export type OrderDone = { count: number; last: string | null }

const PICKED = /* sql */ `picked as (
    select id, contact_id, flow_id, version_id, node, visit, state, entered_at from enrollments
    where lane = $1 and id > $2::bigint
      and ($4::bigint is null or flow_id = $4) and ($5::text is null or node = $5) and ($6::text is null or state = $6)
      and ($7::bigint is null or contact_id = $7) and ($8::bigint[] is null or id = any ($8))
    order by id limit $3
  )`

function pickValues({ lane, filter, after, limit }: OrderChunk): unknown[] {
  return [
    lane,
    after,
    limit,
    filter.flow ?? null,
    filter.node ?? null,
    filter.state ?? null,
    filter.contact ?? null,
    filter.enrollments ?? null,
  ]
}

/** How many an order would be about, by where they stand. */
export async function countOrdered(
  sql: Sql,
  filter: EnrollmentFilter,
  lanes: readonly number[],
): Promise<{ version: string; node: string; state: string; count: number }[]> {
  const { rows } = await sql.query<{ version: string; node: string; state: string; count: number }>(
    /* sql */ `select version_id as version, node, state, count(*)::int as count from enrollments
      where lane = any ($1::smallint[])
        and ($2::bigint is null or flow_id = $2) and ($3::text is null or node = $3) and ($4::text is null or state = $4)
        and ($5::bigint is null or contact_id = $5) and ($6::bigint[] is null or id = any ($6))
      group by 1, 2, 3 order by 1, 2, 3`,
    [lanes, filter.flow ?? null, filter.node ?? null, filter.state ?? null, filter.contact ?? null, filter.enrollments ?? null],
  )
  return rows
}

/** What has not been sent yet of the visit somebody is taken away from. */
const CANCELED = /* sql */ `canceled as (
    update messages m set state = 'canceled', settled_at = to_timestamp($9::double precision / 1000), because = $10::jsonb
    from changed p where m.lane = $1 and m.enrollment_id = p.id and m.visit = p.visit and m.state in ('due', 'claimed')
  )`

const TOLD = /* sql */ `told as (
    insert into journal (lane, at, enrollment_id, visit, steps)
    select $1, to_timestamp($9::double precision / 1000), id, visit, jsonb_build_array(jsonb_build_array(node, null, $10::jsonb)) from changed
  )`

const RESULT = /* sql */ `select (select count(*) from changed)::int as count, (select max(id) from picked)::text as last`

/** Failed steps are tried once more: the same visit, so whatever it had written already is not written twice. */
export async function retryEnrollments(sql: Sql, chunk: OrderChunk): Promise<OrderDone> {
  const { rows } = await sql.query<OrderDone>(
    /* sql */ `with ${PICKED}, changed as (
        update enrollments e set state = 'active', then_port = null, next_at = to_timestamp($9::double precision / 1000), urgency = 0,
          because = null, attempts = 0
        from picked p where e.lane = $1 and e.id = p.id and e.state = 'failed'
        returning e.id, e.version_id, e.node, e.visit
      ), counted as (
        update node_counts c set failed = c.failed - g.count
        from (select version_id, node, count(*) as count from changed group by 1, 2) g
        where c.lane = $1 and c.version_id = g.version_id and c.node = g.node
      ), ${TOLD} ${RESULT}`,
    [...pickValues(chunk), chunk.now, JSON.stringify(chunk.because)],
  )
  return rows[0] ?? { count: 0, last: null }
}

/** Lets those go on that are held. */
export async function releaseEnrollments(sql: Sql, chunk: OrderChunk): Promise<OrderDone> {
  const { rows } = await sql.query<OrderDone>(
    /* sql */ `with ${PICKED}, changed as (
        update enrollments e set state = 'active', next_at = coalesce(e.next_at, to_timestamp($9::double precision / 1000)), because = null
        from picked p where e.lane = $1 and e.id = p.id and e.state = 'held'
        returning e.id, e.version_id, e.node, e.visit
      ), ${TOLD} ${RESULT}`,
    [...pickValues(chunk), chunk.now, JSON.stringify(chunk.because)],
  )
  return rows[0] ?? { count: 0, last: null }
}

/** Leaves the node by a port without waiting for whatever it waits for. `ports` says by which, for each version and node. */
export async function skipEnrollments(
  sql: Sql,
  chunk: OrderChunk,
  ports: readonly { version: string; node: string; port: string }[],
): Promise<OrderDone> {
  const { rows } = await sql.query<OrderDone>(
    /* sql */ `with ${PICKED}, changed as (
        update enrollments e set state = 'active', then_port = d.port, next_at = to_timestamp($9::double precision / 1000), urgency = 0,
          awaits = null, because = $10::jsonb, attempts = 0
        from picked p join json_to_recordset($11::json) as d(version bigint, node text, port text)
          on d.version = p.version_id and d.node = p.node
        where e.lane = $1 and e.id = p.id
        returning e.id, e.version_id, e.node, e.visit, p.state as before
      ), counted as (
        update node_counts c set failed = c.failed - g.count
        from (select version_id, node, count(*) as count from changed where before = 'failed' group by 1, 2) g
        where c.lane = $1 and c.version_id = g.version_id and c.node = g.node
      ), ${CANCELED} ${RESULT}`,
    [...pickValues(chunk), chunk.now, JSON.stringify(chunk.because), JSON.stringify(ports)],
  )
  return rows[0] ?? { count: 0, last: null }
}

/** Puts enrollments before another node, undecided: a new visit, in the same version or (`toVersion`) in another one. */
export async function moveEnrollments(
  sql: Sql,
  chunk: OrderChunk,
  to: { node: string; fromVersions: readonly string[]; toVersion: string | null },
): Promise<OrderDone> {
  const { rows } = await sql.query<OrderDone>(
    /* sql */ `with ${PICKED}, changed as (
        update enrollments e set version_id = coalesce($13::bigint, e.version_id), node = $11, visit = e.visit + 1, state = 'active',
          then_port = null, awaits = null, because = null, attempts = 0, urgency = 0,
          next_at = to_timestamp($9::double precision / 1000), node_entered_at = to_timestamp($9::double precision / 1000)
        from picked p where e.lane = $1 and e.id = p.id and e.version_id = any ($12::bigint[])
        returning e.id, p.version_id, p.node, p.visit, p.state as before, e.version_id as new_version
      ), moved as (
        select version_id, node, -1 as inside, 0 as entered, case when before = 'failed' then -1 else 0 end as failed from changed
        union all select new_version, $11, 1, 1, 0 from changed
      ), counted as (
        insert into node_counts as c (lane, version_id, node, inside, entered, failed)
        select $1, version_id, node, sum(inside), sum(entered), sum(failed) from moved group by 2, 3
        on conflict (lane, version_id, node) do update
          set inside = c.inside + excluded.inside, entered = c.entered + excluded.entered, failed = c.failed + excluded.failed
      ), ${TOLD}, ${CANCELED} ${RESULT}`,
    [...pickValues(chunk), chunk.now, JSON.stringify(chunk.because), to.node, to.fromVersions, to.toVersion],
  )
  return rows[0] ?? { count: 0, last: null }
}

/** Ends enrollments where they stand. */
export async function endEnrollments(
  sql: Sql,
  chunk: OrderChunk,
  given: { reason: 'discarded' | 'migrated' | 'stopped'; fromVersions: readonly string[] | null },
): Promise<OrderDone> {
  const { rows } = await sql.query<OrderDone>(
    /* sql */ `with ${PICKED}, changed as (
        delete from enrollments e using picked p
        where e.lane = $1 and e.id = p.id and ($12::bigint[] is null or e.version_id = any ($12))
        returning e.id, e.contact_id, e.flow_id, e.version_id, e.node, e.visit, e.entered_at, e.state
      ), ends as (
        insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, because, entered_at, ended_at)
        select $1, id, contact_id, flow_id, version_id, node, $11, $10::jsonb, entered_at, to_timestamp($9::double precision / 1000) from changed
      ), counted as (
        update node_counts c set inside = c.inside - g.inside, failed = c.failed - g.failed
        from (select version_id, node, count(*) as inside, count(*) filter (where state = 'failed') as failed from changed group by 1, 2) g
        where c.lane = $1 and c.version_id = g.version_id and c.node = g.node
      ), ${TOLD}, ${CANCELED} ${RESULT}`,
    [...pickValues(chunk), chunk.now, JSON.stringify(chunk.because), given.reason, given.fromVersions],
  )
  return rows[0] ?? { count: 0, last: null }
}

/**
 * Takes those who stand at a node over to another version without disturbing them: a wait keeps its due time and what it
 * listens for. `recompute` decides the same visit anew, from when the node was entered.
 */
export async function carryOver(
  sql: Sql,
  chunk: OrderChunk,
  given: { fromVersions: readonly string[]; toVersion: string; waits: 'keep' | 'recompute' },
): Promise<OrderDone> {
  const { rows } = await sql.query<OrderDone>(
    /* sql */ `with ${PICKED}, changed as (
        update enrollments e set version_id = $11::bigint,
          then_port = case when $13 and e.state = 'active' and e.awaits is null then null else e.then_port end,
          next_at = case when $13 and e.state = 'active' and e.awaits is null then to_timestamp($9::double precision / 1000) else e.next_at end
        from picked p where e.lane = $1 and e.id = p.id and e.version_id = any ($12::bigint[])
        returning e.id, p.version_id, e.node, e.visit, e.state
      ), moved as (
        select version_id, node, -1 as inside, case when state = 'failed' then -1 else 0 end as failed from changed
        union all select $11::bigint, node, 1, case when state = 'failed' then 1 else 0 end from changed
      ), counted as (
        insert into node_counts as c (lane, version_id, node, inside, failed)
        select $1, version_id, node, sum(inside), sum(failed) from moved group by 2, 3
        on conflict (lane, version_id, node) do update set inside = c.inside + excluded.inside, failed = c.failed + excluded.failed
      ), ${TOLD} ${RESULT}`,
    [
      ...pickValues(chunk),
      chunk.now,
      JSON.stringify(chunk.because),
      given.toVersion,
      given.fromVersions,
      given.waits === 'recompute',
    ],
  )
  return rows[0] ?? { count: 0, last: null }
}
