import { isId, laneOf } from '@snodo/base'
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
  const flow = await loadFlow(engine.pool, given.id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
  if (flow.state !== 'live') throw engineFaults.FLOW_STATE({ verb: 'enroll contacts into', state: flow.state, possible: 'live' })
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
    for (const [lane, ids] of byLane) await requestEntry(engine, sql, lane, given.id, ids)
    await writeAudit(sql, [
      {
        at: engine.clock.now(),
        actor: given.author,
        action: 'flow.enroll',
        subject: `flow:${given.id}`,
        details: { contacts: contacts.length },
      },
    ])
  })
  await engine.bells.ringMove([...byLane.keys()])
  return { requested: contacts.length }
}

async function requestEntry(
  engine: EngineContext,
  sql: Sql,
  lane: number,
  flowId: string,
  contacts: readonly string[],
): Promise<void> {
  await engine.ids.reserve(sql, contacts.length)
  const requests = contacts.map(
    (contact): InboxRequest => ({
      id: engine.ids.next(lane),
      contact,
      kind: 'enroll',
      name: 'Enroll Requested',
      payload: { flow: flowId },
    }),
  )
  await appendRequests(sql, lane, requests, engine.clock.now())
}
