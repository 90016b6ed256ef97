import { expect, test } from 'vitest'
import { applyEdit, checkFlow, documentProblems } from './index.ts'
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
