import type { FlowDocument, FlowEdit } from '@snodo/flow'
import type { DraftEdits } from '@snodo/protocol'
import type { Logged, PushOutcome } from '../document/autosave.ts'
import type { Sent } from '../document/local-copy.ts'
import { faultWords } from '../ui/notify.ts'
import type { Draft } from './replies.ts'
import { RequestFailed, request } from './request.ts'

/** One attempt to send edits, as autosave wants it told: what the server could not be asked is not what it refused. */
export async function pushEdits(
  flowId: string,
  { revision, key, edits, document }: Sent & { revision: number; document: FlowDocument },
): Promise<PushOutcome> {
  const path = `/api/flows/${flowId}/draft`
  try {
    // A line that was broken before is only put back by its author's own undo; from outside it comes with the whole document.
    const saved = edits.some(restores)
      ? await request<Draft>('PUT', path, { body: { revision, key, document } })
      : await request<Draft>('POST', `${path}/edits`, { body: { revision, key, edits } })
    return { fate: 'saved', revision: saved.revision }
  } catch (thrown) {
    if (!(thrown instanceof RequestFailed)) throw thrown
    if (isUnreachable(thrown)) return { fate: 'unreachable' }
    if (thrown.problem.code === 'REVISION_STALE') return { fate: 'behind' }
    return { fate: 'refused', ...faultWords(thrown) }
  }
}

/** Everything that was done to the draft after a revision; null when the server cannot be asked. */
export async function pullEdits(flowId: string, after: number): Promise<Logged[] | null> {
  const log: Logged[] = []
  return unlessUnreachable(async () => {
    for (let from: string | null = String(after); from !== null; ) {
      const page: DraftEdits = await request('GET', `/api/flows/${flowId}/draft/edits`, { query: { after: from } })
      log.push(...page.items)
      from = page.next
    }
    return log
  })
}

export function pullDraft(flowId: string): Promise<Draft | null> {
  return unlessUnreachable(() => request<Draft>('GET', `/api/flows/${flowId}/draft`))
}

async function unlessUnreachable<Reply>(ask: () => Promise<Reply>): Promise<Reply | null> {
  try {
    return await ask()
  } catch (thrown) {
    // A flow that was deleted meanwhile, or a session that has ended, is told by the next save; here nothing is lost.
    if (thrown instanceof RequestFailed) return null
    throw thrown
  }
}

function isUnreachable({ status }: RequestFailed): boolean {
  return status === 0 || status === 429 || status >= 500
}

function restores(edit: FlowEdit): boolean {
  return edit.do === 'compound' ? edit.edits.some(restores) : edit.do === 'connect' && edit.restore === true
}
