import type { ContentDocument } from '@snodo/content'
import type { ContentDetail } from '@snodo/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { saveContent } from '../../api/contents.ts'
import { RequestFailed } from '../../api/request.ts'

/** How the server stands to what is on the screen; never `saved` when it is not. */
export type SaveState = { is: 'saved' | 'saving' | 'offline' | 'stale' } | { is: 'refused'; because: string }

export type ContentState = {
  name: string
  document: ContentDocument
  past: readonly ContentDocument[]
  future: readonly ContentDocument[]
  /** What the latest change was about: more of the same is one step of undo. */
  tag: string | null
  /** The block whose settings are shown. */
  selected: string | null
  revision: number
  save: SaveState
}

export type ContentStore = StoreApi<ContentState> & {
  /** Changes the document; changes with the same tag, one after the other, are undone together. */
  change(next: ContentDocument, tag?: string): void
  rename(name: string): void
  select(id: string | null): void
  undo(): void
  redo(): void
  /** Sends what is not saved yet; true when the server has all of it. */
  flush(): Promise<boolean>
  close(): void
}

/** Typing is sent in pauses of this length, and what failed is tried again after this long. */
const PAUSE_MS = 700
const AGAIN_MS = 3_000
/** Steps that can be undone. */
const STEPS = 200

/** One content that is open: the document, its history, and saving by itself. */
export function contentStore(detail: Pick<ContentDetail, 'id' | 'name' | 'document' | 'revision'>): ContentStore {
  const store = createStore<ContentState>(() => ({
    name: detail.name,
    document: detail.document,
    past: [],
    future: [],
    tag: null,
    selected: null,
    revision: detail.revision,
    save: { is: 'saved' },
  }))
  const { getState: get, setState: set } = store
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<boolean> | null = null
  let closed = false

  function soon(ms: number): void {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(() => void flush(), ms)
  }

  function touched(change: Partial<ContentState>): void {
    const { save } = get()
    // What somebody else has written over is not sent any more: the person is asked.
    set({ ...change, ...(save.is === 'stale' ? {} : { save: { is: 'saving' } }) })
    if (save.is !== 'stale') soon(PAUSE_MS)
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer)
    while (sending !== null) await sending
    const { save } = get()
    if (save.is === 'saved') return true
    if (save.is === 'stale') return false
    sending = send()
    const done = await sending
    sending = null
    return done && get().save.is === 'saving' ? flush() : done
  }

  async function send(): Promise<boolean> {
    const { name, document, revision } = get()
    try {
      const saved = await saveContent(detail.id, { name, document, revision })
      const same = get().document === document && get().name === name
      set({ revision: saved.revision, save: { is: same ? 'saved' : 'saving' } })
      return true
    } catch (thrown) {
      if (!(thrown instanceof RequestFailed)) throw thrown
      if (thrown.problem.code === 'CONTENT_STALE') set({ save: { is: 'stale' } })
      else if (thrown.status === 0 || thrown.status >= 500) {
        set({ save: { is: 'offline' } })
        soon(AGAIN_MS)
      } else set({ save: { is: 'refused', because: thrown.message } })
      return false
    }
  }

  return Object.assign(store, {
    change(next: ContentDocument, tag: string | null = null) {
      const { document, past, tag: last } = get()
      if (next === document) return
      const more = tag !== null && tag === last
      touched({ document: next, past: more ? past : [...past.slice(-STEPS), document], future: [], tag })
    },
    rename: (name: string) => touched({ name }),
    select(selected: string | null) {
      if (selected !== get().selected) set({ selected, tag: null })
    },
    undo() {
      const { document, past, future } = get()
      const before = past.at(-1)
      if (before) touched({ document: before, past: past.slice(0, -1), future: [document, ...future], tag: null })
    },
    redo() {
      const { document, past, future } = get()
      const [after, ...rest] = future
      if (after) touched({ document: after, past: [...past, document], future: rest, tag: null })
    },
    flush,
    close() {
      closed = true
      void flush()
    },
  })
}
