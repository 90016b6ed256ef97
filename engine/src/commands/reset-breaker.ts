import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { loadBreakers, saveBreaker } from '../ledgers/flows/flow-breakers.ts'
import { releaseFromBreaker } from '../ledgers/messages/hold-messages.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { DAY_MS, type FlowBreaker } from '../rules/sending/breaker.ts'
import { withContact } from './lock-contact.ts'

/** Lets a flow send again that the breaker had stopped. It is not stopped again for a day: somebody has looked. Harmless twice. */
export async function resetFlowBreaker(
  engine: EngineContext,
  given: { flow: string; author: string; reason: string },
): Promise<FlowBreaker | null> {
  const breaker = await transaction(engine.pool, async (sql) => {
    const known = (await loadBreakers(sql, [given.flow])).get(given.flow)
    if (known === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.flow })
    if (known === null || known.state === 'reset') return known
    const now = engine.clock.now()
    const reset: FlowBreaker = { state: 'reset', at: now, by: given.author, reason: given.reason, until: now + DAY_MS }
    await saveBreaker(sql, given.flow, reset)
    const { at, ...values } = known
    await writeAudit(sql, [
      {
        at: now,
        actor: given.author,
        action: 'flow.breakerReset',
        subject: `flow:${given.flow}`,
        reason: given.reason,
        details: { ...values, trippedAt: at },
      },
    ])
    return reset
  })
  await engine.bells.ringDeliver(allLanes())
  return breaker
}

/** Lets the messages go that the breaker holds for one contact; later ones are counted as before. Tells how many. */
export async function resetContactBreaker(
  engine: EngineContext,
  given: { contact: string; author: string; reason: string },
): Promise<{ contact: string; released: number }> {
  const done = await withContact(engine.pool, given.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    const released = await releaseFromBreaker(sql, { lane, contact, now, by: given.author, reason: given.reason })
    await writeAudit(sql, [
      {
        at: now,
        actor: given.author,
        action: 'contact.breakerReset',
        subject: `contact:${contact}`,
        reason: given.reason,
        details: { released },
      },
    ])
    return { contact, released, lane }
  })
  await engine.bells.ringDeliver([done.lane])
  return { contact: done.contact, released: done.released }
}
