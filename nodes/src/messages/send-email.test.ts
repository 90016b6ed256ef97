import { checkNode, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { sendEmail } from './send-email.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(sendEmail, { hash: 'e3bcb90af8d3c39f' })
})

test('unless said otherwise it is marketing, and not worth sending a day late', async () => {
  const { someone } = await runNode(sendEmail, { config: { content: { subject: 'Hello', body: 'Hi' } } })
  expect(someone).toSend('email', { purpose: 'marketing', expireIfLateBy: 'usual' })
})

test('not sent and not delivered may stay undrawn: the journey then goes on', () => {
  expect(sendEmail.manifest.traits).toEqual({ sends: 'email', optionalPorts: ['notSent', 'notDelivered'] })
})
