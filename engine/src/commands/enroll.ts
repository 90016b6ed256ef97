import { checkPredicate, type Predicate } from '@snodo/audience'
import { isId, type JsonObject, laneOf } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { existingContacts } from '../ledgers/contacts/existing-contacts.ts'
import { loadFlow } from '../ledgers/flows/flow-rows.ts'
import { insertOrder, type OrderRow } from '../ledgers/orders/order-rows.ts'
import { limits } from '../limits.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { carryOn } from './carry-on.ts'
import { countDescribed, requestEntries } from './request-entries.ts'

export type EnrollGiven = { id: string; contacts: readonly string[]; author: string }

/** How many `enroll` would ask for; changes nothing. Throws all that it would throw. */
export async function previewEnroll(engine: EngineContext, given: Pick<EnrollGiven, 'id' | 'contacts'>): Promise<number> {
  await mustBeLive(engine, given.id)
  const byLane = lanesOf(given.contacts)
  await mustExist(engine.pool, byLane)
  return sumOf(new Map([...byLane].map(([lane, ids]) => [lane, ids.length])))
}

/**
 * Asks for contacts to be let into a live flow. They enter through the inbox like anybody else, so that re-entry rules and
 * order hold; who is kept out is recorded with the reason. All or none are asked for: unknown ids refuse the whole request.
 */
export async function enroll(engine: EngineContext, given: EnrollGiven): Promise<{ requested: number }> {
  await mustBeLive(engine, given.id)
  const byLane = lanesOf(given.contacts)
  const requested = await transaction(engine.pool, async (sql) => {
    await mustExist(sql, byLane)
    let count = 0
    for (const [lane, contacts] of byLane) {
      await requestEntries(engine, sql, lane, { flow: given.id, author: given.author, contacts })
      count += contacts.length
    }
    await audit(engine, sql, given, { contacts: count })
    return count
  })
  await engine.bells.ringMove([...byLane.keys()])
  return { requested }
}

function lanesOf(given: readonly string[]): Map<number, string[]> {
  const contacts = [...new Set(given)]
  if (contacts.length > limits.enrollBatch)
    throw engineFaults.TOO_MANY_CONTACTS({ got: contacts.length, most: limits.enrollBatch })
  const malformed = contacts.filter((id) => !isId(id))
  if (malformed.length > 0) throw engineFaults.CONTACTS_UNKNOWN({ ids: malformed })
  return Map.groupBy(contacts, laneOf)
}

async function mustExist(sql: Sql, byLane: ReadonlyMap<number, readonly string[]>): Promise<void> {
  const missing: string[] = []
  for (const [lane, ids] of byLane) {
    const known = await existingContacts(sql, lane, ids)
    missing.push(...ids.filter((id) => !known.has(id)))
  }
  if (missing.length > 0) throw engineFaults.CONTACTS_UNKNOWN({ ids: missing })
}

export type SegmentGiven = { id: string; segment: unknown; author: string }

/** How many a segment describes at this moment; changes nothing. Throws all that `enrollSegment` would throw. */
export async function previewSegment(engine: EngineContext, given: Pick<SegmentGiven, 'id' | 'segment'>): Promise<number> {
  const segment = readSegment(given.segment)
  await mustBeLive(engine, given.id)
  return sumOf(await countDescribed(engine.pool, segment, allLanes(), engine.clock.now()))
}

/**
 * Asks for everyone a segment describes at this moment (a condition on contacts alone) to be let into a live flow, by the same rules
 * as `enroll`. It is an order like any other: of many people it is answered while it runs, and it ends where the flow is stopped.
 */
export async function enrollSegment(engine: EngineContext, given: SegmentGiven): Promise<OrderRow> {
  const { id: flow, author } = given
  const segment = readSegment(given.segment)
  await mustBeLive(engine, flow)
  const at = engine.clock.now()
  const counts = await countDescribed(engine.pool, segment, allLanes(), at)
  const matched = sumOf(counts)
  const id = await transaction(engine.pool, async (sql) => {
    const spec = { kind: 'enroll', segment } as const
    const order = await insertOrder(sql, { flow, spec, author, reason: null, matched, lanes: [...counts.keys()] }, at)
    await audit(engine, sql, given, { order, contacts: matched, segment: segment as unknown as JsonObject })
    return order
  })
  return carryOn(engine, id, at + limits.orderReplyMs)
}

function sumOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function readSegment(segment: unknown): Predicate {
  const [finding] = checkPredicate(segment, { event: false, journey: false })
  if (finding === undefined) return segment as Predicate // checked: no findings
  const { pointer, expected, got, fix } = finding
  throw engineFaults.SEGMENT_INVALID({ pointer, expected: expected.en, got, fix: fix.en })
}

async function mustBeLive(engine: EngineContext, id: string): Promise<void> {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  if (flow.state !== 'live') throw engineFaults.FLOW_STATE({ verb: 'enroll contacts into', state: flow.state, possible: 'live' })
}

async function audit(engine: EngineContext, sql: Sql, given: { id: string; author: string }, details: JsonObject): Promise<void> {
  const deed = { at: engine.clock.now(), actor: given.author, action: 'flow.enroll', subject: `flow:${given.id}`, details }
  await writeAudit(sql, [deed])
}
