import { expect, test } from 'vitest'
import { stateOfSaid } from './double-opt-in.ts'

const yes = { channel: 'email', purpose: 'marketing', state: 'granted' } as const

test('a bare yes to e-mail is asked for once more, unless it is granted already', () => {
  expect(stateOfSaid(yes, undefined, {})).toBe('pending')
  expect(stateOfSaid(yes, 'denied', {})).toBe('pending')
  expect(stateOfSaid(yes, 'pending', {})).toBe('pending')
  expect(stateOfSaid(yes, 'granted', {})).toBeNull()
})

test('a yes with its proof, or on another legal basis, is granted', () => {
  expect(stateOfSaid({ ...yes, proof: { form: 'shop' } }, undefined, {})).toBe('granted')
  expect(stateOfSaid({ ...yes, basis: 'existingCustomer' }, undefined, {})).toBe('granted')
  expect(stateOfSaid({ ...yes, proof: {}, basis: 'consent' }, undefined, {})).toBe('pending')
})

test('what the setting says of a channel holds for it alone; a channel it does not name keeps its standard', () => {
  expect(stateOfSaid(yes, undefined, { email: false })).toBe('granted')
  expect(stateOfSaid(yes, undefined, { sms: true })).toBe('pending')
  expect(stateOfSaid({ ...yes, channel: 'sms' }, undefined, {})).toBe('granted')
  expect(stateOfSaid({ ...yes, channel: 'sms' }, undefined, { sms: true })).toBe('pending')
})

test('a no is a no, and what only says how messages are measured is nobody’s to confirm', () => {
  expect(stateOfSaid({ ...yes, state: 'denied' }, 'granted', {})).toBe('denied')
  expect(stateOfSaid({ ...yes, purpose: 'openTracking' }, undefined, {})).toBe('granted')
})
