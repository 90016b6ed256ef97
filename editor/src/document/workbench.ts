import { isFault } from '@snodo/base'
import { applyEdit, checkFlow, describeEdit, type FlowDocument, type FlowEdit, type Manifests } from '@snodo/flow'
import { createSessionStore, type SessionStore } from '../canvas/session-store.ts'
import { currentLanguage } from '../i18n.ts'
import { createLiveStore, type LiveStore } from '../live/live-store.ts'
import { createTrialStore, type TrialStore } from '../simulate/trial-store.ts'
import { type Autosave, createAutosave, type SaveOutcome } from './autosave.ts'
import { createDocumentStore, type DocumentStore } from './document-store.ts'
import { createFindingsStore, type FindingsStore, indexFindings } from './findings.ts'
import { keepLocalCopy } from './local-copy.ts'

/** Everything one open flow consists of on this page. Each store has one writer and is read by selectors. */
export type Workbench = {
  flowId: string
  manifests: Manifests
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
  document: FlowDocument
  revision: number
  manifests: Manifests
  save(revision: number, document: FlowDocument): Promise<SaveOutcome>
  /** Of a tab that was killed: signatures of what it sent without an answer. */
  unanswered?: readonly string[]
}

/** Findings follow an edit after this pause: soon enough to seem at once, late enough not to stall typing. */
const CHECK_AFTER_MS = 60

export function createWorkbench({ flowId, document, revision, manifests, save, unanswered }: WorkbenchTools): Workbench {
  const documents = createDocumentStore(
    document,
    (before, edit) => applyEdit(before, edit, manifests),
    (edit, before) => describeEdit(edit, before, manifests),
  )
  const session = createSessionStore()
  const findings = createFindingsStore()
  const autosave = createAutosave(revision, { save, later, keep: (copy) => keepLocalCopy(flowId, copy) }, unanswered)

  const check = () => {
    findings.setState(indexFindings(checkFlow(documents.store.getState().document, { manifests }), findings.getState()), true)
  }

  return {
    flowId,
    manifests,
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
      check()
      let cancel: (() => void) | null = null
      const leave = documents.store.subscribe((now, before) => {
        if (now.document === before.document) return
        autosave.changed(now.document)
        cancel?.()
        cancel = later(check, CHECK_AFTER_MS)
      })
      const online = () => autosave.tryAgain()
      window.addEventListener('online', online)
      return () => {
        leave()
        cancel?.()
        void autosave.flush()
        window.removeEventListener('online', online)
      }
    },
  }
}

/** A refusal of mayConnect carries its sentence in both languages. */
function wordsOfFault(data: Readonly<Record<string, unknown>>, message: string): string {
  const reason = data.reason as Partial<Record<string, string>> | undefined
  return reason?.[currentLanguage()] ?? message
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
