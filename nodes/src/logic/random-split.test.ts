import type { JsonObject } from '@snodo/node-sdk'
import { checkNode, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { randomSplit } from './random-split.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(randomSplit, { hash: '96474680f620b7d5' })
})

const halves = [
  { id: 'a', name: 'A', share: 1 },
  { id: 'b', name: 'B', share: 1 },
]
const contacts = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`contact-${i}`, {}]))
const taken = async (config: JsonObject) =>
  Object.values(await runNode(randomSplit, { config, contacts })).map((answer) => (answer.to === 'leave' ? answer.port : ''))

test('the same contact always takes the same branch', async () => {
  expect(await taken({ branches: halves })).toEqual(await taken({ branches: halves }))
})

test('contacts divide by the shares', async () => {
  const ports = await taken({ branches: [{ ...halves[0]!, share: 3 }, halves[1]!] })
  const share = ports.filter((port) => port === 'a').length / ports.length
  expect(share).toBeGreaterThan(0.72)
  expect(share).toBeLessThan(0.78)
})

test('a branch with no share takes nobody', async () => {
  const ports = await taken({ branches: [halves[0]!, { ...halves[1]!, share: 0 }] })
  expect(new Set(ports)).toEqual(new Set(['a']))
})

test('fresh draws depend on the visit, and repeat when it is run again', async () => {
  const fresh = await taken({ branches: halves, fresh: true })
  expect(fresh).toEqual(await taken({ branches: halves, fresh: true }))
  expect(fresh).not.toEqual(await taken({ branches: halves }))
})
