import { describe, expect, test } from 'vitest'
import type { KeyKind } from '../walking/apply-traits.ts'
import { type CollectedCall, isRefused, readCall } from './read-call.ts'
import { readOccurredAt } from './read-occurred-at.ts'

const receivedAt = Date.parse('2026-03-01T10:00:00Z')
const read = (raw: unknown, keyKind: KeyKind = 'browser', sentAt?: string) =>
  readCall(raw, { receivedAt, keyKind, sentAt, newMessageId: () => 'fresh' })

function taken(raw: unknown, keyKind: KeyKind = 'browser'): CollectedCall {
  const call = read(raw, keyKind)
  if (isRefused(call)) throw new Error(call.refused.reason)
  return call
}

describe('readCall', () => {
  test.each([
    ['track', { event: 'Signed Up' }, 'Signed Up', {}],
    ['page', { name: 'Home', properties: { path: '/' } }, 'Page Viewed', { path: '/', name: 'Home' }],
    ['screen', { properties: {} }, 'Screen Viewed', {}],
    ['identify', { traits: { a: 1 } }, 'Identified', { a: 1 }],
    ['group', { groupId: 'acme', traits: { size: 3 } }, 'Group Joined', { size: 3, id: 'acme' }],
    ['alias', { previousId: 'old' }, 'Aliased', { previousId: 'old' }],
  ])('%s is stored under one name with its body as properties', (type, body, name, properties) => {
    const call = taken({ type, userId: 'u', ...body })
    expect([call.name, JSON.parse(call.propertiesJson)]).toEqual([name, properties])
  })

  test.each([
    [null, 'CALL_NOT_AN_OBJECT'],
    [[], 'CALL_NOT_AN_OBJECT'],
    ['track', 'CALL_NOT_AN_OBJECT'],
    [{ userId: 'u' }, 'CALL_TYPE_UNKNOWN'],
    [{ type: 'constructor', userId: 'u' }, 'CALL_TYPE_UNKNOWN'],
    [{ type: 'track', event: 'x' }, 'ID_MISSING'],
    [{ type: 'track', event: 'x', userId: ['a'] }, 'ID_INVALID'],
    [{ type: 'track', event: 'x', userId: { a: 1 } }, 'ID_INVALID'],
    [{ type: 'track', event: 'x', userId: 'undefined' }, 'ID_INVALID'],
    [{ type: 'track', event: 'x', userId: 'u'.repeat(10_000) }, 'ID_INVALID'],
    [{ type: 'track', event: 'x'.repeat(10_000), userId: 'u' }, 'EVENT_NAME_INVALID'],
    [{ type: 'track', event: 7, userId: 'u' }, 'EVENT_NAME_INVALID'],
    [{ type: 'track', event: '\0', userId: 'u' }, 'EVENT_NAME_INVALID'],
    [{ type: 'track', event: 'x', userId: 'u', properties: [1] }, 'MEMBER_INVALID'],
    [{ type: 'track', event: 'x', userId: 'u', properties: JSON.parse('{"n":1e400}') }, 'CALL_UNSAFE'],
    [{ type: 'track', event: 'x', userId: 'u', properties: JSON.parse('{"n":1e131073}') }, 'CALL_UNSAFE'],
    [
      { type: 'track', event: 'x', userId: 'u', properties: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) },
      'CALL_UNSAFE',
    ],
    [{ type: 'track', event: 'x', userId: 'u', properties: { a: ['x'.repeat(20_000), 'y'.repeat(20_000)] } }, 'CALL_TOO_LARGE'],
    [{ type: 'track', event: 'x', userId: 'u', messageId: 'm'.repeat(300) }, 'MESSAGE_ID_INVALID'],
    [{ type: 'track', event: 'x', userId: 'u', timestamp: 'infinity' }, 'TIMESTAMP_INVALID'],
    [{ type: 'group', userId: 'u' }, 'ID_MISSING'],
    [{ type: 'alias', userId: 'u' }, 'ID_MISSING'],
  ])('refuses %j as %s', (raw, code) => {
    const call = read(raw)
    expect(isRefused(call) && call.refused.code).toBe(code)
  })

  test('mends what can be mended: NUL, lone surrogates, __proto__, numbers as ids', () => {
    const raw = JSON.parse(
      '{"type":"track","event":"a\\u0000b","userId":42,"properties":{"x":"\\ud800","__proto__":{"polluted":1}}}',
    )
    const call = taken(raw)
    expect([call.name, call.userId, call.propertiesJson]).toEqual(['ab', '42', '{"x":"\ufffd"}'])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('an e-mail alone names a person for a secret key only', () => {
    const raw = { type: 'identify', traits: { email: 'A@b.it' } }
    expect(taken(raw, 'secret').email).toBe('a@b.it')
    expect(isRefused(read(raw, 'browser'))).toBe(true)
  })

  test('consents that say neither yes nor no are refused from a secret key', () => {
    const call = read({ type: 'identify', userId: 'u', traits: { consents: { email: 'maybe' } } }, 'secret')
    expect(isRefused(call) && call.refused.code).toBe('CONSENTS_INVALID')
  })
})

describe('readOccurredAt', () => {
  const at = (happened: unknown, sent?: unknown) => {
    const instant = readOccurredAt(happened, sent, receivedAt)
    return instant === null ? null : new Date(instant).toISOString()
  }

  test.each([
    ['nothing said: when it was received', undefined, undefined, '2026-03-01T10:00:00.000Z'],
    ['a past instant is believed', '2024-02-29T08:00:00Z', undefined, '2024-02-29T08:00:00.000Z'],
    ['the future is not: nothing happens after it is received', '2027-03-01T10:00:00Z', undefined, '2026-03-01T10:00:00.000Z'],
    [
      'a clock ten years ahead is corrected by when it sent',
      '2036-03-01T09:58:00Z',
      '2036-03-01T10:00:00Z',
      '2026-03-01T09:58:00.000Z',
    ],
    ['a clock ten years behind likewise', '2016-03-01T09:58:00Z', '2016-03-01T10:00:00Z', '2026-03-01T09:58:00.000Z'],
    ['happened after it was sent: received', '2016-03-02T09:58:00Z', '2016-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['milliseconds as a number', 1740823200000, undefined, '2025-03-01T10:00:00.000Z'],
    ['an absurd sentAt is as none', '2026-03-01T09:00:00Z', '+275760-09-13T00:00:00Z', '2026-03-01T09:00:00.000Z'],
  ])('%s', (_, happened, sent, expected) => {
    expect(at(happened, sent)).toBe(expected)
  })

  test.each(['0000-01-01', '+275760-09-13', 'infinity', '1969-12-31', 'NaN', '12', Number.NaN, 1, true, {}, '2026-13-01'])(
    '%j is no instant',
    (happened) => {
      expect(at(happened)).toBeNull()
    },
  )
})
