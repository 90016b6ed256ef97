import { laneOf } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { noteBreakerReset } from '../ledgers/contacts/reset-contact.ts'
import { resolveContact } from '../ledgers/contacts/resolve-contact.ts'
import { loadBreakers, saveBreaker } from '../ledgers/flows/flow-breakers.ts'
import { countHeldByBreaker, type HeldByBreaker, releaseFromBreaker } from '../ledgers/messages/hold-messages.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { DAY_MS, type FlowBreaker, graceMs, type HeldRepeats } from '../rules/sending/breaker.ts'
import { withContact } from './lock-contact.ts'
import { personFaults } from './person-faults.ts'

/** What a reset does with the messages the breaker kept back: those released are judged again like any other, the rest end as not sent. */
export type BreakerCounts = HeldByBreaker & { released: number; notSent: number }

type ResetGiven = { author: string; reason: string; repeats?: HeldRepeats }

/** What resetting the breaker of a flow would do; changes nothing. */
export async function previewFlowReset(
  engine: EngineContext,
  given: { flow: string; repeats?: HeldRepeats },
): Promise<BreakerCounts> {
  const known = (await loadBreakers(engine.pool, [given.flow])).get(given.flow)
  if (known === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.flow })
  return countsOfFlow(engine, engine.pool, given.flow, known, given.repeats ?? 'drop')
}

/**
 * Lets a flow send again that the breaker had stopped. What it kept back is judged like any other message, but that repeats are
 * dropped unless they are asked for. Harmless twice.
 */
export async function resetFlowBreaker(
  engine: EngineContext,
  given: ResetGiven & { flow: string },
): Promise<{ breaker: FlowBreaker | null; counts: BreakerCounts }> {
  const repeats = given.repeats ?? 'drop'
  const done = await transaction(engine.pool, async (sql) => {
    const known = (await loadBreakers(sql, [given.flow])).get(given.flow)
    if (known === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.flow })
    const counts = await countsOfFlow(engine, sql, given.flow, known, repeats)
    if (known === null || known.state === 'reset') return { breaker: known, counts }
    const now = engine.clock.now()
    const { author: by, reason } = given
    const reset: FlowBreaker = { state: 'reset', at: now, by, reason, until: now + graceMs(repeats), repeats }
    await saveBreaker(sql, given.flow, reset)
    const { at, ...values } = known
    await writeAudit(sql, [
      {
        at: now,
        actor: by,
        action: 'flow.breakerReset',
        subject: `flow:${given.flow}`,
        reason,
        details: { ...values, trippedAt: at, heldRepeats: repeats, released: counts.released, notSent: counts.notSent },
      },
    ])
    return { breaker: reset, counts }
  })
  await engine.bells.ringDeliver(allLanes())
  return done
}

/** What resetting the breaker for a contact would do; changes nothing. */
export async function previewContactReset(
  engine: EngineContext,
  given: { contact: string; repeats?: HeldRepeats },
): Promise<BreakerCounts & { contact: string }> {
  const contact = await resolveContact(engine.pool, given.contact)
  if (contact === null) throw personFaults.CONTACT_UNKNOWN({ id: given.contact })
  const since = engine.clock.now() - DAY_MS
  const held = await countHeldByBreaker(engine.pool, { lane: laneOf(contact), contact }, since)
  return { contact, ...fates(held, given.repeats ?? 'drop') }
}

/**
 * Lets the messages go that the breaker holds for one contact: every rule judges them again, and the breaker, which counts anew from
 * now, holds what is beyond as many as it lets through. Repeats of what the contact had within a day are dropped unless asked for.
 */
export async function resetContactBreaker(
  engine: EngineContext,
  given: ResetGiven & { contact: string },
): Promise<BreakerCounts & { contact: string }> {
  const { author, reason, repeats = 'drop' } = given
  const done = await withContact(engine.pool, given.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    const counts = fates(await countHeldByBreaker(sql, { lane, contact }, now - DAY_MS), repeats)
    await noteBreakerReset(sql, lane, contact, now)
    await releaseFromBreaker(sql, { lane, contact, now, by: author, reason, dropRepeat: repeats === 'drop' })
    const { released, notSent } = counts
    await writeAudit(sql, [
      {
        at: now,
        actor: author,
        action: 'contact.breakerReset',
        subject: `contact:${contact}`,
        reason,
        details: { released, notSent, heldRepeats: repeats },
      },
    ])
    return { lane, reply: { contact, ...counts } }
  })
  await engine.bells.ringDeliver([done.lane])
  return done.reply
}

/** A flow the breaker did not stop has nothing kept back by it. */
async function countsOfFlow(
  engine: EngineContext,
  sql: Sql,
  flow: string,
  breaker: FlowBreaker | null,
  repeats: HeldRepeats,
): Promise<BreakerCounts> {
  if (breaker?.state !== 'tripped') return fates({ held: 0, blocks: 0, contacts: 0, repeats: 0 }, repeats)
  return fates(await countHeldByBreaker(sql, { flow }, engine.clock.now() - DAY_MS), repeats)
}

function fates(held: HeldByBreaker, repeats: HeldRepeats): BreakerCounts {
  const notSent = repeats === 'send' ? 0 : held.repeats
  return { ...held, released: held.held - notSent, notSent }
}
