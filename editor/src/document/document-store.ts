import { isFault, type Words } from '@snodo/base'
import { type FlowDocument, type FlowEdit, overwritten, type WrittenPlace } from '@snodo/flow'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** One gesture of the author, undone and redone as a whole, with a name for the history list. */
export type Step = {
  name: Words
  undo: FlowEdit
  redo: FlowEdit
  gesture: string | null
  /** How many places others had written when it was last done or undone: what they wrote later is not undone by it. */
  seen: number
}

/** What another author did while this page was open; null where the whole flow was replaced. */
export type OthersStep = { name: Words | null; author: string; at: string }

export type DocumentState = {
  document: FlowDocument
  past: readonly Step[]
  future: readonly Step[]
  /** What others did meanwhile, for the history list; undo never touches it. */
  others: readonly OthersStep[]
}

/** What became of an undo or redo: done, or left out because another author wrote there meanwhile (null: what it needs is gone). */
export type Stepped = { step: Step; done: true } | { step: Step; done: false; author: string | null }

/** What applies an edit: `applyEdit` of @snodo/flow, with the node types bound. Throws a fault on an edit that cannot be. */
export type Apply = (document: FlowDocument, edit: FlowEdit) => { document: FlowDocument; inverse: FlowEdit }

/** What an edit does, for the history list: `describeEdit` of @snodo/flow, bound likewise. */
export type Describe = (edit: FlowEdit, document: FlowDocument) => Words

export type DocumentStore = {
  store: StoreApi<DocumentState>
  /** Applies an edit as one step. Typing in one field is one gesture: later edits of it replace its first one's redo. */
  edit(edit: FlowEdit, gesture?: string): void
  endGesture(): void
  undo(): Stepped | null
  redo(): Stepped | null
  /** The draft with what others did to it. It is no step of this author's, and undo never takes it back. */
  receive(document: FlowDocument, written: readonly WrittenPlace[], steps?: readonly OthersStep[]): void
  /** Told of each edit of this author, undo and redo too; answers how to stop. */
  onEdit(tell: (edit: FlowEdit, document: FlowDocument) => void): () => void
}

/** The history never grows past this: an author does not count back further, and each step may hold a whole paste. */
const STEPS_KEPT = 200

/** The only writer of the document on this page. The canvas, the inspector and the lists read it and send edits here. */
export function createDocumentStore(document: FlowDocument, apply: Apply, describe: Describe): DocumentStore {
  const store = createStore<DocumentState>(() => ({ document, past: [], future: [], others: [] }))
  const listeners = new Set<(edit: FlowEdit, document: FlowDocument) => void>()
  const written: WrittenPlace[] = []
  let openGesture: string | null = null

  const did = (edit: FlowEdit, next: Omit<DocumentState, 'others'>) => {
    store.setState(next)
    for (const tell of listeners) tell(edit, next.document)
  }

  /** Goes one step back or forward, unless that would undo what another author wrote after it. */
  function go(
    step: Step,
    edit: FlowEdit,
    next: (done: ReturnType<Apply>) => Omit<DocumentState, 'others'>,
    without: Omit<DocumentState, 'others'>,
  ): Stepped {
    const before = store.getState().document
    try {
      const done = apply(before, edit)
      const clash = overwritten(before, done.document, edit, written.slice(step.seen))
      if (clash === null) {
        did(edit, next(done))
        return { step, done: true }
      }
      store.setState(without)
      return { step, done: false, author: clash.author }
    } catch (thrown) {
      if (!isFault(thrown)) throw thrown
      store.setState(without)
      return { step, done: false, author: null }
    }
  }

  return {
    store,
    edit(edit, gesture) {
      const state = store.getState()
      const done = apply(state.document, edit)
      if (done.document === state.document) return
      const last = state.past.at(-1)
      const goesOn = gesture !== undefined && gesture === openGesture && last?.gesture === gesture
      const name = goesOn && last ? last.name : describe(edit, state.document)
      const undo = goesOn && last ? last.undo : done.inverse
      const step: Step = { name, redo: edit, undo, gesture: gesture ?? null, seen: written.length }
      const past = goesOn ? [...state.past.slice(0, -1), step] : [...state.past, step].slice(-STEPS_KEPT)
      openGesture = gesture ?? null
      did(edit, { document: done.document, past, future: [] })
    },
    endGesture() {
      openGesture = null
    },
    undo() {
      openGesture = null
      const { document: now, past, future } = store.getState()
      const step = past.at(-1)
      if (!step) return null
      const back = past.slice(0, -1)
      return go(
        step,
        step.undo,
        (done) => ({
          document: done.document,
          past: back,
          future: [{ ...step, redo: done.inverse, seen: written.length }, ...future],
        }),
        { document: now, past: back, future },
      )
    },
    redo() {
      openGesture = null
      const { document: now, past, future } = store.getState()
      const step = future[0]
      if (!step) return null
      const rest = future.slice(1)
      return go(
        step,
        step.redo,
        (done) => ({
          document: done.document,
          past: [...past, { ...step, undo: done.inverse, seen: written.length }],
          future: rest,
        }),
        { document: now, past, future: rest },
      )
    },
    receive(next, places, steps = []) {
      openGesture = null
      written.push(...places)
      const { others } = store.getState()
      store.setState({ document: next, others: [...others, ...steps].slice(-STEPS_KEPT) })
    },
    onEdit(tell) {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
  }
}
