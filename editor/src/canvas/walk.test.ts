import { testFlow, testNode } from '@snodo/flow/testing'
import { expect, it } from 'vitest'
import { neighbour } from './walk.ts'

const at = (x: number, y: number) => testNode('core.tag', {}, { at: { x, y } })
/** A condition, a branch that takes a rank longer than the other, and where both meet. */
const flow = testFlow({ ask: at(0, 0), wait: at(-152, 128), mail: at(-152, 256), short: at(304, 256), end: at(0, 384) }, [
  'ask:yes>wait',
  'ask:else>short',
  'wait:next>mail',
  'mail:next>end',
  'short:next>end',
])

it('walking, down and up follow the nearest line, so that the nearer branch is never jumped over', () => {
  expect(neighbour(flow, 'ask', 'down')).toBe('wait')
  expect(neighbour(flow, 'wait', 'down')).toBe('mail')
  expect(neighbour(flow, 'end', 'up')).toBe('mail')
  expect(neighbour(flow, 'end', 'down')).toBeNull()
})

it('walking, left and right go to what stands beside, else to the other branches of the block above', () => {
  expect(neighbour(flow, 'mail', 'right')).toBe('short')
  expect(neighbour(flow, 'wait', 'right')).toBe('short')
  expect(neighbour(flow, 'short', 'left')).toBe('mail')
  expect(neighbour(flow, 'wait', 'left')).toBeNull()
})
