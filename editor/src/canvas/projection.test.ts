import { applyEdit, extractEdit, type FlowDocument } from '@snodo/flow'
import { testManifests } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { drawnOf } from './folded.ts'
import { createProjector, type Transient } from './projection.ts'

const STILL: Transient = { selected: new Set(), moving: new Map() }

describe('the projection', () => {
  it('gives the very same objects when nothing changed', () => {
    const project = createProjector(testManifests)
    const first = project(ladder(20), STILL)
    expect(project(ladder(20), STILL).nodes).not.toBe(first.nodes)
    const document = ladder(20)
    const once = project(document, STILL)
    const again = project({ ...document }, STILL)
    expect(again.nodes).toBe(once.nodes)
    expect(again.edges).toBe(once.edges)
  })

  it('makes one new card when one block is configured, and keeps all others', () => {
    const project = createProjector(testManifests)
    const document = ladder(50)
    const before = project(document, STILL)
    const changed = applyEdit(document, { do: 'setConfig', id: 'n7', path: '/duration', value: 'P9D' }, testManifests).document
    const after = project(changed, STILL)
    const fresh = after.nodes.filter((node, i) => node !== before.nodes[i])
    expect(fresh.map((node) => node.id)).toEqual(['n7'])
    expect(after.edges).toBe(before.edges)
    expect(fresh[0]?.data).not.toBe(before.nodes[7]?.data)
  })

  it('moves only the dragged card while it is dragged', () => {
    const project = createProjector(testManifests)
    const document = ladder(50)
    const before = project(document, STILL)
    const after = project(document, { ...STILL, moving: new Map([['n3', { x: 400, y: 400 }]]) })
    expect(after.nodes.filter((node, i) => node !== before.nodes[i]).map((node) => node.id)).toEqual(['n3'])
    expect(after.nodes[3]?.data).toBe(before.nodes[3]?.data)
  })

  it('keeps every line while a card is dragged, as long as each runs on in the same column', () => {
    const project = createProjector(testManifests)
    const document = ladder(50)
    const before = project(document, STILL)
    const after = project(document, { ...STILL, moving: new Map([['n3', { x: 8, y: 384 }]]) })
    expect(after.nodes).not.toBe(before.nodes)
    expect(after.edges).toBe(before.edges)
  })

  it('draws a sub-flow as one card with the crossing lines as its doors, selected when all its blocks are', () => {
    const document = ladder(6)
    const extracted = applyEdit(document, extractEdit(document, ['n2', 'n3'], 'part', 'Part')!, testManifests).document
    const { document: view, folded } = drawnOf(extracted, testManifests, new Set(), true)
    const project = createProjector(testManifests)
    const { nodes, edges } = project(view, { ...STILL, folded, selected: new Set(['n2', 'n3']) })
    const card = nodes.find((node) => node.type === 'subFlow')!
    expect(card.selected).toBe(true)
    expect(card.data.ports.map((port) => port.id)).toEqual(['n3:after'])
    expect(nodes).toHaveLength(5)
    // Lines keep their names in the document, so that live numbers and edits find them.
    expect(edges.find((edge) => edge.id === 'n3:after')).toMatchObject({
      source: card.id,
      data: { from: 'n3', port: 'after', to: 'n4' },
    })
    expect(edges.find((edge) => edge.id === 'n1:after')).toMatchObject({ target: card.id, data: { to: 'n2' } })
    expect(edges.some((edge) => edge.id === 'n2:after')).toBe(false)
    expect(drawnOf(extracted, testManifests, new Set(['part']), true).document).toBe(extracted)
  })

  it('declares size and handles for every node, so that nothing waits to be measured', () => {
    const { nodes } = createProjector(testManifests)(ladder(5), STILL)
    for (const node of nodes) {
      expect(node.measured).toEqual({ width: 264, height: 72 })
      expect(node.handles?.length).toBeGreaterThan(0)
    }
    expect(nodes[0]?.handles?.some((handle) => handle.type === 'target')).toBe(false)
  })

  it('keeps the doors of an unknown type that lines leave by', () => {
    const document = ladder(3)
    const strange: FlowDocument = { ...document, nodes: { ...document.nodes, n1: { ...document.nodes.n1!, type: 'acme.gone' } } }
    const { nodes, edges } = createProjector(testManifests)(strange, STILL)
    expect(nodes[1]?.handles?.map((handle) => handle.id)).toContain('after')
    expect(edges).toHaveLength(document.edges.length)
  })

  it('lets branches that lead to the same block share one chip', () => {
    const document: FlowDocument = {
      format: 1,
      name: 'Shared',
      settings: {},
      nodes: {
        ask: {
          type: 'core.branch',
          version: 1,
          config: {
            branches: [
              { id: 'a', name: 'A', when: { type: 'all', of: [] } },
              { id: 'b', name: 'B', when: { type: 'all', of: [] } },
            ],
          },
          at: { x: 0, y: 0 },
        },
        end: { type: 'core.end', version: 1, config: {}, at: { x: 0, y: 128 } },
      },
      edges: [
        { from: 'ask', port: 'a', to: 'end' },
        { from: 'ask', port: 'b', to: 'end' },
      ],
    }
    const { edges } = createProjector(testManifests)(document, STILL)
    expect(edges.map((edge) => edge.data?.chip?.en ?? null)).toEqual(['A, B', null])
  })
})

/** A start and so many waits, one below the other. */
function ladder(length: number): FlowDocument {
  const nodes: FlowDocument['nodes'] = {
    n0: { type: 'core.event-happens', version: 1, config: { event: 'Signed Up' }, at: { x: 0, y: 0 } },
  }
  const edges: FlowDocument['edges'] = []
  for (let i = 1; i < length; i++) {
    nodes[`n${i}`] = { type: 'core.wait', version: 1, config: { duration: 'P1D' }, at: { x: 0, y: i * 128 } }
    edges.push({ from: `n${i - 1}`, port: i === 1 ? 'started' : 'after', to: `n${i}` })
  }
  return { format: 1, name: 'Ladder', settings: {}, nodes, edges }
}
