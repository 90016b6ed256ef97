import { isoOf, type JsonObject, laneOf } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { writeConsents } from '../ledgers/consents/write-consents.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import { tellFates } from '../ledgers/inbox/tell-fates.ts'
import { cancelForContact, markUnsubscribed } from '../ledgers/messages/cancel-messages.ts'
import type { UnsubscribeClaim } from '../rules/sending/unsubscribe-link.ts'
import { withContact } from './lock-contact.ts'

export type Unsubscribed = {
  channel: string
  purpose: string
  /** They had unsubscribed before: nothing was changed. */
  already: boolean
  /** Messages that were about to be sent and will not be. */
  canceled: number
}

/**
 * Acts on a link from a message, on POST only: whoever reads mail before people do follows links with GET, and the GET page
 * shows a button that posts. From the moment this answers no message of that channel and purpose begins to go out.
 */
export async function unsubscribe(
  engine: EngineContext,
  given: {
    claim: UnsubscribeClaim
    /** `oneClick`: the mailbox's own button (RFC 8058); `page`: ours. */
    via: 'oneClick' | 'page'
    proof?: JsonObject
    listensTo?: (name: string) => boolean
  },
): Promise<Unsubscribed> {
  const { channel, purpose, message } = given.claim
  const done = await withContact(engine.pool, given.claim.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    const [enrollment = '', visit = ''] = message.split(':')
    const sent = await markUnsubscribed(sql, { enrollment_id: enrollment, visit: Number(visit) }, laneOf(enrollment))
    const known = (await loadConsents(sql, lane, [contact])).get(contact)
    if (known?.get(`${channel}:${purpose}`) === 'denied') return { already: true, canceled: 0, lane }

    const proof = { ...given.proof, via: given.via, message, at: isoOf(now) }
    await writeConsents(
      { sql, ids: engine.ids, lane },
      [{ contact, channel, purpose, state: 'denied', basis: 'unsubscribe', proof }],
      now,
    )
    const because = { code: 'UNSUBSCRIBED', values: { channel, purpose } }
    const canceled = await cancelForContact(sql, lane, { contact, channel, purpose, now, because })
    const told = canceled.map((one) => ({ message: one, fate: 'notSent' as const, because }))
    await tellFates({ sql, ids: engine.ids, lane, listensTo: given.listensTo ?? (() => false) }, told, now)
    await engine.ids.reserve(sql, 2)
    const about = { channel, purpose, message, flow: sent?.flow_id ?? null, node: sent?.node ?? null }
    await appendOwnEvents(
      sql,
      lane,
      ['Unsubscribed', 'Consent Withdrawn'].map((name) => ({ id: engine.ids.next(lane), contact, name, properties: about })),
      now,
    )
    return { already: false, canceled: canceled.length, lane }
  })
  if (!done.already) await engine.bells.ringMove([done.lane])
  return { channel, purpose, already: done.already, canceled: done.canceled }
}
