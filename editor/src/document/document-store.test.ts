import { applyEdit, describeEdit, type FlowDocument } from '@snodo/flow'
import { testManifests } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { createDocumentStore } from './document-store.ts'

describe('the document store', () => {
  it('undoes and redoes each step to the very same document', () => {
    const { documents, now } = setUp()
    const first = now()
    documents.edit({ do: 'setName', name: 'Renamed' })
    documents.edit({ do: 'setConfig', id: 'wait', path: '/duration', value: 'P9D' })
    const last = now()
    documents.undo()
    documents.undo()
    expect(now()).toEqual(first)
    documents.redo()
    documents.redo()
    expect(now()).toEqual(last)
  })

  it('takes the typing in one field as one step', () => {
    const { documents, now } = setUp()
    for (const name of ['V', 'Vi', 'Vip']) documents.edit({ do: 'renameNode', id: 'wait', name }, 'wait name')
    expect(documents.store.getState().past).toHaveLength(1)
    documents.undo()
    expect(now().nodes.wait?.name).toBeUndefined()
    documents.redo()
    expect(now().nodes.wait?.name).toBe('Vip')
  })

  it('begins a new step once the field was left', () => {
    const { documents } = setUp()
    documents.edit({ do: 'renameNode', id: 'wait', name: 'A' }, 'wait name')
    documents.endGesture()
    documents.edit({ do: 'renameNode', id: 'wait', name: 'B' }, 'wait name')
    expect(documents.store.getState().past).toHaveLength(2)
  })

  it('names every step in both languages', () => {
    const { documents } = setUp()
    documents.edit({ do: 'removeNode', id: 'wait' })
    const name = documents.store.getState().past[0]?.name
    expect(name?.en).not.toBe('')
    expect(name?.it).not.toBe(name?.en)
  })

  it('leaves document and history alone when an edit does not fit', () => {
    const { documents, now } = setUp()
    const before = now()
    expect(() => documents.edit({ do: 'removeNode', id: 'nobody' })).toThrow()
    expect(now()).toBe(before)
    expect(documents.store.getState().past).toHaveLength(0)
  })

  it('forgets what could be redone at the next edit', () => {
    const { documents } = setUp()
    documents.edit({ do: 'setName', name: 'A' })
    documents.undo()
    documents.edit({ do: 'setName', name: 'B' })
    expect(documents.redo()).toBeNull()
  })
})

function setUp() {
  const document: FlowDocument = {
    format: 1,
    name: 'Flow',
    settings: {},
    nodes: { wait: { type: 'core.wait', version: 1, config: { duration: 'P1D' }, at: { x: 0, y: 0 } } },
    edges: [],
  }
  const documents = createDocumentStore(
    document,
    (before, edit) => applyEdit(before, edit, testManifests),
    (edit, before) => describeEdit(edit, before, testManifests),
  )
  return { documents, now: () => documents.store.getState().document }
}
