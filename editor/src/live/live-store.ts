import { createStore, type StoreApi } from 'zustand/vanilla'

export type NodeCounts = { inside: number; entered: number; failed: number }

/** What the server pushes about one flow; numbers are absolute, so a repeated message changes nothing. */
export type LiveMessage =
  | { type: 'snapshot'; flow: string; seq: string; nodes: Record<string, NodeCounts>; edges: Record<string, number> }
  | { type: 'delta'; flow: string; seq: string; nodes?: Record<string, Partial<NodeCounts>>; edges?: Record<string, number> }

export type LiveState = {
  nodes: Readonly<Record<string, NodeCounts>>
  edges: Readonly<Record<string, number>>
  /** `<server epoch>:<n>`, to resume from. */
  seq: string | null
  connection: 'connecting' | 'connected' | 'lost'
  /** When the numbers were last known to be true. */
  trueAt: number | null
}

export type LiveStore = {
  store: StoreApi<LiveState>
  /** Takes a message in; at most one commit a frame reaches the screen. */
  receive(message: LiveMessage, at: number): void
  connection(state: LiveState['connection'], at: number): void
  clear(): void
}

const EMPTY: LiveState = { nodes: {}, edges: {}, seq: null, connection: 'connecting', trueAt: null }
const ZERO: NodeCounts = { inside: 0, entered: 0, failed: 0 }

/** Live numbers, apart from the document: they change thousands of times while the drawing stands still. */
export function createLiveStore(onFrame: (run: () => void) => void): LiveStore {
  const store = createStore<LiveState>(() => EMPTY)
  let waiting: { message: LiveMessage; at: number }[] = []
  let asked = false

  const commit = () => {
    asked = false
    const messages = waiting
    waiting = []
    let state = store.getState()
    for (const { message, at } of messages) state = merge(state, message, at)
    if (state !== store.getState()) store.setState(state, true)
  }

  return {
    store,
    receive(message, at) {
      waiting.push({ message, at })
      if (asked) return
      asked = true
      onFrame(commit)
    },
    connection(connection, at) {
      const before = store.getState()
      if (before.connection === connection) return
      // While connected the numbers are true up to now, also when nothing moved.
      const trueAt = before.connection === 'connected' ? at : before.trueAt
      store.setState({ connection, trueAt })
    },
    clear() {
      waiting = []
      store.setState(EMPTY, true)
    },
  }
}

/** The numbers after a message. Unchanged nodes keep their objects, so only cards whose numbers changed draw again. */
export function merge(state: LiveState, message: LiveMessage, at: number): LiveState {
  if (message.type === 'snapshot') {
    return {
      ...state,
      nodes: keepSame(state.nodes, message.nodes),
      edges: message.edges,
      seq: message.seq,
      trueAt: at,
    }
  }
  if (!follows(state.seq, message.seq)) return state
  const nodes: Record<string, NodeCounts> = { ...state.nodes }
  for (const [id, change] of Object.entries(message.nodes ?? {})) {
    const before = nodes[id] ?? ZERO
    const after = { ...before, ...change }
    if (!sameCounts(before, after)) nodes[id] = after
  }
  return {
    ...state,
    nodes,
    edges: message.edges ? { ...state.edges, ...message.edges } : state.edges,
    seq: message.seq,
    trueAt: at,
  }
}

/** True when a delta is newer than what is known, within the same run of the server. Another epoch needs a snapshot first. */
export function follows(known: string | null, next: string): boolean {
  if (known === null) return false
  const [epoch, n] = parts(known)
  const [nextEpoch, nextN] = parts(next)
  return epoch === nextEpoch && nextN > n
}

function parts(seq: string): [string, number] {
  const colon = seq.lastIndexOf(':')
  return [seq.slice(0, colon), Number(seq.slice(colon + 1))]
}

function keepSame(before: Readonly<Record<string, NodeCounts>>, after: Record<string, NodeCounts>): Record<string, NodeCounts> {
  const kept: Record<string, NodeCounts> = {}
  for (const [id, counts] of Object.entries(after)) {
    const old = before[id]
    kept[id] = old && sameCounts(old, counts) ? old : counts
  }
  return kept
}

function sameCounts(a: NodeCounts, b: NodeCounts): boolean {
  return a.inside === b.inside && a.entered === b.entered && a.failed === b.failed
}
