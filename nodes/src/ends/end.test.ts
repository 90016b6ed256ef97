import { checkNode, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { end } from './end.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(end, { hash: '8c976d2969083fd9' })
})

test('the author’s own reason is kept', async () => {
  expect((await runNode(end, { config: {} })).someone).toEnd('completed')
  expect((await runNode(end, { config: { reason: 'bought' } })).someone).toEnd('bought')
})
