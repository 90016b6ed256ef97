import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { OrderSpec } from '../../rules/flows/order-spec.ts'

export type OrderState = 'running' | 'done' | 'overtaken' | 'failed'

export type OrderRow = {
  id: string
  flow_id: string | null
  spec: OrderSpec
  state: OrderState
  author: string
  reason: string | null
  matched: number
  counts: Record<string, number>
  lanes: number[]
  lanes_done: number
  after: string
  tries: number
  problem: string | null
  placed_at: Instant
  ended_at: Instant | null
}

const COLUMNS = `id, flow_id, spec, state, author, reason, matched, counts, lanes, lanes_done, after, tries, problem, placed_at, ended_at`

export async function insertOrder(
  sql: Sql,
  order: {
    flow: string | null
    spec: OrderSpec
    author: string
    reason: string | null
    matched: number
    lanes: readonly number[]
  },
  at: Instant,
): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `insert into orders (flow_id, spec, state, author, reason, matched, lanes, placed_at)
      values ($1, $2, 'running', $3, $4, $5, $6, $7) returning id`,
    [order.flow, JSON.stringify(order.spec), order.author, order.reason, order.matched, order.lanes, new Date(at)],
  )
  return rows[0]!.id // an insert returns its row
}

export async function readOrder(sql: Sql, id: string): Promise<OrderRow | undefined> {
  const { rows } = await sql.query<OrderRow>(/* sql */ `select ${COLUMNS} from orders where id = $1`, [id])
  return rows[0]
}

/** Locks an order until the end of the transaction: its chunks are done one after the other, whoever does them. */
export async function lockOrder(sql: Sql, id: string): Promise<OrderRow | undefined> {
  const { rows } = await sql.query<OrderRow>(/* sql */ `select ${COLUMNS} from orders where id = $1 for update`, [id])
  return rows[0]
}

/** Orders, the newest first; of one flow, or of all. */
export async function listOrders(
  sql: Sql,
  filter: { flow?: string; state?: OrderState },
  before: string | null,
  limit: number,
): Promise<OrderRow[]> {
  const { rows } = await sql.query<OrderRow>(
    /* sql */ `select ${COLUMNS} from orders
      where ($1::bigint is null or id < $1) and ($2::bigint is null or flow_id = $2) and ($3::text is null or state = $3)
      order by id desc limit $4`,
    [before, filter.flow ?? null, filter.state ?? null, limit],
  )
  return rows
}

/** Orders still to be carried out, in the order they were placed; those about one flow, or all. */
export async function runningOrders(sql: Sql, flow: string | null): Promise<OrderRow[]> {
  const { rows } = await sql.query<OrderRow>(
    /* sql */ `select ${COLUMNS} from orders where state = 'running' and ($1::bigint is null or flow_id = $1) order by id`,
    [flow],
  )
  return rows
}

/** Writes how far an order is, in the very transaction that brought it there. */
export async function advanceOrder(sql: Sql, order: Pick<OrderRow, 'id' | 'lanes_done' | 'after' | 'counts'>): Promise<void> {
  await sql.query(
    /* sql */ `update orders set lanes_done = $2, after = $3, counts = $4, tries = 0, problem = null where id = $1`,
    [order.id, order.lanes_done, order.after, JSON.stringify(order.counts)],
  )
}

export async function endOrder(sql: Sql, id: string, state: Exclude<OrderState, 'running'>, at: Instant): Promise<void> {
  await sql.query(/* sql */ `update orders set state = $2, ended_at = $3 where id = $1`, [id, state, new Date(at)])
}

/** Writes down that a try went wrong; after `most` in a row the order is given up, in sight. */
export async function noteTrouble(sql: Sql, id: string, problem: string, most: number, at: Instant): Promise<void> {
  await sql.query(
    /* sql */ `update orders set tries = tries + 1, problem = $2,
        state = case when tries + 1 >= $3 then 'failed' else state end,
        ended_at = case when tries + 1 >= $3 then $4::timestamptz else ended_at end
      where id = $1 and state = 'running'`,
    [id, problem.slice(0, 500), most, new Date(at)],
  )
}
