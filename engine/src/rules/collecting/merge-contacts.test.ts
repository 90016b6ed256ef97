import { expect, test } from 'vitest'
import { keepOlder, mergeProfiles } from './merge-contacts.ts'

const profile = { user_id: null, email: null, phone: null, attributes: {}, tags: [], scores: {}, created_at: 5, seen_at: 5 }

test("what the winner has set wins; the loser's fills what is missing", () => {
  const winner = {
    ...profile,
    email: 'w@x.it',
    attributes: { city: 'Roma', name: null },
    tags: ['a'],
    scores: { default: 3 },
    created_at: 9,
  }
  const loser = {
    ...profile,
    email: 'l@x.it',
    phone: '+39333',
    attributes: { city: 'Bari', name: 'Ada', age: 3 },
    tags: ['a', 'b'],
    scores: { default: 4, heat: 1 },
    seen_at: 8,
  }
  expect(mergeProfiles(winner, loser)).toEqual({
    user_id: null,
    email: 'w@x.it',
    phone: '+39333',
    attributes: { city: 'Roma', name: 'Ada', age: 3 },
    tags: ['a', 'b'],
    scores: { default: 7, heat: 1 },
    created_at: 5,
    seen_at: 8,
  })
})

const journey = (id: string, contact_id: string, entered_at: number, flow_id = '1', entity_key = '') => ({
  id,
  contact_id,
  flow_id,
  entity_key,
  entered_at,
})

test('of a flow both are in the older journey goes on', () => {
  const { kept, ended } = keepOlder([journey('w', 'W', 20), journey('l', 'L', 10)], 'W')
  expect(kept.map((one) => one.id)).toEqual(['l'])
  expect(ended.map((one) => [one.journey.id, one.keptBy.id])).toEqual([['w', 'l']])
})

test("on a tie the winner's goes on", () => {
  expect(keepOlder([journey('l', 'L', 10), journey('w', 'W', 10)], 'W').kept.map((one) => one.id)).toEqual(['w'])
})

test('journeys of different flows, or about different orders, all go on; so do several of one person', () => {
  const all = [
    journey('a', 'W', 1),
    journey('b', 'L', 2, '2'),
    journey('c', 'L', 3, '3', 'o1'),
    journey('d', 'W', 4, '3', 'o2'),
    journey('e', 'L', 5, '4'),
    journey('f', 'L', 6, '4'),
  ]
  expect(keepOlder(all, 'W').ended).toEqual([])
})
