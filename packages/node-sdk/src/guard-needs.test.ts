import { expect, test } from 'vitest'
import { guardNeeds } from './guard-needs.ts'

const contact = {
  id: '7',
  email: 'a@example.com',
  phone: null,
  userId: null,
  attributes: {},
  tags: new Set<string>(),
  lists: new Set<string>(),
  consents: new Map(),
  scores: {},
}

test('declared facts and the id can be read, an undeclared one throws with what to add', () => {
  const guarded = guardNeeds('acme.greet', contact, ['contact.email'])
  expect([guarded.id, guarded.email]).toEqual(['7', 'a@example.com'])
  expect(() => guarded.tags).toThrow("needs: ['tags']")
})
