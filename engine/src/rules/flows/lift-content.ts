import { canonicalJson, type JsonObject } from '@snodo/base'
import type { FlowDocument, Manifests } from '@snodo/flow'

/**
 * Message content (subject, body, template) lives apart from the drawing: a corrected text reaches everyone inside from the
 * next send, and makes no new version (semantics rule 28).
 */
export function liftContent(
  document: FlowDocument,
  manifests: Manifests,
): { structure: FlowDocument; contents: Map<string, JsonObject> } {
  const contents = new Map<string, JsonObject>()
  const nodes = Object.entries(document.nodes).map(([id, node]) => {
    const { content } = node.config
    if (
      manifests.get(node.type)?.traits.sends === undefined ||
      typeof content !== 'object' ||
      content === null ||
      Array.isArray(content)
    ) {
      return [id, node] as const
    }
    contents.set(id, content)
    const { content: _lifted, ...config } = node.config
    return [id, { ...node, config }] as const
  })
  return { structure: { ...document, nodes: Object.fromEntries(nodes) }, contents }
}

/** Puts content back into a drawing, for reading. */
export function lowerContent(structure: FlowDocument, contents: ReadonlyMap<string, JsonObject>): FlowDocument {
  const nodes = Object.entries(structure.nodes).map(([id, node]) => {
    const content = contents.get(id)
    return [id, content === undefined ? node : { ...node, config: { ...node.config, content } }] as const
  })
  return { ...structure, nodes: Object.fromEntries(nodes) }
}

/** True where two drawings walk contacts alike: names, notes, groups and places on the canvas do not matter. */
export function sameStructure(one: FlowDocument, other: FlowDocument): boolean {
  return canonicalJson(walked(one)) === canonicalJson(walked(other))
}

function walked(document: FlowDocument): JsonObject {
  const nodes = Object.entries(document.nodes).map(([id, { type, version, config, off }]) => [
    id,
    { type, version, config, off: off === true },
  ])
  const edges = document.edges.map(({ from, port, to }) => `${from}\n${port}\n${to}`).toSorted()
  return JSON.parse(JSON.stringify({ nodes: Object.fromEntries(nodes), edges, settings: document.settings })) as JsonObject
}
