import { checkNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { eventHappens } from './event-happens.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(eventHappens, { hash: '3e204878a13587bd' })
})

test('an event that must satisfy a condition is indexed with it', () => {
  const where = { type: 'property' as const, property: 'total', is: 'greater' as const, value: 50 }
  expect(eventHappens.kind === 'start' && eventHappens.starts({ event: 'Order Completed', where })).toEqual([
    { on: 'event', event: 'Order Completed', where },
  ])
})
