import { expect, test } from 'vitest'
import { applyEdit, checkFlow, documentProblems, type FlowEdit, graphOf } from './index.ts'
import { referenceFlow, testManifests } from './testing.ts'

test('the reference flow is what the figures say: 1,000 blocks of 12 types, 1,200 lines, 20 notes, always the same and nothing to mend', () => {
  const flow = referenceFlow()
  expect(Object.keys(flow.nodes)).toHaveLength(1_000)
  expect(new Set(Object.values(flow.nodes).map(({ type }) => type)).size).toBe(12)
  expect(flow.edges).toHaveLength(1_200)
  expect(Object.keys(flow.notes ?? {})).toHaveLength(20)
  expect(documentProblems(flow)).toEqual([])
  expect(checkFlow(flow, { manifests: testManifests })).toEqual([])
  expect(referenceFlow()).toEqual(flow)
})

test('an edit of one block leaves every other block of the reference flow the very same object', () => {
  const flow = referenceFlow()
  const id = Object.keys(flow.nodes).find((each) => flow.nodes[each]!.type === 'core.wait')!
  const { document } = applyEdit(flow, { do: 'setConfig', id, path: '/duration', value: 'P8D' }, testManifests)
  expect(Object.keys(flow.nodes).filter((each) => flow.nodes[each] !== document.nodes[each])).toEqual([id])
  expect(document.edges).toBe(flow.edges)
})

test('after a line is removed, drawn or led elsewhere, and after a block comes or goes, only the blocks at those lines are drawn anew', () => {
  let flow = referenceFlow()
  const edge = flow.edges[200]!
  const other = flow.edges[700]!
  const block = { type: 'core.wait', version: 1, config: { duration: 'P2D' }, at: { x: 0, y: 0 } }
  const edits: [FlowEdit, number][] = [
    [{ do: 'disconnect', from: edge.from, port: edge.port }, 2],
    [{ do: 'connect', edge, replace: true }, 2],
    [{ do: 'connect', edge: { ...edge, to: other.to }, replace: true }, 3],
    [{ do: 'addNode', id: 'new', node: block }, 1],
    [{ do: 'removeNode', id: 'new' }, 0],
  ]
  for (const [edit, most] of edits) {
    const before = graphOf(flow, testManifests).nodes
    flow = applyEdit(flow, edit, testManifests).document
    const now = graphOf(flow, testManifests).nodes
    // The other ends of a block's other lines are its lines' ends as well.
    const anew = [...now.values()].filter((node) => before.get(node.id) !== node)
    expect(anew.length, edit.do).toBeLessThanOrEqual(most + 2)
    expect([...now.values()]).toEqual([...graphOf(structuredClone(flow), testManifests).nodes.values()])
  }
})
