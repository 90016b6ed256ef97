import { type Instant, LANES } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { freezeWaits, keptOutWhilePaused } from '../ledgers/enrollments/resume-enrollments.ts'
import { stopEnrollments } from '../ledgers/enrollments/stop-enrollments.ts'
import { bumpEpoch, type FlowWithDraft, loadFlow, setFlowState } from '../ledgers/flows/flow-rows.ts'
import { appendRequests } from '../ledgers/inbox/read-inbox.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { cancelMessages, shiftExpiry, skipOverdue } from '../ledgers/messages/hold-messages.ts'
import { limits } from '../limits.ts'
import { allLanes } from '../rules/all-lanes.ts'
import type { FlowState } from '../rules/flow-catalog.ts'

export type VerbGiven = { id: string; author: string; reason?: string | null }

/** What became of a flow, with the numbers that were asked for. */
export type VerbDone = { state: FlowState; counts: Record<string, number> }

/** Pause acts at once and asks nothing: nobody moves, nothing is sent, whoever comes is written down as kept out. */
export async function pauseFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  await changeState(engine, given, 'pause', ['live'], 'paused', (at) => at)
  return { state: 'paused', counts: {} }
}

export type ResumeAnswers = {
  /** `wentOn`: waits kept running during the pause; `frozen`: they continue where they stood. Dates and expiries never shift. */
  waits: 'frozen' | 'wentOn'
  /** Those kept out by the pause: let in now, or dropped. */
  entries: 'enter' | 'drop'
  /** Messages that became due meanwhile: send those younger than 24 h, all, or none. */
  messages: 'young' | 'all' | 'none'
}

/** The defaults of semantics rule 27. */
export const RESUME_DEFAULTS: ResumeAnswers = { waits: 'frozen', entries: 'enter', messages: 'young' }

export async function resumeFlow(
  engine: EngineContext,
  given: VerbGiven & { answers?: Partial<ResumeAnswers> },
): Promise<VerbDone> {
  const answers = { ...RESUME_DEFAULTS, ...given.answers }
  const counts = { waitsShifted: 0, entered: 0, messagesSkipped: 0 }
  const flow = await loadFlow(engine.pool, given.id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
  if (flow.state !== 'paused' || flow.paused_at === null) {
    throw engineFaults.FLOW_STATE({ verb: 'resume', state: flow.state, possible: 'paused' })
  }
  const pausedAt = flow.paused_at
  const now = engine.clock.now()
  // While the flow is still paused nobody moves, so each lane can be prepared by itself; the state changes last. Each lane's part
  // is marked by the instant of the pause, so a resume that was cut off and is done again shifts nothing twice.
  for (let lane = 0; lane < LANES; lane++) {
    await transaction(engine.pool, async (sql) => {
      await lockLane(sql, lane)
      if (answers.waits === 'frozen') counts.waitsShifted += await freezeWaits(sql, { lane, flowId: flow.id, pausedAt, now })
      if (answers.messages === 'none')
        counts.messagesSkipped += await skipOverdue(sql, { lane, flowId: flow.id, createdBefore: now, now })
      if (answers.messages === 'young') {
        counts.messagesSkipped += await skipOverdue(sql, { lane, flowId: flow.id, createdBefore: now - DAY_MS, now })
      }
      if (answers.messages === 'all') await shiftExpiry(sql, { lane, flowId: flow.id, now })
      if (answers.entries === 'enter') counts.entered += await enrollKeptOut(engine, sql, lane, flow, pausedAt)
    })
  }
  await changeState(engine, given, 'resume', ['paused'], 'live', () => null, { answers: { ...answers }, ...counts })
  await engine.bells.ringMove(allLanes())
  await engine.bells.ringDeliver(allLanes())
  return { state: 'live', counts }
}

const DAY_MS = 86_400_000

async function enrollKeptOut(
  engine: EngineContext,
  sql: Sql,
  lane: number,
  flow: FlowWithDraft,
  pausedAt: Instant,
): Promise<number> {
  const kept = await keptOutWhilePaused(sql, { lane, flowId: flow.id, since: pausedAt })
  if (kept.length === 0) return 0
  await engine.ids.reserve(sql, kept.length)
  await appendRequests(
    sql,
    lane,
    kept.map((row) => ({
      id: engine.ids.next(lane),
      contact: row.contact_id,
      kind: 'enroll',
      name: 'Flow Resumed',
      payload: { flow: flow.id, name: row.name, properties: row.properties },
    })),
    engine.clock.now(),
  )
  return kept.length
}

/** No new entries; those inside finish. */
export async function closeFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  await changeState(engine, given, 'close', ['live', 'paused'], 'closed', () => null)
  return { state: 'closed', counts: {} }
}

/** All journeys end now. Nobody enters after this has answered: the state is committed before the first lane is emptied. */
export async function stopFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  await changeState(engine, given, 'stop', ['live', 'paused', 'closed', 'stopped'], 'stopped', () => null)
  const counts = { ended: 0, messagesCanceled: 0 }
  const now = engine.clock.now()
  for (let lane = 0; lane < LANES; lane++) {
    for (;;) {
      const ended = await transaction(engine.pool, async (sql) => {
        await lockLane(sql, lane)
        counts.messagesCanceled += await cancelMessages(sql, { lane, flowId: given.id, now, because: { code: 'FLOW_STOPPED' } })
        return stopEnrollments(sql, {
          lane,
          flowId: given.id,
          now,
          limit: limits.commandChunk,
          because: { code: 'FLOW_STOPPED', values: { by: given.author } },
        })
      })
      counts.ended += ended
      if (ended < limits.commandChunk) break
    }
  }
  return { state: 'stopped', counts }
}

/** Out of sight; only when nobody is inside any more. */
export async function archiveFlow(engine: EngineContext, given: VerbGiven): Promise<VerbDone> {
  await changeState(engine, given, 'archive', ['draft', 'closed', 'stopped'], 'archived', () => null)
  return { state: 'archived', counts: {} }
}

async function changeState(
  engine: EngineContext,
  given: VerbGiven,
  verb: string,
  from: readonly FlowState[],
  to: FlowState,
  pausedAt: (now: Instant) => Instant | null,
  details: Record<string, unknown> = {},
): Promise<void> {
  await transaction(engine.pool, async (sql) => {
    const flow = await loadFlow(sql, given.id, true)
    if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
    if (!from.includes(flow.state)) throw engineFaults.FLOW_STATE({ verb, state: flow.state, possible: from.join(', ') })
    const at = engine.clock.now()
    await setFlowState(sql, given.id, to, pausedAt(at), at)
    await bumpEpoch(sql)
    await writeAudit(sql, [
      {
        at,
        actor: given.author,
        action: `flow.${verb}`,
        subject: `flow:${given.id}`,
        reason: given.reason ?? null,
        details: JSON.parse(JSON.stringify(details)),
      },
    ])
    await sql.query(/* sql */ `select pg_notify('snodo_counts', $1)`, [given.id])
  })
}
