import { isFault } from '@snodo/base'
import { applyEdit, checkFlow, describeEdit, type Finding, type FlowDocument, type FlowEdit, type Manifests } from '@snodo/flow'
import { keepSelectionTrue } from '../canvas/keep-selection.ts'
import { createSessionStore, type SessionStore } from '../canvas/session-store.ts'
import { currentLanguage } from '../i18n.ts'
import { createLiveStore, type LiveStore } from '../live/live-store.ts'
import { createTrialStore, type TrialStore } from '../simulate/trial-store.ts'
import { type Autosave, type AutosaveTools, createAutosave } from './autosave.ts'
import { createDocumentStore, type DocumentStore } from './document-store.ts'
import { createFindingsStore, type FindingsStore, indexFindings } from './findings.ts'
import type { LocalCopy } from './local-copy.ts'

/** Everything one open flow consists of on this page. Each store has one writer and is read by selectors. */
export type Workbench = {
  flowId: string
  manifests: Manifests
  /** What is wrong with the document as it is now, as far as this page can know. */
  check(): Finding[]
  documents: DocumentStore
  session: SessionStore
  findings: FindingsStore
  live: LiveStore
  trial: TrialStore
  autosave: Autosave
  /** Sends an edit to the document; a refused one is said in the live region and changes nothing. Answers whether it was done. */
  edit(edit: FlowEdit, gesture?: string): boolean
  /** Starts checking and saving; answers how to stop. */
  start(): () => void
}

export type WorkbenchTools = {
  flowId: string
  /** The draft as it is on the server, and what of it a tab that is gone could not send. */
  opened: LocalCopy
  manifests: Manifests
  /** Channels on which the workspace wants a yes confirmed. */
  doubleOptIn?: Readonly<Record<string, boolean>>
  server: Pick<AutosaveTools, 'push' | 'pull' | 'draft'>
  keep(copy: LocalCopy | null): void
}

/** Findings follow an edit after this pause: soon enough to seem at once, late enough not to stall typing. */
const CHECK_AFTER_MS = 60
/** How often a page that is looked at asks whether others have changed the draft. */
const CATCH_UP_MS = 2_000

export function createWorkbench({ flowId, opened, manifests, doubleOptIn = {}, server, keep }: WorkbenchTools): Workbench {
  const apply = (before: FlowDocument, edit: FlowEdit) => applyEdit(before, edit, manifests)
  const unsent = [...(opened.sent?.edits ?? []), ...opened.waiting]
  const document = unsent.reduce((now, edit) => apply(now, edit).document, opened.base)
  const documents = createDocumentStore(document, apply, (edit, before) => describeEdit(edit, before, manifests))
  const session = createSessionStore()
  const findings = createFindingsStore()
  const autosave = createAutosave(opened, document, {
    ...server,
    manifests,
    later,
    keep,
    newKey: () => crypto.randomUUID(),
    receive(next, written, steps) {
      documents.receive(next, written, steps)
      keepSelectionTrue(next, session)
    },
  })

  const found = () => checkFlow(documents.store.getState().document, { manifests, doubleOptIn })
  const check = () => {
    findings.setState(indexFindings(found(), findings.getState()), true)
  }

  return {
    flowId,
    manifests,
    check: found,
    documents,
    session,
    findings,
    live: createLiveStore((run) => requestAnimationFrame(run)),
    trial: createTrialStore(),
    autosave,
    edit(edit, gesture) {
      try {
        documents.edit(edit, gesture)
        return true
      } catch (thrown) {
        if (!isFault(thrown)) throw thrown
        session.setState({ announcement: wordsOfFault(thrown.data, thrown.message) })
        return false
      }
    },
    start() {
      // The canvas is drawn first.
      let cancel: (() => void) | null = later(check, CHECK_AFTER_MS)
      const leave = documents.store.subscribe((now, before) => {
        if (now.document === before.document) return
        cancel?.()
        cancel = later(check, CHECK_AFTER_MS)
      })
      const rest = documents.onEdit((edit, next) => autosave.did(edit, next))
      const online = () => autosave.tryAgain()
      const look = () => {
        if (globalThis.document.visibilityState === 'visible') void autosave.catchUp()
      }
      const looking = setInterval(look, CATCH_UP_MS)
      window.addEventListener('online', online)
      globalThis.document.addEventListener('visibilitychange', look)
      // What a tab that is gone could not send goes now.
      void autosave.flush()
      return () => {
        leave()
        rest()
        cancel?.()
        clearInterval(looking)
        void autosave.flush()
        window.removeEventListener('online', online)
        globalThis.document.removeEventListener('visibilitychange', look)
      }
    },
  }
}

/** A refusal of mayConnect carries its sentence in both languages. */
function wordsOfFault(data: Readonly<Record<string, unknown>>, message: string): string {
  const reason = data.reason as Partial<Record<string, string>> | undefined
  return reason?.[currentLanguage()] ?? message
}

/** A state of the flow that is looked at and never changed: a published version, or two states overlaid. */
export function openReadOnly({ flowId, manifests }: Workbench, document: FlowDocument): Workbench {
  const never = () => Promise.reject(new Error('what is only looked at is not saved'))
  return createWorkbench({
    flowId,
    opened: { base: document, revision: 0, sent: null, waiting: [], held: [] },
    manifests,
    // Never started, so never saved.
    server: { push: never, pull: never, draft: never },
    keep: () => undefined,
  })
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
