import { indexManifests, portsOf } from '@snodo/flow'
import { useQuery } from '@tanstack/react-query'
import { flowQuery, nodeTypesQuery, versionQuery } from '../../api/flows.ts'
import { nameOf } from '../../canvas/summary-of.ts'
import { currentLanguage } from '../../i18n.ts'

export type LiveBlock = { id: string; name: string; branches: { id: string; name: string }[] }

/** The blocks of the version of a flow that is live: where journeys can be moved to, and the branches they can leave by. */
export function useLiveBlocks(flowId: string, enabled: boolean): LiveBlock[] {
  const types = useQuery({ ...nodeTypesQuery, enabled })
  const flow = useQuery({ ...flowQuery(flowId), enabled })
  const live = flow.data?.version ?? null
  const version = useQuery({ ...versionQuery(flowId, live ?? 0), enabled: enabled && live !== null })
  const document = version.data?.document
  if (document === undefined || types.data === undefined) return []
  const manifests = indexManifests(types.data)
  const language = currentLanguage()
  return Object.entries(document.nodes).flatMap(([id, node]) => {
    const manifest = manifests.get(node.type)
    // Nobody can be put at a start: it lets in, and nobody stands there.
    if (manifest === undefined || manifest.kind === 'start') return []
    const branches = portsOf(node, manifest).map((port) => ({ id: port.id, name: port.title[language] }))
    return [{ id, name: nameOf(document, id, manifests, language), branches }]
  })
}
