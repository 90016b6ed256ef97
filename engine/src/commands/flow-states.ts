import { type Instant, LANES } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { countStanding } from '../ledgers/enrollments/pick-enrollments.ts'
import { bumpEpoch, type FlowWithDraft, loadFlow, setFlowState } from '../ledgers/flows/flow-rows.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { countStopped } from '../ledgers/messages/count-stopped.ts'
import { endOrder, insertOrder, type OrderRow, runningOrders } from '../ledgers/orders/order-rows.ts'
import { limits } from '../limits.ts'
import { allLanes } from '../rules/all-lanes.ts'
import type { FlowState } from '../rules/flows/flow-catalog.ts'
import { assertIdle } from './assert-idle.ts'
import { carryOn } from './carry-on.ts'

export type VerbGiven = { id: string; author: string; reason?: string | null }

/** What became of a flow, with the numbers that were asked for. `order`: what carries it out for those inside, where that takes an order. */
export type VerbDone = { state: FlowState; counts: Record<string, number>; order: OrderRow | null }

export type FlowVerb = 'pause' | 'close' | 'stop' | 'archive'

/** From which states each verb can be ordered. */
const FROM: Record<FlowVerb, readonly FlowState[]> = {
  pause: ['live', 'closed'],
  close: ['live', 'paused'],
  stop: ['live', 'paused', 'closed', 'stopped'],
  archive: ['draft', 'closed', 'stopped'],
}

/** Whom and what a verb would concern; changes nothing. */
export async function previewVerb(engine: EngineContext, id: string, verb: FlowVerb): Promise<VerbDone> {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  if (!FROM[verb].includes(flow.state))
    throw engineFaults.FLOW_STATE({ verb, state: flow.state, possible: FROM[verb].join(', ') })
  return { state: flow.state, counts: await countInside(engine.pool, id, engine.clock.now()), order: null }
}

async function countInside(sql: Sql, id: string, now: Instant): Promise<Record<string, number>> {
  const standing = await countStanding(sql, id)
  const messages = await countStopped(sql, { of: 'flow', flow: id }, now)
  return {
    inside: standing.reduce((sum, row) => sum + row.inside, 0),
    failed: standing.reduce((sum, row) => sum + row.failed, 0),
    messagesHandedOver: messages.handed,
    messagesWaiting: messages.held + messages.waiting,
  }
}

/** Pause acts at once and asks nothing: nobody moves, nothing is sent, whoever comes is written down as kept out. */
export async function pauseFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  const counts = await changeState(engine, given, 'pause', (flow, now) => ({
    state: 'paused',
    pausedAt: now,
    resumesTo: flow.state === 'closed' ? 'closed' : 'live',
  }))
  return { state: 'paused', counts, order: null }
}

/** No new entries; those inside finish. A paused flow stays so, and is closed when it is resumed, which asks about those inside. */
export async function closeFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  let state: FlowState = 'closed'
  const counts = await changeState(engine, given, 'close', (flow) => {
    if (flow.state === 'paused') state = 'paused'
    return flow.state === 'paused'
      ? { state: 'paused', pausedAt: flow.paused_at, resumesTo: 'closed' }
      : { state: 'closed', pausedAt: null, resumesTo: null }
  })
  return { state, counts, order: null }
}

/** Out of sight; only when nobody is inside any more. */
export async function archiveFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  const counts = await changeState(engine, given, 'archive', () => ({ state: 'archived', pausedAt: null, resumesTo: null }))
  return { state: 'archived', counts, order: null }
}

/**
 * All journeys end now. Nobody enters after this has answered: the state is committed, then every lane is passed once, so no trip
 * that still knew the flow as live is under way. Those inside are ended by an order, which a crash cannot leave half done.
 */
export async function stopFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  const id = await transaction(engine.pool, async (sql) => {
    const { flow, counts, at } = await lockFor(engine, sql, given, 'stop')
    const running = await runningOrders(sql, given.id)
    const stopping = running.find((order) => order.spec.kind === 'stop')
    if (stopping !== undefined) return stopping.id
    // Whatever else is being done to those inside is overtaken: all of them end.
    for (const order of running) await endOrder(sql, order.id, 'overtaken', at)
    await writeState(sql, given, 'stop', flow, { state: 'stopped', pausedAt: null, resumesTo: null }, counts, at)
    const { author, reason = null } = given
    const order = {
      flow: given.id,
      spec: { kind: 'stop' } as const,
      author,
      reason,
      matched: counts.inside ?? 0,
      lanes: allLanes(),
    }
    return insertOrder(sql, order, at)
  })
  await passLanes(engine)
  const order = await carryOn(engine, id, engine.clock.now() + limits.orderReplyMs)
  return { state: 'stopped', counts: { ended: 0, messagesCanceled: 0, ...order.counts }, order }
}

/** Waits until every trip that began before now has ended. */
async function passLanes(engine: EngineContext): Promise<void> {
  for (let lane = 0; lane < LANES; lane++) await transaction(engine.pool, (sql) => lockLane(sql, lane))
}

type Change = { state: FlowState; pausedAt: Instant | null; resumesTo: 'live' | 'closed' | null }

async function changeState(
  engine: EngineContext,
  given: VerbGiven,
  verb: FlowVerb,
  change: (flow: FlowWithDraft, now: Instant) => Change,
): Promise<Record<string, number>> {
  return transaction(engine.pool, async (sql) => {
    const { flow, counts, at } = await lockFor(engine, sql, given, verb)
    await assertIdle(sql, given.id, verb, ['stop', 'resume'])
    const inside = counts.inside ?? 0
    if (verb === 'archive' && inside > 0) throw engineFaults.FLOW_HAS_PEOPLE({ verb, inside })
    await writeState(sql, given, verb, flow, change(flow, at), counts, at)
    return counts
  })
}

async function lockFor(
  engine: EngineContext,
  sql: Sql,
  given: VerbGiven,
  verb: FlowVerb,
): Promise<{ flow: FlowWithDraft; counts: Record<string, number>; at: Instant }> {
  const flow = await loadFlow(sql, given.id, true)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
  if (!FROM[verb].includes(flow.state))
    throw engineFaults.FLOW_STATE({ verb, state: flow.state, possible: FROM[verb].join(', ') })
  const at = engine.clock.now()
  return { flow, counts: await countInside(sql, given.id, at), at }
}

async function writeState(
  sql: Sql,
  given: VerbGiven,
  verb: FlowVerb,
  flow: FlowWithDraft,
  to: Change,
  counts: Record<string, number>,
  at: Instant,
): Promise<void> {
  await setFlowState(sql, given.id, to, at)
  await bumpEpoch(sql)
  await writeAudit(sql, [
    {
      at,
      actor: given.author,
      action: `flow.${verb}`,
      subject: `flow:${given.id}`,
      reason: given.reason ?? null,
      details: { from: flow.state, to: to.state, ...counts },
    },
  ])
  await sql.query(/* sql */ `select pg_notify('snodo_counts', $1)`, [given.id])
}
