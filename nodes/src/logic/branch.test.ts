import { portsOf } from '@snodo/node-sdk'
import { checkNode, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { branch } from './branch.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(branch, { hash: '42279a84d4e8bb93' })
})

const branches = [
  { id: 'big', name: 'Big', when: { type: 'attribute', field: 'spent', is: 'greater', value: 100 } },
  { id: 'some', name: 'Some', when: { type: 'attribute', field: 'spent', is: 'greater', value: 0 } },
]

test('the first branch that holds is taken, from top to bottom', async () => {
  const answers = await runNode(branch, {
    config: { branches },
    contacts: { ada: { attributes: { spent: 500 } }, bob: { attributes: { spent: 5 } }, eve: {} },
  })
  expect(answers.ada).toLeaveBy('big')
  expect(answers.bob).toLeaveBy('some')
  expect(answers.eve).toLeaveBy('else')
})

test('its ports are its branches in their order, then everyone else', () => {
  expect(portsOf({ config: { branches } }, branch.manifest).map((port) => port.id)).toEqual(['big', 'some', 'else'])
})
