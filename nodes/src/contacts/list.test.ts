import { checkNode, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { list } from './list.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(list, { hash: 'f61497c52ef82edf' })
})

test('with nothing to join or leave the contact simply goes on', async () => {
  const { someone } = await runNode(list, { config: {} })
  expect(someone).toMatchObject({ to: 'leave', port: 'next', intents: [] })
})
