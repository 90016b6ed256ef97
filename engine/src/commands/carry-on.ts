import { asError, type Instant, LANES } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { bumpEpoch, loadFlow, setFlowState } from '../ledgers/flows/flow-rows.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import {
  advanceOrder,
  endOrder,
  lockOrder,
  noteTrouble,
  type OrderRow,
  readOrder,
  runningOrders,
} from '../ledgers/orders/order-rows.ts'
import { limits } from '../limits.ts'
import { workOn } from './order-work.ts'

/**
 * Carries an order out, chunk by chunk, until it is done or it is time to answer; upkeep goes on with what is left. Each chunk locks the
 * order, does its part of a lane and moves the cursor in one transaction: two processes at it share the work, a crash loses none.
 */
export async function carryOn(engine: EngineContext, id: string, until: Instant): Promise<OrderRow> {
  for (;;) {
    const chunk = await oneChunk(engine, id)
    if (chunk.rung.length > 0) {
      await engine.bells.ringMove(chunk.rung)
      await engine.bells.ringAct(chunk.rung)
      await engine.bells.ringDeliver(chunk.rung)
    }
    if (chunk.behind !== null) await carryOn(engine, chunk.behind, until)
    else if (chunk.order.state !== 'running') return chunk.order
    if (engine.clock.now() >= until) return (await readOrder(engine.pool, id)) ?? chunk.order
  }
}

/** Carries on what stands still: a process died over it, or had to answer before it was done. For upkeep; several may do it at once. */
export async function carryOnOrders(engine: EngineContext): Promise<number> {
  const running = await runningOrders(engine.pool, null)
  const until = engine.clock.now() + limits.orderUpkeepMs
  for (const { id } of running) {
    try {
      await carryOn(engine, id, until)
    } catch (error) {
      const problem = asError(error).message
      engine.log.error('order.trouble', { order: id, because: problem })
      await noteTrouble(engine.pool, id, problem, limits.orderTries, engine.clock.now())
    }
    if (engine.clock.now() >= until) break
  }
  return running.length
}

type Chunk = {
  order: OrderRow
  /** An older order about the same flow, to be carried out first. */
  behind: string | null
  /** Lanes where somebody may have something to do now. */
  rung: number[]
}

async function oneChunk(engine: EngineContext, id: string): Promise<Chunk> {
  return transaction(engine.pool, async (sql) => {
    const seen = await readOrder(sql, id)
    // The flow before the order, as everybody locks them who locks both.
    if (seen?.spec.kind === 'resume' && seen.flow_id !== null) await loadFlow(sql, seen.flow_id, true)
    const order = await lockOrder(sql, id)
    if (order === undefined) throw engineFaults.ORDER_UNKNOWN({ id })
    if (order.state !== 'running') return { order, behind: null, rung: [] }
    const [first] = order.flow_id === null ? [] : await runningOrders(sql, order.flow_id)
    if (first !== undefined && first.id !== id) return { order, behind: first.id, rung: [] }

    const now = engine.clock.now()
    if (order.lanes_done === order.lanes.length || (await overtaken(sql, order, now)))
      return { order: await end(sql, order, now), behind: null, rung: order.lanes }
    const rung: number[] = []
    // Lanes where little is to be done share a transaction, as its commit is what costs.
    while (rung.length < limits.orderLanes) {
      const next = order.lanes[order.lanes_done]
      if (next === undefined || (rung.length > 0 && order.lanes_done === LANES)) break
      await lockLane(sql, next)
      const done = await workOn({ engine, sql, order, lane: next, now })
      rung.push(next)
      order.counts = added(order.counts, done.counts)
      order.after = done.after ?? '0'
      if (done.after !== null) break
      order.lanes_done += 1
    }
    await advanceOrder(sql, order)
    if (order.flow_id !== null) await sql.query(/* sql */ `select pg_notify('snodo_counts', $1)`, [order.flow_id])
    return { order, behind: null, rung }
  })
}

/**
 * A resume makes the flow live once every lane is ready; where the flow was stopped meanwhile, nothing is left to resume, and nobody
 * else is to be let in.
 */
async function overtaken(sql: Sql, order: OrderRow, now: Instant): Promise<boolean> {
  const { spec, flow_id: id } = order
  if (spec.kind === 'enroll' && id !== null) {
    const state = (await loadFlow(sql, id))?.state
    return state !== 'live' && state !== 'paused'
  }
  if (spec.kind !== 'resume' || id === null) return false
  if (order.lanes_done > LANES) return false
  const flow = await loadFlow(sql, id)
  if (flow?.state !== 'paused' || flow.paused_at !== spec.pausedAt) return true
  if (order.lanes_done < LANES) return false
  await setFlowState(sql, id, { state: flow.resumes_to ?? 'live', pausedAt: null, resumesTo: null }, now)
  await bumpEpoch(sql)
  return false
}

async function end(sql: Sql, order: OrderRow, now: Instant): Promise<OrderRow> {
  const state = order.lanes_done < order.lanes.length ? 'overtaken' : 'done'
  await endOrder(sql, order.id, state, now)
  return { ...order, state, ended_at: now }
}

function added(counts: Readonly<Record<string, number>>, more: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...counts }
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
