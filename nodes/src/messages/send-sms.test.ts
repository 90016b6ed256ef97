import { checkNode, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { sendSms } from './send-sms.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(sendSms, { hash: 'd65bcb7283a5c6c0' })
})

test('its purpose and expiry are handed on', async () => {
  const { someone } = await runNode(sendSms, {
    config: { content: { body: 'Hi' }, purpose: 'transactional', expireIfLateBy: 'PT12H' },
  })
  expect(someone).toSend('sms', { purpose: 'transactional', expireIfLateBy: 'PT12H' })
})
