import { indexManifests, type Manifests } from '@snodo/flow'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { pullDraft, pullEdits, pushEdits } from '../api/draft-requests.ts'
import { draftQuery, flowQuery, nodeTypesQuery } from '../api/flows.ts'
import type { Draft, FlowSummary } from '../api/replies.ts'
import { workspaceQuery } from '../api/workspace.ts'
import { type LocalCopy, openShelf, showTabLives, tabName, takeLocalCopy } from '../document/local-copy.ts'
import { createWorkbench, type Workbench } from '../document/workbench.ts'
import { WorkbenchContext } from '../document/workbench-context.ts'
import { faultWords } from '../ui/notify.ts'
import { PageFault, PageLoading } from '../ui/page-states.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { FlowEditor } from './flow-editor.tsx'

const route = getRouteApi('/shell/flows/$flowId')

/** One flow: loads its draft and the node types, then hands both to the editor. */
export function FlowPage() {
  const { flowId } = route.useParams()
  const types = useQuery(nodeTypesQuery)
  const draft = useQuery(draftQuery(flowId))
  const unsent = useQuery(unsentQuery(flowId))
  const flow = useQuery({ ...flowQuery(flowId), refetchInterval: 10_000 })
  const workspace = useQuery(workspaceQuery)
  const manifests = useMemo(() => (types.data ? indexManifests(types.data) : null), [types.data])
  usePageTitle(flow.data?.name ?? '')
  const fault = types.error ?? draft.error ?? flow.error
  if (fault && !draft.data) {
    const retry = () => {
      void types.refetch()
      void draft.refetch()
      void flow.refetch()
    }
    return <PageFault {...faultWords(fault)} onRetry={retry} />
  }
  if (!manifests || !draft.data || !flow.data || unsent.data === undefined || workspace.isPending) return <PageLoading />
  return (
    <OpenFlow
      key={flowId}
      draft={draft.data}
      unsent={unsent.data}
      summary={flow.data}
      manifests={manifests}
      doubleOptIn={workspace.data?.settings.doubleOptIn ?? {}}
    />
  )
}

type OpenFlowProps = {
  draft: Draft
  unsent: LocalCopy | null
  summary: FlowSummary
  manifests: Manifests
  doubleOptIn: Readonly<Record<string, boolean>>
}

function OpenFlow({ draft, unsent, summary, manifests, doubleOptIn }: OpenFlowProps) {
  const [bench] = useState(() => openWorkbench(draft, unsent, manifests, doubleOptIn))
  useEffect(() => bench.start(), [bench])
  return (
    <WorkbenchContext.Provider value={bench}>
      <ReactFlowProvider>
        <FlowEditor summary={summary} />
      </ReactFlowProvider>
    </WorkbenchContext.Provider>
  )
}

/** Work a tab that is gone could not send is taken up again, and put on top of what others have done since. */
function openWorkbench(
  draft: Draft,
  unsent: LocalCopy | null,
  manifests: Manifests,
  doubleOptIn: OpenFlowProps['doubleOptIn'],
): Workbench {
  return createWorkbench({
    flowId: draft.id,
    opened: unsent ?? { base: draft.document, revision: draft.revision, sent: null, waiting: [], held: [] },
    manifests,
    doubleOptIn,
    server: {
      push: (sent) => pushEdits(draft.id, sent),
      pull: (after) => pullEdits(draft.id, after),
      draft: () => pullDraft(draft.id),
    },
    keep: openShelf(draft.id, TAB).keep,
  })
}

const TAB = tabName()
showTabLives(TAB)

/** Read once on opening, as the draft is. */
const unsentQuery = (flowId: string) =>
  queryOptions({
    queryKey: ['unsent', flowId],
    queryFn: () => takeLocalCopy(flowId, TAB),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
