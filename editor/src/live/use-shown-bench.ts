import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { versionQuery } from '../api/flows.ts'
import { createWorkbench, type Workbench } from '../document/workbench.ts'
import { useWorkbench } from '../document/workbench-context.ts'

/** What the canvas shows: the draft, or in Live the version contacts really walk, which the draft may have left behind. */
export function useShownBench(live: boolean, version: number | null): Workbench {
  const draft = useWorkbench()
  const published = useQuery({ ...versionQuery(draft.flowId, version ?? 0), enabled: live && version !== null })
  const document = live ? published.data?.document : undefined
  const shown = useMemo(() => {
    if (!document) return null
    return createWorkbench({
      flowId: draft.flowId,
      opened: { base: document, revision: 0, sent: null, waiting: [], held: [] },
      manifests: draft.manifests,
      // Never started, so never saved: a published version does not change.
      server: { push: neverSaved, pull: neverSaved, draft: neverSaved },
      keep: () => undefined,
    })
  }, [document, draft])
  return shown ?? draft
}

function neverSaved(): Promise<never> {
  return Promise.reject(new Error('a published version is not saved'))
}
