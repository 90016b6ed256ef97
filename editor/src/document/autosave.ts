import { isFault } from '@snodo/base'
import {
  applyEdit,
  type Contradiction,
  describeEdit,
  type FlowDocument,
  type FlowEdit,
  type Manifests,
  type OthersChange,
  rebase,
  squash,
  type WrittenPlace,
} from '@snodo/flow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { OthersStep } from './document-store.ts'
import type { LocalCopy, Sent } from './local-copy.ts'

/** What the top bar says. Never more hopeful than the truth: `saved` only when the server holds exactly this document. */
export type SaveState =
  | { is: 'saved' }
  | { is: 'saving' }
  | { is: 'offline'; waiting: number }
  | { is: 'attention'; because: 'contradiction'; held: readonly Contradiction[] }
  | { is: 'attention'; because: 'refused'; title: string; detail: string }

/** What came of one attempt to send edits. */
export type PushOutcome =
  | { fate: 'saved'; revision: number }
  | { fate: 'unreachable' }
  /** Others have changed the draft meanwhile; nothing was taken. */
  | { fate: 'behind' }
  | { fate: 'refused'; title: string; detail: string }

/** One request to the draft as the server's log tells it; without edits the whole document was replaced. */
export type Logged = { revision: number; edits: FlowEdit[] | null; key: string | null; author: string; at: string }

export type AutosaveTools = {
  manifests: Manifests
  /** `document` is what the draft is once the edits are done. */
  push(sent: Sent & { revision: number; document: FlowDocument }): Promise<PushOutcome>
  /** What was done to the draft after a revision; null when the server cannot be asked. */
  pull(after: number): Promise<Logged[] | null>
  /** The whole draft as it is now; null when the server cannot be asked. */
  draft(): Promise<{ revision: number; document: FlowDocument } | null>
  /** Puts what others did on the screen. */
  receive(document: FlowDocument, written: readonly WrittenPlace[], steps: readonly OthersStep[]): void
  /** Runs later; answers how to cancel. Injected, so that tests turn the clock. */
  later(run: () => void, ms: number): () => void
  /** Keeps what is not sent where a killed tab cannot lose it; null when the server has everything. */
  keep(copy: LocalCopy | null): void
  newKey(): string
}

export type Autosave = {
  state: StoreApi<SaveState>
  revision(): number
  /** The author did this, and the document became that. */
  did(edit: FlowEdit, document: FlowDocument): void
  /** Sends at once what is waiting; resolves when the server has everything, false when it could not. */
  flush(): Promise<boolean>
  /** Fetches what others did meanwhile. */
  catchUp(): Promise<void>
  /** The connection is back, or the author asked to try again. */
  tryAgain(): void
  /** The author has decided about a contradiction. */
  settle(contradiction: Contradiction): void
  stop(): void
}

/** What others did, as this page's edits are put on top of it and as the history list names it. */
type Told = { revision: number; others: OthersChange[]; steps: OthersStep[] }

/** Typing pauses shorter than this are one request. Well under the 2 s an edit may wait. */
const PAUSE_MS = 700
const RETRY_FIRST_MS = 1_000
const RETRY_LONGEST_MS = 30_000
/** Rounds of catching up before one request gives its place: with so many others at work the next pause tries again. */
const ROUNDS = 8

/**
 * Sends the author's edits after each pause, one request at a time, each on the revision the last one gave. Who is behind puts
 * its own edits on top of the others' and tries again; what contradicts theirs waits for the author's word.
 */
export function createAutosave(start: LocalCopy, document: FlowDocument, tools: AutosaveTools): Autosave {
  let { base, revision, sent, waiting, held } = start
  let screen = document
  let refused: { title: string; detail: string } | null = null
  let unreachable = false
  let busy: Promise<unknown> | null = null
  let cancelTimer: (() => void) | null = null
  let retryMs = RETRY_FIRST_MS
  let stopped = false
  const state = createStore<SaveState>(() => truth())

  function truth(): SaveState {
    if (held.length > 0) return { is: 'attention', because: 'contradiction', held }
    if (refused) return { is: 'attention', because: 'refused', ...refused }
    const count = waiting.length + (sent?.edits.length ?? 0)
    if (count === 0) return { is: 'saved' }
    return unreachable ? { is: 'offline', waiting: count } : { is: 'saving' }
  }
  const tell = () => {
    const [before, now] = [state.getState(), truth()]
    if (before.is !== now.is || now.is === 'offline' || now.is === 'attention') state.setState(now, true)
    const nothing = sent === null && waiting.length === 0 && held.length === 0
    tools.keep(nothing ? null : { base, revision, sent, waiting, held })
  }
  const clear = () => {
    cancelTimer?.()
    cancelTimer = null
  }
  const schedule = (ms: number) => {
    clear()
    cancelTimer = tools.later(() => {
      cancelTimer = null
      void alone(send)
    }, ms)
  }

  /** One after the other: what is asked while a request is under way begins when that is done. */
  function alone<Result>(run: () => Promise<Result>): Promise<Result> {
    const next = (busy ?? Promise.resolve()).then(run, run)
    const done: Promise<unknown> = next.finally(() => {
      if (busy !== done) return
      busy = null
      // What was done meanwhile has waited long enough for its pause to begin.
      if (!stopped && waiting.length > 0 && cancelTimer === null && !unreachable && !refused) schedule(PAUSE_MS)
    })
    busy = done
    return next
  }

  async function send(): Promise<boolean> {
    clear()
    for (let round = 0; round < ROUNDS && !stopped; round++) {
      if (sent === null && waiting.length === 0) return true
      // What was sent and not answered goes again as it was: under the same key it cannot be taken twice.
      if (sent === null) {
        sent = { key: tools.newKey(), edits: waiting }
        waiting = []
      }
      const document = sentDocument(sent)
      tell()
      const outcome = await tools.push({ ...sent, revision, document })
      if (outcome.fate === 'saved') {
        confirm(document, outcome.revision)
        tell()
      } else if (outcome.fate === 'behind') {
        if (!(await pull())) return false
      } else if (outcome.fate === 'unreachable') {
        lost()
        return false
      } else {
        waiting = [...sent.edits, ...waiting]
        sent = null
        refused = { title: outcome.title, detail: outcome.detail }
        tell()
        return false
      }
    }
    if (!stopped) schedule(PAUSE_MS)
    return sent === null && waiting.length === 0
  }

  /** The draft as the server will have it: the screen itself when nothing was done since, so that its objects stay the same. */
  function sentDocument({ edits }: Sent): FlowDocument {
    return waiting.length === 0 ? screen : applied(base, edits)
  }

  function applied(document: FlowDocument, edits: readonly FlowEdit[]): FlowDocument {
    return edits.reduce((now, edit) => applyEdit(now, edit, tools.manifests).document, document)
  }

  function confirm(document: FlowDocument, at: number): void {
    base = document
    revision = at
    sent = null
    refused = null
    reached()
  }

  function reached(): void {
    unreachable = false
    retryMs = RETRY_FIRST_MS
  }

  function lost(): void {
    unreachable = true
    tell()
    if (stopped || (sent === null && waiting.length === 0)) return
    schedule(retryMs)
    retryMs = Math.min(retryMs * 2, RETRY_LONGEST_MS)
  }

  /** Brings the draft up to the server's state; false when that could not be asked. */
  async function pull(): Promise<boolean> {
    const log = await tools.pull(revision)
    if (stopped) return false
    if (log === null) {
      lost()
      return false
    }
    reached()
    const [first] = log
    if (sent !== null && first?.key === sent.key) {
      // Only the answer was lost. Nobody can have come before it: the server takes edits from none who is behind.
      confirm(applied(base, sent.edits), first.revision)
      log.shift()
    }
    if (log.length > 0) {
      const told = replay(log) ?? (await wholeDraft(log))
      if (told === null) {
        lost()
        return false
      }
      const mine = [...(sent?.edits ?? []), ...waiting]
      const result = rebase(base, mine, told.others, tools.manifests)
      base = told.others.at(-1)?.after ?? base
      revision = told.revision
      sent = null
      waiting = result.kept
      held = [...held, ...result.contradictions]
      screen = result.document
      tools.receive(screen, result.written, told.steps)
    }
    tell()
    return true
  }

  /** Others' edits done over again here, or null where the log does not tell all of them. */
  function replay(log: readonly Logged[]): Told | null {
    const others: OthersChange[] = []
    const steps: OthersStep[] = []
    let now = base
    try {
      for (const [i, { revision: at, edits, author, at: when }] of log.entries()) {
        if (edits === null || at !== revision + 1 + i) return null
        for (const edit of edits) {
          steps.push({ name: describeEdit(edit, now, tools.manifests), author, at: when })
          now = applied(now, [edit])
        }
        others.push({ after: now, author, at: when })
      }
    } catch (thrown) {
      // The server took it with other node types than this page knows: its own state is the one that counts.
      if (!isFault(thrown)) throw thrown
      return null
    }
    return { revision: revision + log.length, others, steps }
  }

  async function wholeDraft(log: readonly Logged[]): Promise<Told | null> {
    const draft = await tools.draft()
    const last = log.at(-1)
    if (draft === null || last === undefined || stopped) return null
    const { author, at } = last
    return { revision: draft.revision, others: [{ after: draft.document, author, at }], steps: [{ name: null, author, at }] }
  }

  return {
    state,
    revision: () => revision,
    did(edit, document) {
      waiting = squash(waiting, edit)
      screen = document
      refused = null
      tell()
      if (!unreachable && busy === null) schedule(PAUSE_MS)
    },
    flush: () => alone(send).then(() => state.getState().is === 'saved'),
    catchUp: () => (sent !== null || waiting.length > 0 ? Promise.resolve() : alone(async () => void (await pull()))),
    tryAgain() {
      retryMs = RETRY_FIRST_MS
      void alone(send)
    },
    settle(contradiction) {
      held = held.filter((each) => each !== contradiction)
      tell()
    },
    stop() {
      stopped = true
      clear()
    },
  }
}
