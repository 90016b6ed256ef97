import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { countStanding } from '../ledgers/enrollments/pick-enrollments.ts'
import { countKeptOut, countPaused } from '../ledgers/enrollments/resume-enrollments.ts'
import { type FlowWithDraft, loadFlow } from '../ledgers/flows/flow-rows.ts'
import { countOverdue } from '../ledgers/messages/hold-messages.ts'
import { insertOrder } from '../ledgers/orders/order-rows.ts'
import { limits } from '../limits.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { RESUME_DEFAULTS, type ResumeAnswers } from '../rules/flows/order-spec.ts'
import { assertIdle } from './assert-idle.ts'
import { carryOn } from './carry-on.ts'
import type { VerbDone, VerbGiven } from './flow-states.ts'

/**
 * What resuming asks about, with counts: waits that stood still (and how many of them ran out meanwhile), dates that do not shift,
 * who was kept out, messages and journeys that are late by now and how many of those by less than a day. Changes nothing.
 */
export async function previewResume(engine: EngineContext, id: string): Promise<VerbDone> {
  const flow = await loadFlow(engine.pool, id)
  const { pausedAt } = mustBePaused(flow, id)
  const now = engine.clock.now()
  const youngSince = now - DAY_MS
  const waits = await countPaused(engine.pool, { flow: id, pausedAt, now, youngSince })
  const messages = await countOverdue(engine.pool, id, now, youngSince)
  return {
    state: 'paused',
    counts: {
      ...waits,
      entriesKeptOut: await countKeptOut(engine.pool, id, pausedAt),
      messagesOverdue: messages.all,
      messagesOverdueYoung: messages.young,
    },
    order: null,
  }
}

/**
 * Lets a paused flow go on as the answers say. While it is still paused nobody moves, so each lane is made ready by itself; then the
 * flow is live, or closed if it was closed before. An order like any other: cut off half way it is carried on, nothing shifts twice.
 */
export async function resumeFlow(
  engine: EngineContext,
  given: VerbGiven & { answers?: Partial<ResumeAnswers> },
): Promise<VerbDone> {
  const answers = { ...RESUME_DEFAULTS, ...given.answers }
  const at = engine.clock.now()
  const id = await transaction(engine.pool, async (sql) => {
    const flow = await loadFlow(sql, given.id, true)
    const { pausedAt } = mustBePaused(flow, given.id)
    await assertIdle(sql, given.id, 'resume', ['stop', 'resume'])
    const { author, reason = null } = given
    const inside = (await countStanding(sql, given.id)).reduce((sum, row) => sum + row.inside, 0)
    const kept = answers.entries === 'enter' ? await countKeptOut(sql, given.id, pausedAt) : 0
    const order = await insertOrder(
      sql,
      {
        flow: given.id,
        spec: { kind: 'resume', answers, pausedAt, resumedAt: at },
        author,
        reason,
        matched: inside + kept,
        lanes: [...allLanes(), ...allLanes()],
      },
      at,
    )
    await writeAudit(sql, [
      {
        at,
        actor: author,
        action: 'flow.resume',
        subject: `flow:${given.id}`,
        reason,
        details: { order, answers: { ...answers } },
      },
    ])
    return order
  })
  const order = await carryOn(engine, id, at + limits.orderReplyMs)
  await engine.pool.query(/* sql */ `select pg_notify('snodo_counts', $1)`, [given.id])
  const state = (await loadFlow(engine.pool, given.id))?.state ?? 'paused'
  return { state, counts: { waitsShifted: 0, entered: 0, messagesSkipped: 0, ...order.counts }, order }
}

const DAY_MS = 86_400_000

function mustBePaused(flow: FlowWithDraft | undefined, id: string): { pausedAt: number } {
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  if (flow.state !== 'paused' || flow.paused_at === null)
    throw engineFaults.FLOW_STATE({ verb: 'resume', state: flow.state, possible: 'paused' })
  return { pausedAt: flow.paused_at }
}
