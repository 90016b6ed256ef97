import { checkNode, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { setField } from './set-field.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(setField, { hash: 'c65cc4b7ff58bc4a' })
})

test('a text with fields is filled in for the contact; other values are written as they are', async () => {
  const filled = await runNode(setField, {
    config: { field: 'last', value: '{{ entry.total }} EUR' },
    given: { entry: { properties: { total: 80 } } },
  })
  expect(filled.someone).toMatchObject({ intents: [{ do: 'setField', field: 'last', value: '80 EUR' }] })
  const plain = await runNode(setField, { config: { field: 'last', value: null } })
  expect(plain.someone).toMatchObject({ intents: [{ do: 'setField', field: 'last', value: null }] })
})
