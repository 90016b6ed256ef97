import type { ConsentState } from '@snodo/audience'
import { isoOf, type JsonObject } from '@snodo/base'
import { isChannelName } from '@snodo/channels'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { type ConsentRecord, writeConsents } from '../ledgers/consents/write-consents.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import { tellFates } from '../ledgers/inbox/tell-fates.ts'
import { cancelForContact } from '../ledgers/messages/cancel-messages.ts'
import { insertConfirmations } from '../ledgers/messages/insert-confirmations.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import { stateOfSaid } from '../rules/sending/double-opt-in.ts'
import { CONSENT_EVENTS } from '../rules/walking/consent-events.ts'
import { withContact } from './lock-contact.ts'
import { personFaults } from './person-faults.ts'

export type ConsentChange = {
  channel: string
  /** `marketing`, `openTracking`, `clickTracking`, `profiling`, `transactional` … */
  purpose: string
  /** A yes without `proof` or another basis is asked for first, where the channel has double opt-in. */
  state: ConsentState
  /** Legal basis. Default `consent`; `existingCustomer` allows e-mail on similar products only. */
  basis?: string
  /** What proves it: where, which text was shown, by whom, from which address. */
  proof?: JsonObject
}

const STATES: readonly ConsentState[] = ['granted', 'denied', 'pending']

/**
 * Sets consents of one contact, each with its proof, and keeps the change in its history. A withdrawal cancels what has not been
 * sent yet; flows hear of it as `Consent Confirmed`, `Consent Withdrawn` and `Consent Requested`. What is `pending` is asked for on its own channel.
 */
export async function setConsents(
  engine: EngineContext,
  given: { contact: string; changes: readonly ConsentChange[]; author: string; listensTo?: (name: string) => boolean },
): Promise<{ contact: string; canceled: number }> {
  for (const change of given.changes) checkChange(change)
  const done = await withContact(engine.pool, given.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    const { doubleOptIn } = await loadSettings(sql)
    const known = (await loadConsents(sql, lane, [contact])).get(contact)
    const records = given.changes.flatMap((change): ConsentRecord[] => {
      const { channel, purpose, basis = 'consent' } = change
      const state = stateOfSaid(change, known?.get(`${channel}:${purpose}`), doubleOptIn)
      if (state === null) return []
      return [{ contact, channel, purpose, state, basis, proof: { ...change.proof, by: given.author, at: isoOf(now) } }]
    })
    const pending = await writeConsents({ sql, ids: engine.ids, lane }, records, now)
    const asked = await insertConfirmations({ sql, ids: engine.ids, lane }, pending, now)
    let canceled = 0
    for (const { channel, purpose, state } of records) {
      if (state !== 'denied') continue
      const because = { code: 'CONSENT_DENIED', values: { channel, purpose } }
      const messages = await cancelForContact(sql, lane, { contact, channel, purpose, now, because })
      canceled += messages.length
      const told = messages.map((message) => ({ message, fate: 'notSent' as const, because }))
      await tellFates({ sql, ids: engine.ids, lane, listensTo: given.listensTo ?? hearsNothing }, told, now)
    }
    await engine.ids.reserve(sql, records.length)
    await appendOwnEvents(
      sql,
      lane,
      records.map(({ channel, purpose, state }) => ({
        id: engine.ids.next(lane),
        contact,
        name: CONSENT_EVENTS[state],
        properties: { channel, purpose },
      })),
      now,
    )
    await writeAudit(sql, [
      {
        at: now,
        actor: given.author,
        action: 'consents.set',
        subject: `contact:${contact}`,
        details: { changes: records.map(({ channel, purpose, state, basis }) => ({ channel, purpose, state, basis })) },
      },
    ])
    return { contact, canceled, asked, lane }
  })
  await engine.bells.ringMove([done.lane])
  if (done.asked > 0) await engine.bells.ringDeliver([done.lane])
  return { contact: done.contact, canceled: done.canceled }
}

const hearsNothing = () => false

function checkChange(change: ConsentChange): void {
  if (!isChannelName(change.channel))
    throw personFaults.CONSENT_INVALID({ expected: 'a channel, email or sms', got: JSON.stringify(change.channel) })
  if (!/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(change.purpose))
    throw personFaults.CONSENT_INVALID({ expected: 'a purpose such as marketing', got: JSON.stringify(change.purpose) })
  if (!STATES.includes(change.state))
    throw personFaults.CONSENT_INVALID({ expected: `a state, ${STATES.join(', ')}`, got: JSON.stringify(change.state) })
}
