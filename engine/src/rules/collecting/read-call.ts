import { assert, type Instant, isFault, type JsonObject, safeJson, safeText } from '@snodo/base'
import { type KeyKind, readSaid } from '../walking/apply-traits.ts'
import { collectLimits } from './collect-limits.ts'
import { normalEmail } from './contact-address.ts'
import { messageKey } from './message-key.ts'
import { readOccurredAt } from './read-occurred-at.ts'

export const CALL_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type CallType = (typeof CALL_TYPES)[number]

/** One call of the tracking protocol, checked and ready to be stored. */
export type CollectedCall = {
  type: CallType
  /** The event's name: the given one for track, a fixed one for the other types. */
  name: string
  messageId: string
  messageKey: string
  userId: string | null
  anonymousId: string | null
  /** What an alias says the person was called before. */
  previousId: string | null
  /** The e-mail among the traits of an identify, normalised. It names the contact only when the key is secret. */
  email: string | null
  keyKind: KeyKind
  /** JSON of `properties` (of `traits` for identify and group). Kept as text: the database takes it as it is. */
  propertiesJson: string
  /** JSON of the context without our own mark, or null. */
  contextJson: string | null
  /** The context carries traits, so intake must look into the body of a call it would not read otherwise. */
  carriesTraits: boolean
  occurredAt: Instant
  receivedAt: Instant
}

/** A call that cannot be taken in, with why. Its body is kept for the operator, cut to a bound. */
export type RefusedCall = { refused: { code: RefusalCode; reason: string; pointer: string }; body: string; receivedAt: Instant }

export type RefusalCode =
  | 'CALL_NOT_AN_OBJECT'
  | 'CALL_TYPE_UNKNOWN'
  | 'CALL_TOO_LARGE'
  | 'CALL_UNSAFE'
  | 'EVENT_NAME_INVALID'
  | 'ID_INVALID'
  | 'ID_MISSING'
  | 'MESSAGE_ID_INVALID'
  | 'TIMESTAMP_INVALID'
  | 'CONSENTS_INVALID'
  | 'MEMBER_INVALID'
  | 'DATABASE_REFUSED'

export type CallSetting = {
  /** The type the address says (`/v1/track`); absent in a batch, where each call says its own. */
  type?: CallType
  /** When the client says it sent the batch, for clocks that are wrong. */
  sentAt?: unknown
  receivedAt: Instant
  keyKind: KeyKind
  /** A fresh message id, for clients that send none. */
  newMessageId: () => string
}

/** Checks one call as `JSON.parse` gave it. Never throws for what a client sent. */
export function readCall(raw: unknown, setting: CallSetting): CollectedCall | RefusedCall {
  try {
    return read(raw, setting)
  } catch (error) {
    if (error instanceof Refusal) return refusedCall(raw, error.code, error.message, error.pointer, setting.receivedAt)
    if (isFault(error, 'JSON_UNSAFE'))
      return refusedCall(raw, 'CALL_UNSAFE', error.message, String(error.data.pointer ?? ''), setting.receivedAt)
    throw error
  }
}

export function isRefused(call: CollectedCall | RefusedCall): call is RefusedCall {
  return 'refused' in call
}

export function refusedCall(raw: unknown, code: RefusalCode, reason: string, pointer: string, receivedAt: Instant): RefusedCall {
  const body = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw))
  return { refused: { code, reason, pointer }, body: safeText(body.slice(0, collectLimits.deadLetterText)), receivedAt }
}

function read(raw: unknown, setting: CallSetting): CollectedCall {
  if (!isObject(raw)) throw new Refusal('CALL_NOT_AN_OBJECT', `Expected a call as a JSON object, got ${kindOf(raw)}.`, '')
  const type = setting.type ?? readType(raw.type)
  const [userId, anonymousId] = [readId(raw, 'userId'), readId(raw, 'anonymousId')]
  const previousId = type === 'alias' ? readId(raw, 'previousId') : null
  const properties = readBody(raw, type)
  const email = type === 'identify' ? normalEmail(properties.email) : null
  if (userId === null && anonymousId === null && (email === null || setting.keyKind === 'browser'))
    throw new Refusal('ID_MISSING', 'Expected a userId or an anonymousId, got neither: say whose call this is.', '/userId')
  if (type === 'identify' && setting.keyKind === 'secret') checkConsents(properties.consents)
  const context = readContext(raw.context)
  const propertiesJson = JSON.stringify(properties)
  const contextJson = context === null ? null : JSON.stringify(context)
  const size = propertiesJson.length + (contextJson?.length ?? 0)
  if (size > collectLimits.callBytes)
    throw new Refusal(
      'CALL_TOO_LARGE',
      `Expected a call of at most ${collectLimits.callBytes} bytes, got ${size}: send less with it.`,
      '',
    )
  const messageId = readMessageId(raw.messageId) ?? setting.newMessageId()
  return {
    type,
    name: readName(raw, type),
    messageId,
    messageKey: messageKey(messageId),
    userId,
    anonymousId,
    previousId,
    email,
    keyKind: setting.keyKind,
    propertiesJson,
    contextJson,
    carriesTraits: context !== null && isObject(context.traits),
    occurredAt: readTime(raw, setting),
    receivedAt: setting.receivedAt,
  }
}

function readType(value: unknown): CallType {
  const type = CALL_TYPES.find((each) => each === value)
  if (!type)
    throw new Refusal('CALL_TYPE_UNKNOWN', `Expected one of ${CALL_TYPES.join(', ')} as type, got ${say(value)}.`, '/type')
  return type
}

/** What the events of the other types are called, so that flows and filters need one kind of name only. */
const FIXED_NAMES: Record<Exclude<CallType, 'track'>, string> = {
  page: 'Page Viewed',
  screen: 'Screen Viewed',
  identify: 'Identified',
  group: 'Group Joined',
  alias: 'Aliased',
}

function readName(raw: Raw, type: CallType): string {
  if (type !== 'track') return FIXED_NAMES[type]
  const name = typeof raw.event === 'string' ? safeText(raw.event).trim() : ''
  if (name === '' || name.length > collectLimits.eventName)
    throw new Refusal(
      'EVENT_NAME_INVALID',
      `Expected the event's name, a text of 1 to ${collectLimits.eventName} characters, got ${say(raw.event)}.`,
      '/event',
    )
  return name
}

function readBody(raw: Raw, type: CallType): JsonObject {
  switch (type) {
    case 'identify':
      return readObject(raw, 'traits')
    case 'group': {
      const id = readId(raw, 'groupId')
      if (id === null) throw new Refusal('ID_MISSING', 'Expected a groupId, got none: say which group was joined.', '/groupId')
      return { ...readObject(raw, 'traits'), id }
    }
    case 'alias': {
      const previousId = readId(raw, 'previousId')
      if (previousId === null)
        throw new Refusal('ID_MISSING', 'Expected a previousId, got none: say what the person was called before.', '/previousId')
      return { previousId }
    }
    case 'page':
    case 'screen':
      return {
        ...readObject(raw, 'properties'),
        ...(typeof raw.name === 'string' && raw.name !== '' ? { name: safeText(raw.name) } : {}),
      }
    case 'track':
      return readObject(raw, 'properties')
  }
}

function readObject(raw: Raw, member: string): JsonObject {
  const value = raw[member]
  if (value === undefined || value === null) return {}
  if (!isObject(value))
    throw new Refusal('MEMBER_INVALID', `Expected a JSON object as ${member}, got ${kindOf(value)}.`, `/${member}`)
  return safeJson(value).value as JsonObject // safeJson keeps an object an object
}

function readContext(value: unknown): JsonObject | null {
  // A context that is no object tells nothing, and some clients send an empty text: the call itself is still good.
  if (!isObject(value)) return null
  const context = safeJson(value).value as JsonObject // safeJson keeps an object an object
  // Our own mark says whose key it was: nobody else may write it.
  if (!Object.hasOwn(context, '_snodo')) return context
  const { _snodo, ...rest } = context
  return rest
}

/** Texts that programs put where an id should be; taken as ids they would make one person of everybody. */
const NO_IDS = new Set([
  'undefined',
  'null',
  'nan',
  '[object object]',
  'none',
  'true',
  'false',
  '0',
  '-1',
  '00000000-0000-0000-0000-000000000000',
])

function readId(raw: Raw, member: string): string | null {
  const value = raw[member]
  if (value === undefined || value === null || value === '') return null
  const id =
    typeof value === 'number' && Number.isSafeInteger(value)
      ? String(value)
      : typeof value === 'string'
        ? safeText(value).trim()
        : ''
  if (id === '' || id.length > collectLimits.idText || NO_IDS.has(id.toLowerCase()))
    throw new Refusal(
      'ID_INVALID',
      `Expected a text of 1 to ${collectLimits.idText} characters that names one person as ${member}, got ${say(value)}.`,
      `/${member}`,
    )
  return id
}

function readMessageId(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string' && value.length <= collectLimits.idText) return safeText(value)
  throw new Refusal(
    'MESSAGE_ID_INVALID',
    `Expected a messageId of at most ${collectLimits.idText} characters, got ${say(value)}.`,
    '/messageId',
  )
}

function readTime(raw: Raw, setting: CallSetting): Instant {
  const said = raw.originalTimestamp ?? raw.timestamp
  const at = readOccurredAt(said, raw.sentAt ?? setting.sentAt, setting.receivedAt)
  if (at === null)
    throw new Refusal(
      'TIMESTAMP_INVALID',
      `Expected an ISO 8601 timestamp from 1970 on such as 2026-11-21T19:30:00Z, got ${say(said)}.`,
      '/timestamp',
    )
  return at
}

function checkConsents(value: unknown): void {
  if (value === undefined || value === null) return
  const wrong = isObject(value)
    ? Object.entries(value).find(([name, said]) => !CONSENT_NAME.test(name) || readSaid(said as never) === null)
    : ['consents', value]
  if (!wrong) return
  throw new Refusal(
    'CONSENTS_INVALID',
    `Expected consents such as {"email": true, "sms": false}, each true, false, granted, denied or pending, or {"state": true, "proof": {…}, "basis": "consent" or "existingCustomer"}, got ${say(wrong[1])} for ${say(wrong[0])}.`,
    '/traits/consents',
  )
}

const CONSENT_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}(:[A-Za-z][A-Za-z0-9_-]{0,31})?$/

type Raw = { readonly [member: string]: unknown }

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : value === undefined ? 'nothing' : `a ${typeof value}`
}

function say(value: unknown): string {
  const text = JSON.stringify(value)
  return text === undefined ? 'nothing' : safeText(text.length > 80 ? `${text.slice(0, 79)}…` : text)
}

class Refusal extends Error {
  readonly code: RefusalCode
  readonly pointer: string
  constructor(code: RefusalCode, message: string, pointer: string) {
    super(message)
    assert(message.length > 0, 'a refusal says why')
    this.code = code
    this.pointer = pointer
  }
}
