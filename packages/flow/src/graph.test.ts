import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  alwaysPasses,
  canComeAfter,
  cycles,
  cyclesWithoutWait,
  graphOf,
  portsOf,
  ranks,
  reachable,
  topologicalOrder,
} from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'A' })
const wait = testNode('core.wait', { duration: 'P1D' })
const end = testNode('core.end')
const fork = testNode('core.branch', {
  branches: [
    { id: 'left', name: 'Left', when: { type: 'tag', tag: 'l' } },
    { id: 'right', name: 'Right', when: { type: 'tag', tag: 'r' } },
  ],
})
const diamond = graphOf(
  testFlow({ end, join: wait, b: wait, a: wait, fork, start }, [
    'start:started>fork',
    'fork:else>end',
    'fork:right>b',
    'fork:left>a',
    'a:after>join',
    'b:after>join',
    'join:after>end',
  ]),
  testManifests,
)

test('ports drawn from the config come before the fixed ones, and a repeated id is one door', () => {
  const manifest = testManifests.get('core.branch')!
  expect(portsOf(fork, manifest).map(({ id, title, item }) => [id, title.en, item])).toEqual([
    ['left', 'Left', 0],
    ['right', 'Right', 1],
    ['else', 'else', undefined],
  ])
  expect(portsOf({ config: { branches: [{ id: 'a' }, { id: 'a' }, null, { id: 3 }] } }, manifest).map(({ id }) => id)).toEqual([
    'a',
    'else',
  ])
  expect(portsOf({ config: {} }, manifest).map(({ id }) => id)).toEqual(['else'])
})

describe('graph', () => {
  test('reachable, with a node left out and with lines left out', () => {
    expect([...reachable(diamond, ['fork'])].sort()).toEqual(['a', 'b', 'end', 'fork', 'join'])
    expect(reachable(diamond, ['start'], { without: 'fork' })).toEqual(new Set(['start']))
    expect(reachable(diamond, ['start'], { skip: (edge) => edge.port === 'left' }).has('a')).toBe(false)
  })

  test('what can come after, and what everybody passes', () => {
    expect(canComeAfter(diamond, 'a', 'end')).toBe(true)
    expect(canComeAfter(diamond, 'a', 'b')).toBe(false)
    expect(canComeAfter(diamond, 'a', 'a')).toBe(false)
    expect(alwaysPasses(diamond, 'fork', 'end')).toBe(true)
    expect(alwaysPasses(diamond, 'join', 'end')).toBe(false)
    expect(alwaysPasses(diamond, 'a', 'join')).toBe(false)
  })

  test('the order goes down the branches from the first port, and each node follows all that lead to it', () => {
    expect(topologicalOrder(diamond)).toEqual(['start', 'fork', 'a', 'b', 'join', 'end'])
    expect([...ranks(diamond)]).toEqual([
      ['start', 0],
      ['fork', 1],
      ['a', 2],
      ['b', 2],
      ['join', 3],
      ['end', 4],
    ])
  })

  test('a node switched off is walked by its first port alone', () => {
    const off = graphOf(
      testFlow({ start, fork: { ...fork, off: true }, a: end, b: end }, ['start:started>fork', 'fork:right>b', 'fork:left>a']),
      testManifests,
    )
    expect([...reachable(off, ['start'])]).toEqual(['start', 'fork', 'a'])
  })

  test('loops are found, and those without a wait told apart', () => {
    const looping = graphOf(
      testFlow({ start, fork, tag: testNode('core.tag'), wait, end }, [
        'start:started>fork',
        'fork:left>tag',
        'tag:next>fork',
        'fork:right>wait',
        'wait:after>fork',
        'fork:else>end',
      ]),
      testManifests,
    )
    expect(cycles(looping).map((members) => members.sort())).toEqual([['fork', 'tag', 'wait']])
    expect(cyclesWithoutWait(looping).never.map((members) => members.sort())).toEqual([['fork', 'tag']])
    expect(cycles(diamond)).toEqual([])
  })

  test('a wait that leads to itself is a loop that rests', () => {
    const round = graphOf(testFlow({ start, wait }, ['start:started>wait', 'wait:after>wait']), testManifests)
    expect(cycles(round)).toEqual([['wait']])
    expect(cyclesWithoutWait(round)).toEqual({ never: [], mostly: [] })
  })
})

test('on any drawing: everybody passes a node exactly when leaving it out cuts the way, and loops are what can come after itself', () => {
  const ids = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6']
  const lines = fc.uniqueArray(
    fc.record({
      from: fc.constantFrom('start', ...ids),
      port: fc.constantFrom('left', 'right', 'else'),
      to: fc.constantFrom(...ids),
    }),
    {
      selector: (edge) => `${edge.from}:${edge.port}`,
      maxLength: 20,
    },
  )
  fc.assert(
    fc.property(lines, (edges) => {
      const nodes = { start, ...Object.fromEntries(ids.map((id) => [id, fork])) }
      const drawn = edges.map((edge) => (edge.from === 'start' ? { ...edge, port: 'started' } : edge))
      const graph = graphOf({ format: 1, name: 'x', settings: {}, nodes, edges: drawn }, testManifests)
      const inside = reachable(graph, ['start'])
      const inLoops = new Set(cycles(graph).flat())
      for (const later of ids) {
        expect(inLoops.has(later)).toBe(canComeAfter(graph, later, later))
        if (!inside.has(later)) continue
        for (const earlier of ids) {
          const cut = earlier === later || !reachable(graph, ['start'], { without: earlier }).has(later)
          expect([earlier, later, alwaysPasses(graph, earlier, later)]).toEqual([earlier, later, cut])
        }
      }
      expect(topologicalOrder(graph).sort()).toEqual(Object.keys(nodes).sort())
    }),
    { numRuns: 400 },
  )
})
