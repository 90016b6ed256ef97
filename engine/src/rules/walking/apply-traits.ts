import type { ConsentState } from '@snodo/audience'
import type { Json, JsonObject } from '@snodo/base'
import { normalEmail, normalPhone } from '../collecting/contact-address.ts'
import type { ContactRow } from '../contact-row.ts'
import type { SaidConsent } from '../sending/double-opt-in.ts'

/** A public key of a browser, or a secret key of a server: only the latter may change consent. */
export type KeyKind = 'browser' | 'secret'

/** What an event changes on its contact. A member that is absent stays as it is. */
export type TraitChanges = {
  /** The whole new attributes, not a patch. */
  attributes?: JsonObject
  email?: string
  phone?: string
  userId?: string
  consents: SaidConsent[]
  /** Names of the fields that now have another value: attribute names, `email`, `phone`, `userId`. */
  fields: string[]
}

export type TraitsOptions = {
  keyKind: KeyKind /** The user id the call named, if collection found that it belongs to this contact. */
  userId?: string | null
}

/**
 * What the traits of one event change on a contact. Pure; the caller applies the result under the lane's lock, event by event
 * in order of receipt. A trait of null takes the attribute away. A group's traits describe the group: they are kept as the
 * attribute `group`, and never touch the contact's own address or consent.
 */
export function applyTraits(contact: ContactRow, eventType: string, traits: JsonObject, options: TraitsOptions): TraitChanges {
  const changes: TraitChanges = { consents: [], fields: [] }
  if (options.userId && contact.user_id === null) {
    changes.userId = options.userId
    changes.fields.push('userId')
  }
  if (eventType === 'group') applyAttribute(contact, changes, 'group', traits)
  else for (const [name, value] of Object.entries(traits)) applyTrait(contact, changes, name, value, options.keyKind)
  return changes
}

function applyTrait(contact: ContactRow, changes: TraitChanges, name: string, value: Json, keyKind: KeyKind): void {
  switch (name) {
    case 'email':
      applyAddress(changes, 'email', contact.email, normalEmail(value))
      break
    case 'phone':
      applyAddress(changes, 'phone', contact.phone, normalPhone(value))
      break
    case 'consents':
      if (keyKind === 'secret') changes.consents.push(...readConsents(value))
      break
    case 'timezone':
      applyAttribute(contact, changes, 'timeZone', value)
      break
    // Identifiers are told by the call itself; as traits they would only be a second, unproven answer.
    case 'userId':
    case 'anonymousId':
    case 'id':
      break
    default:
      applyAttribute(contact, changes, name, value)
  }
}

function applyAddress(changes: TraitChanges, name: 'email' | 'phone', before: string | null, after: string | null): void {
  if (after === null || after === before) return
  changes[name] = after
  changes.fields.push(name)
}

function applyAttribute(contact: ContactRow, changes: TraitChanges, name: string, value: Json): void {
  const attributes = changes.attributes ?? contact.attributes
  const before = Object.hasOwn(attributes, name) ? attributes[name] : undefined
  if (value === null ? before === undefined : sameJson(before, value)) return
  const after = Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== name))
  changes.attributes = value === null ? after : { ...after, [name]: value }
  if (!changes.fields.includes(name)) changes.fields.push(name)
}

/**
 * The consents a `consents` trait names: `{ email: true, "sms:alerts": false, openTracking: "granted" }`. A channel alone means
 * the purpose `marketing` on it, `openTracking` and `clickTracking` mean those purposes of e-mail, `channel:purpose` says both. With
 * its proof: `{ email: { state: true, proof: { form: 'checkout' }, basis: 'consent' } }`. Values that are none of this are no
 * statement and are left out; collection refuses them before they come here.
 */
export function readConsents(value: Json | undefined): SaidConsent[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, said]) => {
    const consent = readSaid(said)
    return consent === null ? [] : [{ ...consentName(name), ...consent }]
  })
}

/** Legal bases a server may name. One that is spelled otherwise must not pass for a consent. */
const BASES: readonly Json[] = ['consent', 'existingCustomer']

/** One value of a `consents` trait; null where it is no statement. */
export function readSaid(said: Json | undefined): Pick<SaidConsent, 'state' | 'basis' | 'proof'> | null {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) {
    const state = consentState(said)
    return state === null ? null : { state }
  }
  const { state: bare, basis, proof, ...more } = said
  const state = consentState(bare)
  if (state === null || Object.keys(more).length > 0) return null
  if (basis !== undefined && !(typeof basis === 'string' && BASES.includes(basis))) return null
  if (proof !== undefined && (typeof proof !== 'object' || proof === null || Array.isArray(proof))) return null
  return { state, ...(basis === undefined ? {} : { basis }), ...(proof === undefined ? {} : { proof }) }
}

export function consentName(name: string): { channel: string; purpose: string } {
  const colon = name.indexOf(':')
  if (colon > 0) return { channel: name.slice(0, colon), purpose: name.slice(colon + 1) }
  return name === 'openTracking' || name === 'clickTracking'
    ? { channel: 'email', purpose: name }
    : { channel: name, purpose: 'marketing' }
}

export function consentState(said: Json | undefined): ConsentState | null {
  if (typeof said === 'boolean') return said ? 'granted' : 'denied'
  return said === 'granted' || said === 'denied' || said === 'pending' ? said : null
}

/** What collection left in an event for intake: the traits to apply, whose key it was, and the user id it named. */
export function readTraits(event: {
  type: string
  properties: JsonObject
  context: JsonObject | null
}): { traits: JsonObject } & TraitsOptions {
  const mark = objectOf(event.context?._snodo)
  const keyKind: KeyKind = mark.key === 'secret' ? 'secret' : 'browser'
  const userId = typeof mark.userId === 'string' ? mark.userId : null
  const carried = objectOf(event.context?.traits)
  const traits =
    event.type === 'identify' ? { ...carried, ...event.properties } : event.type === 'group' ? event.properties : carried
  return { traits, keyKind, userId }
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

/** Equal as JSON, whatever the order of members. */
function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b))
    return false
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => sameJson(each, b[i]))
  const [left, right] = [a as JsonObject, b as JsonObject] // neither is an array here
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
  )
}
