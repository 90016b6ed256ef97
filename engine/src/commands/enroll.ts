import { checkPredicate, compileAudience, type Predicate } from '@snodo/audience'
import { isId, type JsonObject, LANES, laneOf } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { existingContacts } from '../ledgers/contacts/existing-contacts.ts'
import { loadFlow } from '../ledgers/flows/flow-rows.ts'
import { appendRequests, type InboxRequest } from '../ledgers/inbox/read-inbox.ts'
import { limits } from '../limits.ts'

/**
 * Asks for contacts to be let into a live flow. They enter through the inbox like anybody else, so that re-entry rules and
 * order hold; who is kept out is recorded with the reason. All or none are asked for: unknown ids refuse the whole request.
 */
export async function enroll(
  engine: EngineContext,
  given: { id: string; contacts: readonly string[]; author: string },
): Promise<{ requested: number }> {
  await mustBeLive(engine, given.id)
  const contacts = [...new Set(given.contacts)]
  if (contacts.length > limits.enrollBatch)
    throw engineFaults.TOO_MANY_CONTACTS({ got: contacts.length, most: limits.enrollBatch })
  const malformed = contacts.filter((id) => !isId(id))
  if (malformed.length > 0) throw engineFaults.CONTACTS_UNKNOWN({ ids: malformed })

  const byLane = Map.groupBy(contacts, laneOf)
  await transaction(engine.pool, async (sql) => {
    const missing: string[] = []
    for (const [lane, ids] of byLane) {
      const known = await existingContacts(sql, lane, ids)
      missing.push(...ids.filter((id) => !known.has(id)))
    }
    if (missing.length > 0) throw engineFaults.CONTACTS_UNKNOWN({ ids: missing })
    for (const [lane, ids] of byLane) await requestEntry(engine, sql, lane, given, ids)
    await audit(engine, sql, given, { contacts: contacts.length })
  })
  await engine.bells.ringMove([...byLane.keys()])
  return { requested: contacts.length }
}

/**
 * Asks for everyone a segment describes at this moment (a condition on contacts alone) to be let into a live flow, all or
 * none, by the same rules as `enroll`.
 */
export async function enrollSegment(
  engine: EngineContext,
  given: { id: string; segment: unknown; author: string },
): Promise<{ requested: number }> {
  const segment = readSegment(given.segment)
  await mustBeLive(engine, given.id)
  const lanes: number[] = []
  let requested = 0
  await transaction(engine.pool, async (sql) => {
    for (let lane = 0; lane < LANES; lane++) {
      const { text, values } = compileAudience(segment, { at: engine.clock.now(), lane })
      const { rows } = await sql.query<{ id: string }>(/* sql */ `select a.id from (${text}) a order by a.id`, values)
      if (rows.length === 0) continue
      lanes.push(lane)
      requested += rows.length
      for (let from = 0; from < rows.length; from += limits.commandChunk) {
        const ids = rows.slice(from, from + limits.commandChunk).map((row) => row.id)
        await requestEntry(engine, sql, lane, given, ids)
      }
    }
    await audit(engine, sql, given, { contacts: requested, segment: segment as unknown as JsonObject })
  })
  await engine.bells.ringMove(lanes)
  return { requested }
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

async function requestEntry(
  engine: EngineContext,
  sql: Sql,
  lane: number,
  { id, author }: { id: string; author: string },
  contacts: readonly string[],
): Promise<void> {
  await engine.ids.reserve(sql, contacts.length)
  const requests = contacts.map(
    (contact): InboxRequest => ({
      id: engine.ids.next(lane),
      contact,
      kind: 'enroll',
      name: 'Enroll Requested',
      payload: { flow: id, author },
    }),
  )
  await appendRequests(sql, lane, requests, engine.clock.now())
}
