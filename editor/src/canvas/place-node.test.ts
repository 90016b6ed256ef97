import { applyEdit, checkFlow, type FlowDocument, type FlowEdit } from '@snodo/flow'
import { testManifests } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { appendEdit, freshId, insertEdit } from './place-node.ts'
import { CARD } from './sizes.ts'

const manifest = (type: string) => testManifests.get(type)!

describe('a block spliced into a line', () => {
  it('stands between its neighbours, connected to both, in one step that undoes as one', () => {
    const before = chain()
    const edit = insertEdit(before, { from: 'start', port: 'started' }, 'fresh', manifest('core.wait'))!
    const { document: after, inverse } = applyEdit(before, edit, testManifests)
    expect(after.edges).toContainEqual({ from: 'start', port: 'started', to: 'fresh' })
    expect(after.edges).toContainEqual({ from: 'fresh', port: 'after', to: 'wait' })
    expect(overlapping(after)).toEqual([])
    expect(applyEdit(after, inverse, testManifests).document).toEqual(before)
  })

  it('pushes down what follows just far enough, and nothing else', () => {
    const before = chain()
    const after = done(before, insertEdit(before, { from: 'start', port: 'started' }, 'fresh', manifest('core.wait')))
    expect(after.nodes.wait!.at).toEqual({ x: 0, y: 256 })
    expect(after.nodes.end!.at).toEqual({ x: 0, y: 384 })
    expect(after.nodes.start!.at).toEqual({ x: 0, y: 0 })
  })

  it('moves nothing where there is room already', () => {
    const before = chain()
    before.nodes.wait!.at = { x: 0, y: 400 }
    before.nodes.end!.at = { x: 0, y: 600 }
    const after = done(before, insertEdit(before, { from: 'start', port: 'started' }, 'fresh', manifest('core.wait')))
    expect(after.nodes.wait!.at).toEqual({ x: 0, y: 400 })
    expect(overlapping(after)).toEqual([])
  })
})

describe('a block added after an open branch', () => {
  it('stands beside its sister branches, never on top of them', () => {
    let document: FlowDocument = {
      ...chain(),
      nodes: {
        ask: {
          type: 'core.branch',
          version: 1,
          config: {
            branches: [
              { id: 'a', name: 'A', when: { type: 'tag', tag: 'x' } },
              { id: 'b', name: 'B', when: { type: 'tag', tag: 'y' } },
            ],
          },
          at: { x: 0, y: 0 },
        },
      },
      edges: [],
    }
    for (const [i, port] of ['a', 'b', 'else'].entries())
      document = done(document, appendEdit(document, testManifests, 'ask', port, `end${i}`, manifest('core.end')))
    expect(overlapping(document)).toEqual([])
    expect(document.nodes.end0!.at.x).toBeLessThan(document.nodes.end1!.at.x)
    expect(document.nodes.end1!.at.x).toBeLessThan(document.nodes.end2!.at.x)
    expect(document.edges).toHaveLength(3)
  })
})

describe('a fresh id', () => {
  it('is never one that is taken, even when chance repeats itself', () => {
    const document = chain()
    const draws = [0.5, 0.5, 0.25]
    const first = freshId(document, 'core.wait', () => 0.5)
    document.nodes[first] = document.nodes.wait!
    expect(freshId(document, 'core.wait', () => draws.shift()!)).not.toBe(first)
  })

  it('gives a flow the checker accepts', () => {
    const document = chain()
    const id = freshId(document, 'acme.Strange Type!', () => 0.1)
    expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)
    expect(
      checkFlow(done(document, { do: 'addNode', id, node: { ...document.nodes.end! } }), { manifests: testManifests }).some(
        (finding) => finding.code === 'NODE_TYPE_UNKNOWN',
      ),
    ).toBe(false)
  })
})

function done(document: FlowDocument, edit: FlowEdit | null): FlowDocument {
  if (!edit) throw new Error('expected an edit')
  return applyEdit(document, edit, testManifests).document
}

function chain(): FlowDocument {
  return {
    format: 1,
    name: 'Chain',
    settings: {},
    nodes: {
      start: { type: 'core.event-happens', version: 1, config: { event: 'Signed Up' }, at: { x: 0, y: 0 } },
      wait: { type: 'core.wait', version: 1, config: { duration: 'P1D' }, at: { x: 0, y: 128 } },
      end: { type: 'core.end', version: 1, config: {}, at: { x: 0, y: 256 } },
    },
    edges: [
      { from: 'start', port: 'started', to: 'wait' },
      { from: 'wait', port: 'after', to: 'end' },
    ],
  }
}

function overlapping(document: FlowDocument): string[] {
  const nodes = Object.entries(document.nodes)
  return nodes.flatMap(([a, one], i) =>
    nodes
      .slice(i + 1)
      .flatMap(([b, two]) =>
        Math.abs(one.at.x - two.at.x) < CARD.width && Math.abs(one.at.y - two.at.y) < CARD.height ? [`${a} ${b}`] : [],
      ),
  )
}
