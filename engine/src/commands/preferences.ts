import type { ConsentState } from '@snodo/audience'
import { type JsonObject, laneOf } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { resolveContact } from '../ledgers/contacts/resolve-contact.ts'
import { TRANSACTIONAL } from '../rules/sending/decide-send.ts'
import { setConsents } from './consents.ts'
import { personFaults } from './person-faults.ts'

export type Preference = { channel: string; purpose: string; state: ConsentState }

/** What a contact has said about being written to, for the page behind the link of a message. Throws CONTACT_UNKNOWN. */
export async function readPreferences(engine: EngineContext, contact: string): Promise<Preference[]> {
  const id = await resolveContact(engine.pool, contact)
  if (id === null) throw personFaults.CONTACT_UNKNOWN({ id: contact })
  const known = (await loadConsents(engine.pool, laneOf(id), [id])).get(id) ?? new Map<string, ConsentState>()
  return [...known].sort().flatMap(([name, state]) => {
    const [channel = '', purpose = ''] = name.split(':')
    return purpose === TRANSACTIONAL ? [] : [{ channel, purpose, state }]
  })
}

/**
 * Does what the person chose, with its proof: what is ticked is granted (they hold the link, so the address is theirs), what is not
 * is withdrawn. Only what they were shown can change. Tells how many did.
 */
export async function savePreferences(
  engine: EngineContext,
  given: { contact: string; shown: readonly string[]; chosen: readonly string[]; proof: JsonObject },
): Promise<number> {
  const changes = (await readPreferences(engine, given.contact)).flatMap(({ channel, purpose, state }) => {
    const name = `${channel}:${purpose}`
    const wanted: ConsentState = given.chosen.includes(name) ? 'granted' : 'denied'
    if (!given.shown.includes(name) || state === wanted) return []
    // What was asked for and never confirmed is no withdrawal; left as it is, nothing is sent either.
    if (state === 'pending' && wanted === 'denied') return []
    return [{ channel, purpose, state: wanted, proof: { ...given.proof, via: 'preferencePage' } }]
  })
  if (changes.length > 0) await setConsents(engine, { contact: given.contact, changes, author: 'contact' })
  return changes.length
}

/** Withdraws everything the contact was ever asked for. */
export async function unsubscribeFromAll(
  engine: EngineContext,
  given: { contact: string; also: { channel: string; purpose: string }; proof: JsonObject },
): Promise<number> {
  const known = await readPreferences(engine, given.contact)
  const open = known.filter(({ state }) => state !== 'denied')
  const named = known.some(({ channel, purpose }) => channel === given.also.channel && purpose === given.also.purpose)
  const changes = [...open, ...(named ? [] : [given.also])].map(({ channel, purpose }) => ({
    channel,
    purpose,
    state: 'denied' as const,
    basis: 'unsubscribe',
    proof: { ...given.proof, via: 'preferencePage' },
  }))
  if (changes.length > 0) await setConsents(engine, { contact: given.contact, changes, author: 'contact' })
  return changes.length
}
