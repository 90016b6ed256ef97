import type { FlowDocument } from '@snodo/flow'

/** `unanswered`: signatures of drafts that were sent and never answered. */
export type LocalCopy = { revision: number; document: FlowDocument; unanswered?: string[] }

/** Where an unsent draft outlives its tab: the browser's storage, by flow. */
export function keepLocalCopy(flowId: string, copy: LocalCopy | null): void {
  try {
    if (copy === null) localStorage.removeItem(keyOf(flowId))
    else localStorage.setItem(keyOf(flowId), JSON.stringify(copy))
  } catch {
    // Storage full or forbidden: the copy is a second safety, the server's is the first, and the bar still says what is unsaved.
  }
}

export function readLocalCopy(flowId: string): LocalCopy | null {
  try {
    const text = localStorage.getItem(keyOf(flowId))
    if (text === null) return null
    const copy = JSON.parse(text) as LocalCopy
    return typeof copy.revision === 'number' && copy.document?.format === 1 ? copy : null
  } catch {
    return null
  }
}

const keyOf = (flowId: string) => `snodo.draft.${flowId}`
