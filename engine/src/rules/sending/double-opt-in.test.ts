import { expect, test } from 'vitest'
import { stateOfSaid } from './double-opt-in.ts'

const yes = { channel: 'email', purpose: 'marketing', state: 'granted' } as const

const strict = { email: true }

test('who holds a key is taken at its word, and what people ask for themselves is confirmed', () => {
  expect(stateOfSaid(yes, undefined, {})).toBe('granted')
  expect(stateOfSaid({ ...yes, state: 'pending' }, undefined, {})).toBe('pending')
})

test('where the workspace wants it, a bare yes is asked for once more, unless it is granted already', () => {
  expect(stateOfSaid(yes, undefined, strict)).toBe('pending')
  expect(stateOfSaid(yes, 'denied', strict)).toBe('pending')
  expect(stateOfSaid(yes, 'pending', strict)).toBe('pending')
  expect(stateOfSaid(yes, 'granted', strict)).toBeNull()
})

test('a yes with its proof, or on another legal basis, is granted', () => {
  expect(stateOfSaid({ ...yes, proof: { form: 'shop' } }, undefined, strict)).toBe('granted')
  expect(stateOfSaid({ ...yes, basis: 'existingCustomer' }, undefined, strict)).toBe('granted')
  expect(stateOfSaid({ ...yes, proof: {}, basis: 'consent' }, undefined, strict)).toBe('pending')
})

test('what the setting says of a channel holds for it alone', () => {
  expect(stateOfSaid(yes, undefined, { email: false })).toBe('granted')
  expect(stateOfSaid(yes, undefined, { sms: true })).toBe('granted')
  expect(stateOfSaid({ ...yes, channel: 'sms' }, undefined, strict)).toBe('granted')
  expect(stateOfSaid({ ...yes, channel: 'sms' }, undefined, { sms: true })).toBe('pending')
})

test('a no is a no, and what only says how messages are measured is nobody’s to confirm', () => {
  expect(stateOfSaid({ ...yes, state: 'denied' }, 'granted', strict)).toBe('denied')
  expect(stateOfSaid({ ...yes, purpose: 'openTracking' }, undefined, strict)).toBe('granted')
})
