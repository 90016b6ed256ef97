import { indexManifests } from '@snodo/flow'
import { useQueries, useQuery } from '@tanstack/react-query'
import { nameOf } from '../canvas/summary-of.ts'
import { currentLanguage } from '../i18n.ts'
import { draftQuery, nodeTypesQuery } from './flows.ts'

/** What the blocks of some flows are called, for pages that only know their ids; a block that is gone keeps its id. */
export function useNodeNames(flowIds: readonly string[]): (flow: unknown, node: string) => string {
  const types = useQuery(nodeTypesQuery)
  const drafts = useQueries({
    queries: flowIds.map((id) => ({ ...draftQuery(id), queryKey: ['draft-names', id], staleTime: 60_000, gcTime: 60_000 })),
  })
  const manifests = indexManifests(types.data ?? [])
  const documents = new Map(drafts.flatMap((draft) => (draft.data ? [[draft.data.id, draft.data.document] as const] : [])))
  return (flow, node) => {
    const document = typeof flow === 'string' ? documents.get(flow) : undefined
    return document ? nameOf(document, node, manifests, currentLanguage()) : node
  }
}
