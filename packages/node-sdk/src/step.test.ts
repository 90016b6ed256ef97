import { expect, test } from 'vitest'
import { makeDecideStep, type StepValues, type StepWorld } from './step.ts'

const values: StepValues<{ a: number }> = {
  key: '12:3',
  node: 'n',
  visit: 3,
  config: { a: 1 },
  contact: {
    id: '7',
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
  enteredAt: 5,
  now: 9,
  zone: { id: 'UTC', from: 'workspace' },
}
const world: StepWorld = {
  secret: 's',
  share: (split) => (split === 'half' ? 0.5 : 0),
  passedAt: () => null,
  holds: () => 'cannotTell',
  reaction: () => 'no',
  couponStock: () => 4,
}
const step = makeDecideStep(values, world)

test('outcomes carry everything, also what was not said', () => {
  expect(step.leave('next')).toEqual({ to: 'leave', port: 'next', intents: [], set: null, because: null })
  expect(step.wait({ until: 9, then: 'after' })).toEqual({
    to: 'wait',
    until: 9,
    then: 'after',
    awaits: [],
    dated: false,
    mode: 'first',
    intents: [],
    set: null,
    because: null,
  })
  expect(step.end()).toEqual({ to: 'end', reason: 'completed', because: null })
})

test('the world is asked through the step', () => {
  expect([step.share('half'), step.holds({ type: 'tag', tag: 'x' }), step.couponStock('p')]).toEqual([0.5, 'cannotTell', 4])
})

test('chance is seeded by the key: the same visit draws the same, another visit differently', () => {
  expect(makeDecideStep(values, world).random.next()).toBe(makeDecideStep(values, world).random.next())
  expect(makeDecideStep({ ...values, key: '12:4' }, world).random.next()).not.toBe(makeDecideStep(values, world).random.next())
})

test('a digest repeats for the same key and cannot be made without the secret', () => {
  expect(step.digest('coupon')).toBe(makeDecideStep(values, world).digest('coupon'))
  expect(step.digest('coupon')).toMatch(/^[0-9a-f]{64}$/)
  expect(makeDecideStep(values, { ...world, secret: 't' }).digest('coupon')).not.toBe(step.digest('coupon'))
  expect(step.digest('other')).not.toBe(step.digest('coupon'))
})

test('a step has no deed of its own: they are shared by all', () => {
  expect(Object.values(step).filter((member) => typeof member === 'function')).toEqual([])
})
