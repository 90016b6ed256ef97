import { expect, test } from 'vitest'
import { type ActStepValues, isSettled, makeActBatch } from './batch.ts'
import type { ActOutcome } from './node-type.ts'

const stepOf = (key: string): ActStepValues<object> => ({
  key,
  node: 'n',
  visit: 1,
  config: {},
  contact: {
    id: key,
    email: null,
    phone: null,
    userId: null,
    attributes: {},
    tags: new Set(),
    lists: new Set(),
    consents: new Map(),
    scores: {},
  },
  entry: { at: 0, event: null, properties: {} },
  vars: {},
  attempt: 2,
})
const batchOf = (...keys: string[]) =>
  makeActBatch({ config: {}, steps: keys.map(stepOf), fill: (template, step) => template.replace('{{ id }}', step.contact.id) })

test('every step is answered exactly once', () => {
  const asked: string[] = []
  const { settled } = batchOf('a', 'b').settle((step) => {
    asked.push(step.key)
    return step.leave('done')
  })
  expect(asked).toEqual(['a', 'b'])
  expect([...settled.keys()]).toEqual(['a', 'b'])
})

test('a throw fails its contact alone', () => {
  const { settled } = batchOf('a', 'b').settle((step) => {
    if (step.key === 'a') throw new Error('broken answer')
    return step.retry('busy', 500)
  })
  expect(settled.get('a')).toEqual({ to: 'fail', because: 'broken answer' })
  expect(settled.get('b')).toEqual({ to: 'retry', afterMs: 500, because: 'busy' })
})

test('no answer and a promise of one are failures that say what to write', () => {
  const none = batchOf('a').settle(() => undefined as unknown as ActOutcome)
  expect(none.settled.get('a')).toMatchObject({ to: 'fail', because: expect.stringContaining('step.leave') })
  const promised = batchOf('a').settle((async () => ({ to: 'fail', because: '' })) as unknown as () => ActOutcome)
  expect(promised.settled.get('a')).toMatchObject({ to: 'fail', because: expect.stringContaining('before settle') })
})

test('an answer put together by hand is not accepted', () => {
  const batch = batchOf('a')
  expect(isSettled(batch.settle((step) => step.leave('done')))).toBe(true)
  expect(isSettled({ settled: new Map() })).toBe(false)
})

test('texts are filled in for the step they are asked of', () => {
  const { settled } = batchOf('a', 'b').settle((step) => step.leave('done', { set: { text: step.fill('for {{ id }}') } }))
  expect(settled.get('b')).toMatchObject({ set: { text: 'for b' } })
})

test('two steps under one key are a programmer’s error', () => {
  expect(() => batchOf('a', 'a')).toThrow('same key')
})
