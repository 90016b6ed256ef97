import { checkNode, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { goToFlow } from './go-to-flow.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(goToFlow, { hash: 'e1bdd19f076b4e0f' })
})

test('the other flow is entered, and this journey goes on', async () => {
  const { someone } = await runNode(goToFlow, { config: { flow: '42' } })
  expect(someone).toMatchObject({ port: 'next', intents: [{ do: 'enterFlow', flow: '42' }] })
})
