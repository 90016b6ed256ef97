import { describe, expect, test } from 'vitest'
import type { ContactRow } from '../contact-row.ts'
import { applyTraits, readConsents, readTraits } from './apply-traits.ts'

const maria: ContactRow = {
  lane: 1,
  id: '65',
  user_id: null,
  email: null,
  phone: null,
  attributes: { firstName: 'Maria', plan: 'free' },
  tags: [],
  scores: {},
}
const secret = { keyKind: 'secret' as const }

describe('applyTraits', () => {
  test('merges attributes by name and takes away what is null', () => {
    const changes = applyTraits(maria, 'identify', { plan: null, city: 'Roma', firstName: 'Maria' }, secret)
    expect(changes.attributes).toEqual({ firstName: 'Maria', city: 'Roma' })
    expect(changes.fields).toEqual(['plan', 'city'])
  })

  test('says nothing changed when every value is the same, whatever the order of its members', () => {
    const with_address = { ...maria, attributes: { address: { city: 'Roma', zip: '00100' } } }
    const changes = applyTraits(with_address, 'identify', { address: { zip: '00100', city: 'Roma' } }, secret)
    expect(changes).toEqual({ consents: [], fields: [] })
  })

  test('keeps addresses in one spelling and leaves broken ones out', () => {
    const changes = applyTraits(maria, 'identify', { email: ' Maria@Example.COM ', phone: '+39 333 123-4567' }, secret)
    expect(changes).toMatchObject({ email: 'maria@example.com', phone: '+393331234567' })
    const broken = applyTraits(maria, 'identify', { email: 'a@b.it, c@d.it', phone: '3,93E+11' }, secret)
    expect(broken.fields).toEqual([])
  })

  test('a browser key changes no consent, and its consents do not become an attribute either', () => {
    const changes = applyTraits(maria, 'identify', { consents: { email: true } }, { keyKind: 'browser' })
    expect(changes).toEqual({ consents: [], fields: [] })
  })

  test('a secret key grants and denies by channel and purpose', () => {
    expect(readConsents({ email: true, openTracking: false, clickTracking: true, 'sms:alerts': 'pending', push: 7 })).toEqual([
      { channel: 'email', purpose: 'marketing', state: 'granted' },
      { channel: 'email', purpose: 'openTracking', state: 'denied' },
      { channel: 'email', purpose: 'clickTracking', state: 'granted' },
      { channel: 'sms', purpose: 'alerts', state: 'pending' },
    ])
    expect(applyTraits(maria, 'identify', { consents: { email: true } }, secret).consents).toHaveLength(1)
  })

  test("a group's traits describe the group and never the contact's address or consent", () => {
    const changes = applyTraits(maria, 'group', { id: 'acme', email: 'office@acme.it', consents: { email: true } }, secret)
    expect(changes.email).toBeUndefined()
    expect(changes.consents).toEqual([])
    expect(changes.attributes?.group).toMatchObject({ id: 'acme', email: 'office@acme.it' })
  })

  test('a contact without a user id takes the one of the call, and one that has it keeps its own', () => {
    expect(applyTraits(maria, 'track', {}, { keyKind: 'browser', userId: 'u1' }).userId).toBe('u1')
    expect(applyTraits({ ...maria, user_id: 'u0' }, 'track', {}, { keyKind: 'browser', userId: 'u1' }).userId).toBeUndefined()
  })

  test('attributes named like members of every object are only names', () => {
    const changes = applyTraits(maria, 'identify', JSON.parse('{"toString":"x","constructor":null}'), secret)
    expect(changes.attributes).toEqual({ firstName: 'Maria', plan: 'free', toString: 'x' })
  })
})

test('readTraits finds the traits of identify in properties, those of other calls in context, and the key in its mark', () => {
  const context = { traits: { plan: 'pro' }, _snodo: { key: 'secret', userId: 'u1' } }
  expect(readTraits({ type: 'identify', properties: { city: 'Roma' }, context })).toEqual({
    traits: { plan: 'pro', city: 'Roma' },
    keyKind: 'secret',
    userId: 'u1',
  })
  expect(readTraits({ type: 'track', properties: { total: 3 }, context }).traits).toEqual({ plan: 'pro' })
  expect(readTraits({ type: 'track', properties: {}, context: null })).toEqual({ traits: {}, keyKind: 'browser', userId: null })
})
