import { type Instant, LANES } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import {
  carryOver,
  enterVersion,
  pickToMigrate,
  recallPassed,
  type ToMigrate,
} from '../ledgers/enrollments/migrate-enrollments.ts'
import {
  endEnrollments,
  holdEnrollments,
  moveEnrollments,
  type OrderChunk,
  releaseEnrollments,
  retryEnrollments,
  skipEnrollments,
} from '../ledgers/enrollments/order-enrollments.ts'
import { pickEnrollments } from '../ledgers/enrollments/pick-enrollments.ts'
import { closeLateDoors, freezeWaits, keptOutWhilePaused, markOverdue } from '../ledgers/enrollments/resume-enrollments.ts'
import { appendRequests } from '../ledgers/inbox/read-inbox.ts'
import { cancelMessages, shiftExpiry, skipOverdue } from '../ledgers/messages/hold-messages.ts'
import type { OrderRow } from '../ledgers/orders/order-rows.ts'
import { limits } from '../limits.ts'
import { becauseOrdered, type EnrollmentFilter, type OrderKind, type OrderSpec } from '../rules/flows/order-spec.ts'
import { describedBy, requestEntries } from './request-entries.ts'

/** One chunk of an order: in one lane, under its lock, beginning after an id. */
export type ChunkGiven = { engine: EngineContext; sql: Sql; order: OrderRow; lane: number; now: Instant }

/** What a chunk came to; `after` null: nothing is left to do in the lane. */
export type ChunkDone = { after: string | null; counts: Record<string, number> }

type Work<Kind extends OrderKind> = (given: ChunkGiven, spec: Extract<OrderSpec, { kind: Kind }>) => Promise<ChunkDone>

/** What each kind of order does to one chunk; set-based, and all of it in the transaction that moves the order's cursor. */
const WORKS: { [Kind in OrderKind]: Work<Kind> } = {
  retry: (given, { filter }) => toPicked(given, filter, (chunk) => retryEnrollments(given.sql, chunk)),
  hold: (given, { filter }) => toPicked(given, filter, (chunk) => holdEnrollments(given.sql, chunk)),
  release: (given, { filter }) => toPicked(given, filter, (chunk) => releaseEnrollments(given.sql, chunk)),
  end: (given, { filter }) => toPicked(given, filter, (chunk) => endEnrollments(given.sql, chunk, 'discarded')),
  skip: (given, { filter, ports }) => toPicked(given, filter, (chunk) => skipEnrollments(given.sql, chunk, ports)),
  move: (given, { filter, to, versions }) =>
    toPicked(given, filter, (chunk) => moveEnrollments(given.sql, chunk, { node: to, versions })),
  migrate,
  stop,
  resume,
  enroll: letInDescribed,
}

export function workOn(given: ChunkGiven): Promise<ChunkDone> {
  const { spec } = given.order
  const work = WORKS[spec.kind] as Work<OrderKind> // the table gives each kind the work on its own spec
  return work(given, spec)
}

async function toPicked(
  given: ChunkGiven,
  filter: EnrollmentFilter,
  deed: (chunk: OrderChunk) => Promise<number>,
): Promise<ChunkDone> {
  const ids = await pickEnrollments(given.sql, {
    lane: given.lane,
    filter,
    after: given.order.after,
    limit: limits.commandChunk,
    enteredBy: given.order.placed_at,
  })
  return { after: lastOf(ids), counts: { changed: await deed(chunkOf(given, ids)) } }
}

async function migrate(given: ChunkGiven, spec: Extract<OrderSpec, { kind: 'migrate' }>): Promise<ChunkDone> {
  const { sql, lane, order } = given
  const { toVersion, rules, tracked } = spec
  const rows = await pickToMigrate(sql, {
    lane,
    flow: order.flow_id ?? '0',
    toVersion,
    after: order.after,
    limit: limits.commandChunk,
  })
  const ruleOf = new Map(rules.map((rule) => [`${rule.version}/${rule.node}`, rule]))
  const groups = Map.groupBy(rows, (row) => ruleOf.get(`${row.version_id}/${row.node}`)?.do ?? 'stay')
  const chunk = (whom: 'end' | 'carry' | 'enter') => chunkOf(given, idsOf(groups.get(whom)))
  // Before they are taken over: those who are given another visit have another journal row from then on.
  await recallPassed(sql, lane, [...chunk('carry').ids, ...chunk('enter').ids], tracked)
  const carried = await carryOver(
    sql,
    chunk('carry'),
    toVersion,
    rules.filter((rule) => rule.do === 'carry'),
  )
  const entered = await enterVersion(
    sql,
    chunk('enter'),
    toVersion,
    rules.filter((rule) => rule.do === 'enter'),
  )
  const ended = await endEnrollments(sql, chunk('end'), 'migrated')
  return {
    after: lastOf(rows.map((row) => row.id)),
    counts: { moved: carried + entered, ended, stayed: groups.get('stay')?.length ?? 0 },
  }
}

/** What the segment counts back from is when the order was placed, however long it takes. */
async function letInDescribed(
  { engine, sql, lane, order }: ChunkGiven,
  { segment }: Extract<OrderSpec, { kind: 'enroll' }>,
): Promise<ChunkDone> {
  const { after, placed_at: at, author } = order
  const contacts = await describedBy(sql, { segment, lane, at, after, limit: limits.commandChunk })
  await requestEntries(engine, sql, lane, { flow: order.flow_id ?? '0', author, contacts })
  return { after: lastOf(contacts), counts: { requested: contacts.length } }
}

async function stop(given: ChunkGiven): Promise<ChunkDone> {
  const { sql, lane, order, now } = given
  const flow = order.flow_id ?? '0'
  const because = becauseOf(order)
  const messagesCanceled = order.after === '0' ? await cancelMessages(sql, { lane, flowId: flow, now, because }) : 0
  const ids = await pickEnrollments(sql, {
    lane,
    filter: { flow },
    after: order.after,
    limit: limits.commandChunk,
    enteredBy: null,
  })
  const ended = await endEnrollments(sql, chunkOf(given, ids), 'stopped')
  return { after: lastOf(ids), counts: { ended, messagesCanceled } }
}

/**
 * Resuming passes the lanes twice. First, while nobody moves yet, each is made ready: waits, and messages. Then the flow is live
 * again (`carry-on.ts` sees to that), and only then those whom the pause kept out are let in: so nobody is kept out in between.
 */
async function resume(given: ChunkGiven, spec: Extract<OrderSpec, { kind: 'resume' }>): Promise<ChunkDone> {
  return given.order.lanes_done < LANES ? makeReady(given, spec) : letIn(given, spec)
}

async function makeReady(given: ChunkGiven, spec: Extract<OrderSpec, { kind: 'resume' }>): Promise<ChunkDone> {
  const { sql, lane, order } = given
  const { answers, pausedAt, resumedAt } = spec
  const flowId = order.flow_id ?? '0'
  const tooOld = answers.messages === 'none' ? resumedAt : answers.messages === 'young' ? resumedAt - DAY_MS : null
  const counts = { waitsShifted: 0, messagesSkipped: 0, overdueSkipped: 0 }
  if (order.after === '0') {
    if (tooOld === null) await shiftExpiry(sql, { lane, flowId, now: resumedAt })
    else counts.messagesSkipped = await skipOverdue(sql, { lane, flowId, dueBefore: tooOld, now: resumedAt })
  }
  const ids = await pickEnrollments(sql, {
    lane,
    filter: { flow: flowId },
    after: order.after,
    limit: limits.commandChunk,
    enteredBy: null,
  })
  const because = { code: 'WAIT_FROZEN', values: { pausedAt } }
  if (answers.waits === 'frozen') counts.waitsShifted = await freezeWaits(sql, { lane, ids, pausedAt, resumedAt, because })
  else await closeLateDoors(sql, { lane, ids })
  // Whoever is overdue after that was overtaken by a date, or went on in time: what they would be sent now is as late as they are.
  if (tooOld !== null) counts.overdueSkipped = await markOverdue(sql, { lane, ids, before: tooOld })
  return { after: lastOf(ids), counts }
}

const DAY_MS = 86_400_000

async function letIn(given: ChunkGiven, { answers, pausedAt }: Extract<OrderSpec, { kind: 'resume' }>): Promise<ChunkDone> {
  const { engine, sql, lane, order, now } = given
  const flow = order.flow_id ?? '0'
  const kept = answers.entries === 'enter' ? await keptOutWhilePaused(sql, { lane, flowId: flow, pausedAt }) : []
  await engine.ids.reserve(sql, kept.length)
  await appendRequests(
    sql,
    lane,
    kept.map(({ contact_id, start, name, properties }) => ({
      id: engine.ids.next(lane),
      contact: contact_id,
      kind: 'enroll',
      name: 'Flow Resumed',
      payload: { flow, name, properties, ...(start === null ? {} : { node: start }) },
    })),
    now,
    1,
  )
  return { after: null, counts: { entered: kept.length } }
}

function chunkOf({ lane, now, order }: ChunkGiven, ids: readonly string[]): OrderChunk {
  return { lane, ids, now, because: becauseOf(order) }
}

function becauseOf(order: OrderRow) {
  return becauseOrdered(order.spec.kind, order.author, order.reason)
}

function idsOf(rows: readonly ToMigrate[] | undefined): string[] {
  return (rows ?? []).map((row) => row.id)
}

/** Where the next chunk begins; null where this one was not full, so the lane is done. */
function lastOf(ids: readonly string[]): string | null {
  return ids.length < limits.commandChunk ? null : (ids.at(-1) ?? null)
}
