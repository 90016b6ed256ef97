import { expect, test } from 'vitest'
import { overLimit, rateKey } from './event-limit.ts'

const row = (event_id: string, contact_id: string, received_at: number, kind = 'track') => ({
  event_id,
  contact_id,
  kind,
  received_at,
})
const limit = { most: 2, per: 'minute' } as const

test('rule 6: what is beyond the limit of a contact and window is dropped, in order of receipt', () => {
  const rows = [row('1', 'a', 1), row('2', 'b', 2), row('3', 'a', 3), row('4', 'a', 4), row('5', 'a', 60_000), row('6', 'b', 5)]
  expect(overLimit(rows, limit, new Map()).map((each) => each.event_id)).toEqual(['4'])
  const before = new Map([[rateKey('b', 0), { contact: 'b', since: 0, taken: 2, dropped: 0 }]])
  expect(overLimit(rows, limit, before).map((each) => each.event_id)).toEqual(['2', '4', '6'])
})

test('rule 6: what may carry a no, or is told by the engine itself, is neither counted nor dropped', () => {
  const rows = ['identify', 'group', 'system', 'fate', 'enroll'].flatMap((kind, i) => [row(String(i), 'a', 1, kind)])
  expect(overLimit([...rows, row('8', 'a', 2), row('9', 'a', 3)], limit, new Map())).toEqual([])
})
