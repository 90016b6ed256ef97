import type { FlowDocument } from '@snodo/flow'
import type { SaveOutcome } from '../document/autosave.ts'
import { faultWords } from '../ui/notify.ts'
import { saveDraft } from './flows.ts'
import type { Draft } from './replies.ts'
import { RequestFailed, request } from './request.ts'

/** One attempt to save, as autosave wants it told: what the server could not be asked is not what it refused. */
export async function saveOutcome(flowId: string, revision: number, document: FlowDocument): Promise<SaveOutcome> {
  try {
    const saved = await saveDraft(flowId, revision, document)
    return { fate: 'saved', revision: saved.revision }
  } catch (thrown) {
    if (!(thrown instanceof RequestFailed)) throw thrown
    if (thrown.status === 0 || thrown.status === 429 || thrown.status >= 500) return { fate: 'unreachable' }
    if (thrown.status === 409) return conflict(flowId)
    return { fate: 'refused', ...faultWords(thrown) }
  }
}

/** The draft as it is on the server now, so that the author can choose. */
async function conflict(flowId: string): Promise<SaveOutcome> {
  try {
    const theirs = await request<Draft>('GET', `/api/flows/${flowId}/draft`)
    return { fate: 'conflict', theirs: theirs.document, theirRevision: theirs.revision }
  } catch {
    // The conflict stands whatever became of this request; without the other draft it is asked for again at the next attempt.
    return { fate: 'unreachable' }
  }
}
