import { applyEdit, type FlowDocument, type FlowEdit } from '@snodo/flow'
import { testFlow, testManifests, testNode } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { createProjector } from '../canvas/projection.ts'
import { byPlace, compareDocuments } from './comparison.ts'

const before = testFlow(
  { start: testNode('core.event-happens', { event: 'x' }), mail: testNode('core.send-email', {}), end: testNode('core.end') },
  ['start:started>mail', 'mail:sent>end'],
)
const does = (...edits: FlowEdit[]): FlowDocument =>
  edits.reduce((now, edit) => applyEdit(now, edit, testManifests).document, before)

describe('a comparison', () => {
  it('draws what is gone as ghosts where it stood, and marks what came, went and changed', () => {
    const after = does(
      { do: 'removeNode', id: 'mail', rejoin: true },
      { do: 'addNode', id: 'new', node: testNode('core.tag') },
      { do: 'setConfig', id: 'start', path: '/event', value: 'y' },
    )
    const { drawn, nodes, lines } = compareDocuments(before, after, false)
    expect(Object.keys(drawn.nodes).sort()).toEqual(['end', 'mail', 'new', 'start'])
    expect(Object.fromEntries(nodes)).toEqual({ mail: 'removed', new: 'added', start: 'changed' })
    expect(Object.fromEntries(lines)).toEqual({
      'start:started': 'changed',
      'was:start:started': 'removed',
      'mail:sent': 'removed',
    })
    expect(drawn.edges).toContainEqual({ from: 'mail', port: 'sent', to: 'end' })
  })

  it('draws where a line led that leads elsewhere now, beside its new way', () => {
    const after = does({ do: 'connect', edge: { from: 'start', port: 'started', to: 'end' }, replace: true })
    const { drawn, lines, ghosts } = compareDocuments(before, after, false)
    expect(ghosts).toEqual([{ from: 'start', port: 'started', to: 'mail' }])
    expect(Object.fromEntries(lines)).toEqual({ 'start:started': 'changed', 'was:start:started': 'removed' })
    expect(drawn.edges.filter((edge) => edge.from === 'start')).toEqual([{ from: 'start', port: 'started', to: 'end' }])
    const { edges } = createProjector(testManifests)(drawn, { selected: new Set(), moving: new Map(), ghosts })
    expect(edges.filter((edge) => edge.source === 'start').map(({ id, target }) => [id, target])).toEqual([
      ['start:started', 'end'],
      ['was:start:started', 'mail'],
    ])
  })

  it('tells of moves only when asked', () => {
    const after = does({ do: 'moveNodes', to: { end: { x: 400, y: 400 } } })
    expect(compareDocuments(before, after, false).changes).toEqual([])
    expect(compareDocuments(before, after, true).nodes.get('end')).toBe('moved')
  })

  it('lists what is of the whole flow first, then block after block', () => {
    const after = does(
      { do: 'setConfig', id: 'mail', path: '/a', value: 1 },
      { do: 'setConfig', id: 'start', path: '/b', value: 1 },
      { do: 'setConfig', id: 'mail', path: '/c', value: 1 },
      { do: 'setName', name: 'Another' },
    )
    const places = byPlace(compareDocuments(before, after, false).changes)
    expect(places.map(({ node, changes }) => [node, changes.length])).toEqual([
      [null, 1],
      ['start', 1],
      ['mail', 2],
    ])
  })
})
