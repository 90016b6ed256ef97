import type { DeadLetterView } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { groupRejected } from './group-rejected.ts'

function call(id: string, more: Partial<DeadLetterView> = {}): DeadLetterView {
  return {
    id,
    receivedAt: `2026-03-0${id}T09:00:00.000Z`,
    source: '/v1/track',
    code: 'CALL_REFUSED',
    reason: 'no event',
    body: '{}',
    ...more,
  }
}

test('one mistake made twice is one group with both calls, wherever others came in between', () => {
  const groups = groupRejected([call('3'), call('2', { reason: 'no user' }), call('1')])
  expect(groups.map(({ reason, calls }) => [reason, calls.map(({ id }) => id)])).toEqual([
    ['no event', ['3', '1']],
    ['no user', ['2']],
  ])
})

test('the same sentence from another place is another mistake', () => {
  expect(groupRejected([call('2'), call('1', { source: '/v1/batch' })])).toHaveLength(2)
})
