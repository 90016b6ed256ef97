import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { versionQuery } from '../api/flows.ts'
import { openReadOnly, type Workbench } from '../document/workbench.ts'
import { useWorkbench } from '../document/workbench-context.ts'

/** What the canvas shows: the draft, or in Live the version contacts really walk, which the draft may have left behind. */
export function useShownBench(live: boolean, version: number | null): Workbench {
  const draft = useWorkbench()
  const published = useQuery({ ...versionQuery(draft.flowId, version ?? 0), enabled: live && version !== null })
  const document = live ? published.data?.document : undefined
  const shown = useMemo(() => (document ? openReadOnly(draft, document) : null), [document, draft])
  return shown ?? draft
}
