import type { Words } from '@snodo/base'
import type { FlowDocument, FlowEdit } from '@snodo/flow'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** One gesture of the author, undone and redone as a whole, with a name for the history list. */
export type Step = { name: Words; undo: FlowEdit; redo: FlowEdit; gesture: string | null }

export type DocumentState = {
  document: FlowDocument
  past: readonly Step[]
  future: readonly Step[]
  /** Counts every change of the document, whoever made it; autosave saves when it moved. */
  changes: number
}

/** What applies an edit: `applyEdit` of @snodo/flow, with the node types bound. Throws a fault on an edit that cannot be. */
export type Apply = (document: FlowDocument, edit: FlowEdit) => { document: FlowDocument; inverse: FlowEdit }

/** What an edit does, for the history list: `describeEdit` of @snodo/flow, bound likewise. */
export type Describe = (edit: FlowEdit, document: FlowDocument) => Words

export type DocumentStore = {
  store: StoreApi<DocumentState>
  /** Applies an edit as one step. Typing in one field is one gesture: later edits of it replace its first one's redo. */
  edit(edit: FlowEdit, gesture?: string): void
  endGesture(): void
  undo(): Step | null
  redo(): Step | null
  /** Another document takes its place (a conflict settled): history begins anew. */
  replace(document: FlowDocument): void
}

/** The history never grows past this: an author does not count back further, and each step may hold a whole paste. */
const STEPS_KEPT = 200

/** The only writer of the document on this page. The canvas, the inspector and the lists read it and send edits here. */
export function createDocumentStore(document: FlowDocument, apply: Apply, describe: Describe): DocumentStore {
  const store = createStore<DocumentState>(() => ({ document, past: [], future: [], changes: 0 }))
  let openGesture: string | null = null

  return {
    store,
    edit(edit, gesture) {
      const state = store.getState()
      const done = apply(state.document, edit)
      if (done.document === state.document) return
      const last = state.past.at(-1)
      const goesOn = gesture !== undefined && gesture === openGesture && last?.gesture === gesture
      const name = goesOn && last ? last.name : describe(edit, state.document)
      const step: Step = { name, redo: edit, undo: goesOn && last ? last.undo : done.inverse, gesture: gesture ?? null }
      const past = goesOn ? [...state.past.slice(0, -1), step] : [...state.past, step].slice(-STEPS_KEPT)
      openGesture = gesture ?? null
      store.setState({ document: done.document, past, future: [], changes: state.changes + 1 })
    },
    endGesture() {
      openGesture = null
    },
    undo() {
      openGesture = null
      const state = store.getState()
      const step = state.past.at(-1)
      if (!step) return null
      const done = apply(state.document, step.undo)
      store.setState({
        document: done.document,
        past: state.past.slice(0, -1),
        future: [{ ...step, redo: done.inverse }, ...state.future],
        changes: state.changes + 1,
      })
      return step
    },
    redo() {
      openGesture = null
      const state = store.getState()
      const step = state.future[0]
      if (!step) return null
      const done = apply(state.document, step.redo)
      store.setState({
        document: done.document,
        past: [...state.past, { ...step, undo: done.inverse }],
        future: state.future.slice(1),
        changes: state.changes + 1,
      })
      return step
    },
    replace(next) {
      openGesture = null
      store.setState((state) => ({ document: next, past: [], future: [], changes: state.changes + 1 }))
    },
  }
}
