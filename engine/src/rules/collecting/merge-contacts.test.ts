import type { WholeReentry } from '@snodo/flow'
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

const once = { mode: 'never', from: 'entry', inside: 'ignore' } as const
const keep = (
  living: ReturnType<typeof journey>[],
  past: (ReturnType<typeof journey> & { ended_at: number })[] = [],
  rule: WholeReentry = once,
) => keepOlder({ living, past, winner: 'W', reentryOf: () => rule })

test('of a flow both are in the older journey goes on', () => {
  const { kept, ended } = keep([journey('w', 'W', 20), journey('l', 'L', 10)])
  expect(kept.map((one) => one.id)).toEqual(['l'])
  expect(ended.map((one) => [one.journey.id, one.keptBy.id])).toEqual([['w', 'l']])
})

test("on a tie the winner's goes on", () => {
  expect(keep([journey('l', 'L', 10), journey('w', 'W', 10)]).kept.map((one) => one.id)).toEqual(['w'])
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
  expect(keep(all).ended).toEqual([])
})

test('rule 8: whoever went through a flow before does not go through it again as the other person, where re-entry forbids it', () => {
  const over = { ...journey('over', 'L', 10), ended_at: 20 }
  const going = journey('going', 'W', 30)
  expect(keep([going], [over])).toMatchObject({ kept: [], ended: [{ journey: going, keptBy: over }] })
  const window = (milliseconds: number): WholeReentry => ({
    mode: 'afterWindow',
    window: `PT${milliseconds / 1000}S`,
    from: 'entry',
    inside: 'ignore',
  })
  expect(keep([journey('going', 'W', 3_009)], [over], window(3_000)).kept).toEqual([])
  expect(keep([journey('going', 'W', 3_010)], [over], window(3_000)).ended).toEqual([])
  expect(keep([going], [over], { ...once, mode: 'afterExit' }).ended).toEqual([])
  expect(keep([going], [over], { ...once, mode: 'always' }).ended).toEqual([])
  // Another order's journey, another flow's, and the person's own earlier one say nothing.
  expect(keep([going], [{ ...over, entity_key: 'o1' }]).ended).toEqual([])
  expect(keep([going], [{ ...over, flow_id: '2' }]).ended).toEqual([])
  expect(keep([going], [{ ...over, contact_id: 'W' }]).ended).toEqual([])
})

test('rule 8: the older journey goes on beside a younger one that is over, whose messages it does not repeat', () => {
  const over = { ...journey('over', 'L', 40), ended_at: 50 }
  const going = journey('going', 'W', 30)
  expect(keep([going], [over])).toMatchObject({ kept: [going], ended: [], had: [{ past: over, keptBy: going }] })
})
