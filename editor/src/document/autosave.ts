import { canonicalJson, hash32 } from '@snodo/base'
import type { FlowDocument } from '@snodo/flow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LocalCopy } from './local-copy.ts'

/** What the top bar says. Never more hopeful than the truth: `saved` only when the server holds exactly this document. */
export type SaveState =
  | { is: 'saved' }
  | { is: 'saving' }
  | { is: 'offline'; waiting: number }
  | { is: 'attention'; because: 'conflict'; theirs: FlowDocument | null; theirRevision: number | null }
  | { is: 'attention'; because: 'refused'; title: string; detail: string }

/** What came of one attempt to save. */
export type SaveOutcome =
  | { fate: 'saved'; revision: number }
  | { fate: 'unreachable' }
  | { fate: 'conflict'; theirs: FlowDocument | null; theirRevision: number | null }
  | { fate: 'refused'; title: string; detail: string }

export type AutosaveTools = {
  save(revision: number, document: FlowDocument): Promise<SaveOutcome>
  /** Runs later; answers how to cancel. Injected, so that tests turn the clock. */
  later(run: () => void, ms: number): () => void
  /** Keeps the unsent document where a killed tab cannot lose it; null when the server has it. */
  keep(copy: LocalCopy | null): void
}

export type Autosave = {
  state: StoreApi<SaveState>
  revision(): number
  /** The document changed on the screen. */
  changed(document: FlowDocument): void
  /** Saves at once what is waiting; resolves when the server has it, false when it could not. */
  flush(): Promise<boolean>
  /** The connection is back, or the author asked to try again. */
  tryAgain(): void
  /** A conflict is settled for our document: it is saved over the present one. */
  keepMine(): void
  /** A conflict is settled for theirs. */
  takeTheirs(): FlowDocument | null
  stop(): void
}

/** Typing pauses shorter than this are one save. Well under the 2 s an edit may wait. */
const PAUSE_MS = 700
const RETRY_FIRST_MS = 1_000
const RETRY_LONGEST_MS = 30_000

/** Saves the draft after each pause; one request at a time, each on the revision the last one gave. */
export function createAutosave(firstRevision: number, tools: AutosaveTools, unanswered: readonly string[] = []): Autosave {
  const state = createStore<SaveState>(() => ({ is: 'saved' }))
  let revision = firstRevision
  let pending: FlowDocument | null = null
  let waiting = 0
  let inFlight: Promise<boolean> | null = null
  let cancelTimer: (() => void) | null = null
  let retryMs = RETRY_FIRST_MS
  let stopped = false
  /** Drafts that were sent and never answered: the server may hold one of them, and then nobody else has changed anything. */
  const sentUnanswered = new Set(unanswered)

  const keep = (document: FlowDocument) => tools.keep({ revision, document, unanswered: [...sentUnanswered] })
  const clear = () => {
    cancelTimer?.()
    cancelTimer = null
  }
  const schedule = (ms: number) => {
    clear()
    cancelTimer = tools.later(() => {
      cancelTimer = null
      void send()
    }, ms)
  }

  /** One request; resolves whether everything known by then was saved. */
  function send(): Promise<boolean> {
    clear()
    if (inFlight) return inFlight.then(() => (pending ? send() : state.getState().is === 'saved'))
    if (!pending) return Promise.resolve(state.getState().is === 'saved')
    const document = pending
    const sent = waiting
    pending = null
    state.setState({ is: 'saving' }, true)
    if (sentUnanswered.size < MOST_UNANSWERED) sentUnanswered.add(signatureOf(document))
    keep(document)
    inFlight = tools.save(revision, document).then((outcome) => {
      inFlight = null
      if (stopped) return false
      return settle(outcome, document, sent)
    })
    return inFlight
  }

  function settle(outcome: SaveOutcome, document: FlowDocument, sent: number): boolean {
    if (outcome.fate === 'saved') {
      revision = outcome.revision
      retryMs = RETRY_FIRST_MS
      waiting -= sent
      sentUnanswered.clear()
      if (pending) {
        keep(pending)
        schedule(PAUSE_MS)
      } else {
        tools.keep(null)
        state.setState({ is: 'saved' }, true)
      }
      return pending === null
    }
    if (outcome.fate === 'conflict' && isOurs(outcome)) {
      // The answer to an earlier attempt was lost on its way, not the attempt: what "the other one" wrote is our own.
      const same = signatureOf(outcome.theirs) === signatureOf(document)
      if (!same) pending ??= document
      return settle({ fate: 'saved', revision: outcome.theirRevision }, document, same ? sent : 0)
    }
    pending ??= document
    if (outcome.fate === 'unreachable') {
      state.setState({ is: 'offline', waiting }, true)
      schedule(retryMs)
      retryMs = Math.min(retryMs * 2, RETRY_LONGEST_MS)
    } else if (outcome.fate === 'conflict') {
      state.setState({ is: 'attention', because: 'conflict', theirs: outcome.theirs, theirRevision: outcome.theirRevision }, true)
    } else {
      state.setState({ is: 'attention', because: 'refused', title: outcome.title, detail: outcome.detail }, true)
    }
    return false
  }

  function isOurs(outcome: Extract<SaveOutcome, { fate: 'conflict' }>): outcome is OwnConflict {
    if (outcome.theirs === null || outcome.theirRevision === null) return false
    return sentUnanswered.has(signatureOf(outcome.theirs))
  }

  return {
    state,
    revision: () => revision,
    changed(document) {
      pending = document
      waiting += 1
      keep(document)
      const now = state.getState()
      // A conflict waits for its author: saving on would overwrite what the other one wrote.
      if (now.is === 'attention' && now.because === 'conflict') return
      if (now.is === 'offline') {
        state.setState({ is: 'offline', waiting }, true)
        return
      }
      state.setState({ is: 'saving' }, true)
      if (!inFlight) schedule(PAUSE_MS)
    },
    flush() {
      const now = state.getState()
      if (now.is === 'attention' && now.because === 'conflict') return Promise.resolve(false)
      return send()
    },
    tryAgain() {
      retryMs = RETRY_FIRST_MS
      if (pending && !inFlight) void send()
    },
    keepMine() {
      const now = state.getState()
      if (now.is !== 'attention' || now.because !== 'conflict') return
      if (now.theirRevision !== null) revision = now.theirRevision
      void send()
    },
    takeTheirs() {
      const now = state.getState()
      if (now.is !== 'attention' || now.because !== 'conflict' || now.theirs === null) return null
      if (now.theirRevision !== null) revision = now.theirRevision
      pending = null
      waiting = 0
      tools.keep(null)
      state.setState({ is: 'saved' }, true)
      return now.theirs
    },
    stop() {
      stopped = true
      clear()
    },
  }
}

type OwnConflict = { fate: 'conflict'; theirs: FlowDocument; theirRevision: number }

/** Attempts without an answer that are remembered; beyond so many the author settles what can only be a real conflict. */
const MOST_UNANSWERED = 50

/** Tells drafts apart without keeping them. */
function signatureOf(document: FlowDocument): string {
  const text = canonicalJson(document as never) // a document is plain JSON
  return `${text.length}:${hash32(text)}`
}
