import { indexManifests } from '@snodo/flow'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { draftQuery, flowQuery, nodeTypesQuery } from '../api/flows.ts'
import type { Draft } from '../api/replies.ts'
import { saveOutcome } from '../api/save-draft.ts'
import { readLocalCopy } from '../document/local-copy.ts'
import { createWorkbench, type Workbench } from '../document/workbench.ts'
import { WorkbenchContext } from '../document/workbench-context.ts'
import { faultWords } from '../ui/notify.ts'
import { PageFault, PageLoading } from '../ui/page-states.tsx'
import { FlowEditor } from './flow-editor.tsx'

const route = getRouteApi('/shell/flows/$flowId')

/** One flow: loads its draft and the node types, then hands both to the editor. */
export function FlowPage() {
  const { flowId } = route.useParams()
  const types = useQuery(nodeTypesQuery)
  const draft = useQuery(draftQuery(flowId))
  const flow = useQuery({ ...flowQuery(flowId), refetchInterval: 10_000 })
  const manifests = useMemo(() => (types.data ? indexManifests(types.data) : null), [types.data])
  const fault = types.error ?? draft.error ?? flow.error
  if (fault && !draft.data) {
    const retry = () => {
      void types.refetch()
      void draft.refetch()
      void flow.refetch()
    }
    return <PageFault {...faultWords(fault)} onRetry={retry} />
  }
  if (!manifests || !draft.data || !flow.data) return <PageLoading />
  return <OpenFlow key={flowId} draft={draft.data} summary={flow.data} manifests={manifests} />
}

function OpenFlow({
  draft,
  summary,
  manifests,
}: {
  draft: Draft
  summary: import('../api/replies.ts').FlowSummary
  manifests: Workbench['manifests']
}) {
  const [bench] = useState(() => openWorkbench(draft, manifests))
  useEffect(() => bench.start(), [bench])
  return (
    <WorkbenchContext.Provider value={bench}>
      <ReactFlowProvider>
        <FlowEditor summary={summary} />
      </ReactFlowProvider>
    </WorkbenchContext.Provider>
  )
}

/** Work a killed tab could not send is taken up again: saved if the draft stands where it was left, a conflict to settle if not. */
function openWorkbench(draft: Draft, manifests: Workbench['manifests']): Workbench {
  const unsent = readLocalCopy(draft.id)
  const bench = createWorkbench({
    flowId: draft.id,
    document: unsent?.document ?? draft.document,
    revision: unsent?.revision ?? draft.revision,
    manifests,
    save: (revision, document) => saveOutcome(draft.id, revision, document),
    ...(unsent?.unanswered ? { unanswered: unsent.unanswered } : {}),
  })
  if (unsent) bench.autosave.changed(unsent.document)
  return bench
}
