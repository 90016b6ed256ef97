import type { JsonObject } from '@snodo/node-sdk'
import { checkNode, type NodeAnswer, type NodeRun, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { giveCoupon } from './give-coupon.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(giveCoupon, { hash: 'c1e9346df24778f6' })
})

const give = (config: JsonObject, contacts: NodeRun['contacts'], given: NodeRun['given'] = {}) =>
  runNode(giveCoupon, { config: { as: 'welcome', value: '10 %', ...config }, contacts, given })
const codeOf = (answer: NodeAnswer | undefined) =>
  answer?.to === 'leave' ? (answer.set as { welcome: { code: string } }).welcome.code : null

test('a code follows its pattern, is the same on every retry and another for everyone else', async () => {
  const first = await give({ pattern: 'HELLO-********' }, { ada: {}, bob: {} })
  const again = await give({ pattern: 'HELLO-********' }, { ada: {} })
  expect(codeOf(first.ada)).toMatch(/^HELLO-[2-9A-HJKMNP-Z]{8}$/)
  expect(codeOf(again.ada)).toBe(codeOf(first.ada))
  expect(codeOf(first.bob)).not.toBe(codeOf(first.ada))
})

test('the coupon and the variable say the same, and the validity counts from the arrival', async () => {
  const { ada } = await give({ validFor: 'P10D' }, { ada: {} }, { now: '2026-03-02T09:00:00Z' })
  expect(ada).toMatchObject({
    port: 'given',
    intents: [{ do: 'giveCoupon', pool: null, code: codeOf(ada), as: 'welcome', validUntil: Date.parse('2026-03-12T09:00:00Z') }],
    set: { welcome: { value: '10 %', expiresAt: '2026-03-12T09:00:00.000Z' } },
  })
})

test('an empty pool leaves by none and gives nothing', async () => {
  const { ada } = await give({ pool: 'spring' }, { ada: {} })
  expect(ada).toLeaveBy('none')
  expect(ada).toMatchObject({ intents: [] })
})

test('a pattern too short to be safe from guessing does not pass the schema', () => {
  const { pattern } = giveCoupon.manifest.config.properties as { pattern: { pattern: string } }
  expect(new RegExp(pattern.pattern).test('HI-*****')).toBe(false)
  expect(new RegExp(pattern.pattern).test('HI-******')).toBe(true)
})
