import { expect, test } from 'vitest'
import { mayConnect } from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const flow = testFlow(
  {
    start: testNode('core.event-happens', { event: 'A' }, { name: 'Sign-up' }),
    wait: testNode('core.wait', { duration: 'P1D' }),
    mail: testNode('core.send-email', { content: { subject: 'a', body: 'b' } }),
    end: testNode('core.end'),
    stranger: testNode('acme.thing'),
  },
  ['start:started>wait'],
)

test.each([
  ['wait', 'after', 'mail'],
  ['wait', 'after', 'wait'],
  ['mail', 'notSent', 'end'],
  ['mail', 'sent', 'wait'],
  ['stranger', 'anything', 'end'],
])('%s may lead by %s to %s', (from, port, to) => {
  expect(mayConnect(flow, testManifests, from, port, to)).toBe(true)
})

test.each([
  ['wait', 'after', 'start', 'is a start'],
  ['end', 'next', 'mail', 'journey ends'],
  ['wait', 'later', 'mail', 'has no branch'],
  ['mail', 'sent', 'mail', 'cannot lead to itself'],
  ['start', 'started', 'mail', 'already leads to'],
  ['gone', 'x', 'mail', 'no longer'],
  ['wait', 'after', 'constructor', 'no longer'],
])('%s may not lead by %s to %s: %s', (from, port, to, reason) => {
  const answer = mayConnect(flow, testManifests, from, port, to)
  expect(answer).toMatchObject({ en: expect.stringContaining(reason), it: expect.stringMatching(/\.$/) })
})

test('a line in the way is no reason when it would give way', () => {
  expect(mayConnect(flow, testManifests, 'start', 'started', 'mail', { replace: true })).toBe(true)
})
