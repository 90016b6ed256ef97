import { describe, expect, test } from 'vitest'
import { compiled, NOON, somebody, standingAt, starts } from '../../testing/small-nodes.ts'
import type { CompiledFlow } from '../flows/compile-flow.ts'
import { decideEntry, type LastEntry } from './decide-entry.ts'

const DAY = 86_400_000
const flowWith = (settings: NonNullable<Parameters<typeof compiled>[1]['settings']>): CompiledFlow =>
  compiled([starts()], { settings, nodes: { start: ['test.start', {}] }, edges: [] })

function decide(flow: CompiledFlow, more: Partial<Parameters<typeof decideEntry>[0]> = {}) {
  return decideEntry({
    flow,
    state: 'live',
    contact: somebody(),
    entityKey: '',
    event: { id: '1', name: 'Begin', properties: {}, occurredAt: NOON, receivedAt: NOON },
    inside: [],
    last: null,
    now: NOON,
    measure: () => 0,
    before: null,
    ownEntries: 0,
    ...more,
  })
}

const ago = (days: number, ended: number | null = null): LastEntry => ({
  at: NOON - days * DAY,
  endedAt: ended === null ? null : NOON - ended * DAY,
})

describe('who was here before', () => {
  test.each([
    ['never: nobody twice', { mode: 'never' as const }, ago(900, 800), 'ENTERED_BEFORE'],
    ['always: as often as they like', { mode: 'always' as const }, ago(0, 0), null],
    ['after exit: not before it', { mode: 'afterExit' as const }, ago(9), 'NOT_EXITED_YET'],
    ['after exit: once it has ended', { mode: 'afterExit' as const }, ago(9, 1), null],
    ['window from the entry: not yet', { mode: 'afterWindow' as const, window: 'P10D' }, ago(9, 8), 'REENTRY_WINDOW'],
    ['window from the entry: from its last instant on', { mode: 'afterWindow' as const, window: 'P10D' }, ago(10, 8), null],
    [
      'window from the exit: not yet',
      { mode: 'afterWindow' as const, window: 'P10D', from: 'exit' as const },
      ago(30, 9),
      'REENTRY_WINDOW',
    ],
    ['window from the exit: open', { mode: 'afterWindow' as const, window: 'P10D', from: 'exit' as const }, ago(30, 10), null],
    [
      'window from an exit that has not come',
      { mode: 'afterWindow' as const, window: 'P10D', from: 'exit' as const },
      ago(30),
      'NOT_EXITED_YET',
    ],
  ])('%s', (_claim, reentry, last, code) => {
    const decision = decide(flowWith({ reentry }), { last })
    expect(decision.enter ? null : decision.because.code).toBe(code)
  })
})

describe('who is inside', () => {
  const inside = (reentry: NonNullable<Parameters<typeof flowWith>[0]['reentry']>, entityKey: string) => {
    const flow = flowWith({ reentry })
    return decide(flow, { inside: [standingAt(flow, 'start', { entityKey: 'a' })], entityKey, last: ago(0) })
  }
  test('is left in peace by default', () => {
    expect(inside({ mode: 'always' }, 'a')).toMatchObject({
      enter: false,
      because: { code: 'INSIDE_ALREADY', values: { enrollment: '129' } },
    })
  })
  test('makes way for the new journey with replace', () => {
    expect(inside({ mode: 'always', inside: 'replace' }, 'a')).toMatchObject({ enter: true, replaces: { id: '129' } })
  })
  test('may walk beside it with parallel, for another order only', () => {
    expect(inside({ mode: 'always', inside: 'parallel', key: 'event.properties.id' }, 'b')).toEqual({
      enter: true,
      replaces: null,
    })
    expect(inside({ mode: 'always', inside: 'parallel', key: 'event.properties.id' }, 'a')).toMatchObject({ enter: false })
  })
})

test.each([
  ['paused', 'FLOW_PAUSED'],
  ['closed', 'FLOW_NOT_LIVE'],
  ['stopped', 'FLOW_NOT_LIVE'],
] as const)('a %s flow lets nobody in', (state, code) => {
  expect(decide(flowWith({}), { state })).toMatchObject({ enter: false, because: { code } })
})

test('an entry filter that cannot tell lets nobody in', () => {
  const flow = flowWith({ entryFilter: { when: { type: 'tag', tag: 'vip' } } })
  expect(decide(flow)).toMatchObject({ enter: false, because: { code: 'ENTRY_FILTER', values: { verdict: 'no' } } })
  expect(decide(flow, { contact: somebody({ tags: new Set(['vip']) }) })).toMatchObject({ enter: true })
})
