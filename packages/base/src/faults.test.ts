import { expect, it } from 'vitest'
import { AssertionFailed, assert, must, unreachable } from './assert.ts'
import { TurnedClock } from './clock.ts'
import { asError, defineFaults, isFault } from './faults.ts'

const faults = defineFaults({
  UNKNOWN_FLOW: { status: 404, title: 'No such flow', say: ({ id }: { id: string }) => `Expected the id of a flow, got ${id}.` },
})

it('a fault carries its code, status, title, sentence and data', () => {
  const fault = faults.UNKNOWN_FLOW({ id: '7' })
  expect(fault).toMatchObject({ code: 'UNKNOWN_FLOW', status: 404, title: 'No such flow', data: { id: '7' } })
  expect(fault.message).toBe('Expected the id of a flow, got 7.')
  expect(isFault(fault)).toBe(true)
  expect(isFault(fault, 'UNKNOWN_FLOW')).toBe(true)
  expect(isFault(fault, 'OTHER')).toBe(false)
  expect(isFault(new Error('x'))).toBe(false)
})

it('an assertion is no fault, and says what was assumed', () => {
  expect(() => assert(false, 'the lane is locked')).toThrow(new AssertionFailed('the lane is locked'))
  expect(() => must(null, 'no lane')).toThrow('no lane')
  expect(must(0, 'no lane')).toBe(0)
  expect(() => unreachable('x' as never, 'port')).toThrow('unexpected port: "x"')
})

it('whatever was thrown becomes an Error', () => {
  const error = new Error('x')
  expect(asError(error)).toBe(error)
  expect(asError('oops').message).toContain('oops')
})

it('a turned clock stands still until it is turned, and refuses what is no time', () => {
  const clock = new TurnedClock('2026-01-01T00:00:00Z')
  expect(clock.now()).toBe(clock.now())
  clock.turnBy(1000)
  expect(new Date(clock.now()).toISOString()).toBe('2026-01-01T00:00:01.000Z')
  clock.turnTo('2025-01-01T00:00:00Z')
  expect(clock.now()).toBe(Date.UTC(2025, 0, 1))
  expect(() => clock.turnTo('soon')).toThrow(AssertionFailed)
})
