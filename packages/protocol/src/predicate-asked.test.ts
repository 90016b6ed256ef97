import type { JsonObject } from '@snodo/base'
import { expect, test } from 'vitest'
import { predicateAsked } from './predicate-asked.ts'

const vip = { type: 'tag', tag: 'vip' }
const rome = { type: 'attribute', field: 'city', is: 'equals', value: 'Roma' }

test('of a block with branches it is the condition of the branch taken, or the last one where none held', () => {
  const config = {
    branches: [
      { id: 'a', name: 'A', when: vip },
      { id: 'b', name: 'B', when: rome },
    ],
  }
  expect(predicateAsked(config, 'a')).toEqual(vip)
  expect(predicateAsked(config, 'else')).toEqual(rome)
})

test('of a wait it is its own condition, unless it waits for an event as well', () => {
  expect(predicateAsked({ predicate: vip, timeout: 'P1D' }, 'happened')).toEqual(vip)
  expect(predicateAsked({ predicate: vip, event: 'Order Completed' }, 'happened')).toBeNull()
})

test('of a config that says nothing of the kind there is none', () => {
  const strange: JsonObject[] = [
    {},
    { branches: [] },
    { branches: 'many' },
    { branches: [{ id: 'a', share: 50 }] },
    { predicate: 7 },
  ]
  for (const config of strange) expect(predicateAsked(config, 'a')).toBeNull()
})
