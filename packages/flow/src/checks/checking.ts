import type { JsonObject, Words } from '@snodo/base'
import type { FlowDocument, NodeId } from '../document.ts'
import type { FlowGraph, GraphNode } from '../draw-graph.ts'
import type { Finding } from '../finding.ts'
import type { Manifests } from '../manifests.ts'
import { nodeTitle } from '../ports.ts'

/** What the checker may know of the world around the flow. What is left out is not checked. */
export type CheckOptions = {
  manifests: Manifests
  /** Names of the lists there are. */
  lists?: Iterable<string>
  /** Purposes contacts have been seen to be asked for, besides marketing and transactional. */
  purposes?: Iterable<string>
  /** Ids of the flows there are. */
  flows?: Iterable<string>
  /** Channel of each published content of the library, by its id. */
  contents?: ReadonlyMap<string, string>
  /** Channels on which a yes counts only once it is confirmed. */
  doubleOptIn?: Readonly<Record<string, boolean>>
}

export type Checking = {
  document: FlowDocument
  graph: FlowGraph
  manifests: Manifests
  options: CheckOptions
}

/** One family of checks over the whole flow. */
export type FlowCheck = (checking: Checking) => Finding[]

/** One family of checks that looks at nothing but the node itself, so that its answer is kept as long as the node is the same object. */
export type NodeCheck = (node: KnownNode) => Finding[]

/** A node whose type is at hand. */
export type KnownNode = GraphNode & { manifest: NonNullable<GraphNode['manifest']> }

export function isKnown(node: GraphNode): node is KnownNode {
  return node.manifest !== undefined
}

/** Every family of checks asks for them. */
const knownOf = new WeakMap<FlowGraph, readonly KnownNode[]>()

export function knownNodes(graph: FlowGraph): readonly KnownNode[] {
  const nodes = knownOf.get(graph) ?? [...graph.nodes.values()].filter(isKnown)
  knownOf.set(graph, nodes)
  return nodes
}

/** What the author calls a node. */
export function called({ graph }: Pick<Checking, 'graph'>, id: NodeId): Words {
  const node = graph.nodes.get(id)
  return node ? nodeTitle(node.node, node.manifest) : { en: id, it: id }
}

/** Several names in one sentence, not more than it can bear. */
export function several(names: string[], language: keyof Words): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`)
  if (names.length > 3) shown.push(language === 'en' ? `${names.length - 3} more` : `altri ${names.length - 3}`)
  return shown.join(', ')
}

/** An id no node has yet. */
export function freeId(document: FlowDocument, stem: string): NodeId {
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`
    if (!Object.hasOwn(document.nodes, id)) return id
  }
}

export function text(config: JsonObject, key: string): string | undefined {
  const value = config[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}
