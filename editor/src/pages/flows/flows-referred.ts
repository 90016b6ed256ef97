import { type FlowDocument, type Manifest, widgetsIn } from '@snodo/flow'

/** Ids of other flows a drawing sends people to. An id from elsewhere may be another flow's here. */
export function flowsReferred(document: FlowDocument, manifests: readonly Manifest[]): string[] {
  const known = new Map(manifests.map((manifest) => [manifest.type, manifest]))
  return [
    ...new Set(
      Object.values(document.nodes).flatMap((node) => {
        const manifest = known.get(node.type)
        if (manifest === undefined) return []
        return widgetsIn(manifest, node.config, 'flow').flatMap(({ value }) =>
          typeof value === 'string' && value !== '' ? [value] : [],
        )
      }),
    ),
  ]
}
