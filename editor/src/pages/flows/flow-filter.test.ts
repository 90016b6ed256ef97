import { describe, expect, it } from 'vitest'
import type { FlowSummary } from '../../api/replies.ts'
import { EVERY_FLOW, enteredInWeek, filterFlows, tagsOf } from './flow-filter.ts'

const flow = (name: string, more: Partial<FlowSummary> = {}): FlowSummary => ({
  id: name,
  name,
  state: 'live',
  version: 1,
  revision: 1,
  inside: 0,
  entered: 0,
  week: [0, 0, 0, 0, 0, 0, 0],
  tags: [],
  createdAt: '2026-03-01T00:00:00Z',
  updatedAt: '2026-03-01T00:00:00Z',
  updatedBy: null,
  pausedAt: null,
  ...more,
})

const all = [
  flow('Welcome', { tags: ['spring'], inside: 5, week: [0, 0, 0, 0, 0, 0, 9] }),
  flow('Birthday', { state: 'paused', inside: 7, updatedAt: '2026-03-04T00:00:00Z' }),
  flow('Old', { state: 'archived', tags: ['winter'] }),
]
const names = (flows: FlowSummary[]) => flows.map(({ name }) => name)

describe('the list of flows', () => {
  it('leaves archived ones out until they are asked for', () => {
    expect(names(filterFlows(all, EVERY_FLOW))).toEqual(['Birthday', 'Welcome'])
    expect(names(filterFlows(all, { ...EVERY_FLOW, state: 'archived' }))).toEqual(['Old'])
  })

  it('is searched by name and by tag, in any case', () => {
    expect(names(filterFlows(all, { ...EVERY_FLOW, search: ' BIRTH' }))).toEqual(['Birthday'])
    expect(names(filterFlows(all, { ...EVERY_FLOW, search: 'spring' }))).toEqual(['Welcome'])
    expect(names(filterFlows(all, { ...EVERY_FLOW, tag: 'spring', search: 'birth' }))).toEqual([])
  })

  it('is sorted by what it shows, both ways', () => {
    expect(names(filterFlows(all, { ...EVERY_FLOW, sort: 'inside' }))).toEqual(['Birthday', 'Welcome'])
    expect(names(filterFlows(all, { ...EVERY_FLOW, sort: 'inside', descending: false }))).toEqual(['Welcome', 'Birthday'])
    expect(names(filterFlows(all, { ...EVERY_FLOW, sort: 'week' }))).toEqual(['Welcome', 'Birthday'])
    expect(names(filterFlows(all, { ...EVERY_FLOW, sort: 'state', descending: false }))).toEqual(['Welcome', 'Birthday'])
  })

  it('knows its tags and the sum of a week', () => {
    expect(tagsOf(all)).toEqual(['spring', 'winter'])
    expect(enteredInWeek(all[0]!)).toBe(9)
  })
})
