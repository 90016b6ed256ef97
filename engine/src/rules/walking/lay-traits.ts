import type { Json, JsonObject } from '@snodo/base'
import type { FlowCatalog } from '../flows/flow-catalog.ts'
import { isAskedFor, type SaidConsent, stateOfSaid } from '../sending/double-opt-in.ts'
import { applyTraits, readConsents, readTraits, type TraitChanges } from './apply-traits.ts'
import { CONSENT_EVENTS } from './consent-events.ts'
import { type Incoming, isCollected } from './incoming.ts'
import { type ContactState, contactRowOf, type TripEffects } from './trip-state.ts'

/** Lays the traits and consents of a call over its contact, and tells of what changed. */
export function layTraits(incoming: Incoming, contact: ContactState, catalog: FlowCatalog, effects: TripEffects): void {
  const { traits, ...options } = readTraits({
    type: incoming.kind,
    properties: incoming.event.properties,
    context: incoming.context,
  })
  const changes = applyTraits(contactRowOf(contact), incoming.kind, traits, options)
  if (changes.fields.length > 0) {
    if (catalog.namesFieldChanges) tellFields(contact, changes, effects)
    contact.attributes = changes.attributes ?? contact.attributes
    contact.email = changes.email ?? contact.email
    contact.phone = changes.phone ?? contact.phone
    contact.userId = changes.userId ?? contact.userId
    contact.profileChanged = true
  }
  for (const said of changes.consents)
    layConsent(said, contact, { event: incoming.event.id, by: options.keyKind }, catalog, effects)
}

function layConsent(
  said: SaidConsent,
  contact: ContactState,
  told: JsonObject,
  catalog: FlowCatalog,
  effects: TripEffects,
): void {
  const { channel, purpose, basis = 'consent', proof } = said
  const name = `${channel}:${purpose}`
  const before = contact.consents?.get(name)
  const state = stateOfSaid(said, before, catalog.workspace.doubleOptIn)
  if (state === null) return
  // Asked for again by whom has given it already: it stays given.
  if (!(state === 'pending' && before === 'granted')) contact.consents?.set(name, state)
  effects.consents.push({ contact, channel, purpose, state, basis, proof: { ...proof, ...told } })
  effects.systemEvents.push({ contact, name: CONSENT_EVENTS[state], properties: { channel, purpose } })
}

/** Whether a call says a yes that does not count by itself: what was said before must be known before it is laid over its contact. */
export function asksConsent(incoming: Incoming, { workspace }: FlowCatalog): boolean {
  if (!isCollected(incoming) || incoming.kind === 'group') return false
  const { traits, keyKind } = readTraits({
    type: incoming.kind,
    properties: incoming.event.properties,
    context: incoming.context,
  })
  return keyKind === 'secret' && readConsents(traits.consents).some((said) => isAskedFor(said, workspace.doubleOptIn))
}

/** Tells of every field that has another value now, as if a flow had set it: so triggers on a change see no difference. */
function tellFields(contact: ContactState, changes: TraitChanges, effects: TripEffects): void {
  for (const field of changes.fields) {
    const [old, value] =
      field === 'email' || field === 'phone' || field === 'userId'
        ? [contact[field], changes[field]]
        : [ownOf(contact.attributes, field), ownOf(changes.attributes ?? contact.attributes, field)]
    effects.systemEvents.push({ contact, name: 'Field Changed', properties: { field, old, new: value ?? null } })
  }
}

function ownOf(attributes: JsonObject, field: string): Json {
  return Object.hasOwn(attributes, field) ? (attributes[field] ?? null) : null
}
