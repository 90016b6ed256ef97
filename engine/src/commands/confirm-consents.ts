import { isoOf, type JsonObject } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { writeConsents } from '../ledgers/consents/write-consents.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import type { ConfirmClaim } from '../rules/sending/confirm-link.ts'
import { withContact } from './lock-contact.ts'

/**
 * The second yes of a double opt-in: what is still to be confirmed is granted, with its proof, and flows of newcomers hear of it.
 * A link that is followed twice, or after the contact has withdrawn, changes nothing. On POST only, like unsubscribing.
 */
export async function confirmConsents(
  engine: EngineContext,
  given: { claim: ConfirmClaim; proof: JsonObject },
): Promise<{ confirmed: string[] }> {
  const { channel, purposes, message } = given.claim
  const done = await withContact(engine.pool, given.claim.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    const known = (await loadConsents(sql, lane, [contact])).get(contact)
    const confirmed = purposes.filter((purpose) => known?.get(`${channel}:${purpose}`) === 'pending')
    const proof = { ...given.proof, via: 'doubleOptIn', message, at: isoOf(now) }
    await writeConsents(
      { sql, ids: engine.ids, lane },
      confirmed.map((purpose) => ({ contact, channel, purpose, state: 'granted', basis: 'consent', proof })),
      now,
    )
    await engine.ids.reserve(sql, confirmed.length)
    await appendOwnEvents(
      sql,
      lane,
      confirmed.map((purpose) => ({
        id: engine.ids.next(lane),
        contact,
        name: 'Consent Confirmed',
        properties: { channel, purpose, via: 'doubleOptIn' },
      })),
      now,
    )
    return { confirmed, lane }
  })
  if (done.confirmed.length > 0) await engine.bells.ringMove([done.lane])
  return { confirmed: done.confirmed }
}
