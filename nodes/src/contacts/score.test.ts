import { checkNode, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { score } from './score.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(score, { hash: '6ea0326a887e30f5' })
})

test('points go to the workspace’s own score unless another is named', async () => {
  const { someone } = await runNode(score, { config: { points: 3 } })
  expect(someone).toMatchObject({ intents: [{ do: 'addScore', score: 'default', points: 3 }] })
})
