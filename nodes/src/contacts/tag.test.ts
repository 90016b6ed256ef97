import { checkNode, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { tag } from './tag.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(tag, { hash: 'cb98b47a03b7ec17' })
})

test('a tag named on both sides ends up on the contact', async () => {
  const { someone } = await runNode(tag, { config: { add: ['vip'], remove: ['vip'] } })
  expect(someone).toMatchObject({ intents: [{ do: 'removeTag' }, { do: 'addTag', tag: 'vip' }] })
})
