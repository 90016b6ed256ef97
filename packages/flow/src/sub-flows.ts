import type { FlowDocument, FlowEdge, FlowNode, NodeId, Position } from './document.ts'
import type { FlowEdit } from './flow-edit.ts'

/** A part of a flow drawn as one card. Its doors are the lines that cross its border. */
export type SubFlow = {
  id: string
  title: string
  nodes: readonly NodeId[]
  /** Lines that lead into it from outside, and out of it. */
  entries: readonly FlowEdge[]
  exits: readonly FlowEdge[]
  /** Where its card stands: above its blocks, in their middle. It has no place of its own, so none can be wrong. */
  at: Position
}

/** Type of the node a sub-flow is in a folded view; no node type may be called so. */
export const SUB_FLOW_TYPE = '#sub-flow'

/** Makes these blocks a sub-flow; null where there is nothing to extract, or some are in one already. */
export function extractEdit(document: FlowDocument, nodes: Iterable<NodeId>, id: string, title: string): FlowEdit | null {
  const chosen = new Set(nodes)
  const members = Object.keys(document.nodes).filter((node) => chosen.has(node))
  const inside = new Set([...subFlowsOf(document).values()].flatMap((subFlow) => subFlow.nodes))
  if (members.length < 2 || members.some((node) => inside.has(node))) return null
  return { do: 'addGroup', id, group: { title, nodes: members, folded: true } }
}

/** The exact inverse: its blocks are blocks of the flow again, as they are. */
export function inlineEdit(id: string): FlowEdit {
  return { do: 'removeGroup', id }
}

const known = new WeakMap<FlowDocument, ReadonlyMap<string, SubFlow>>()

/** The sub-flows of a document. A block named by two belongs to the first. */
export function subFlowsOf(document: FlowDocument): ReadonlyMap<string, SubFlow> {
  const before = known.get(document)
  if (before) return before
  const found = new Map<string, SubFlow>()
  const taken = new Set<NodeId>()
  for (const [id, group] of Object.entries(document.groups ?? {})) {
    if (!group.folded) continue
    const nodes = group.nodes.filter((node) => Object.hasOwn(document.nodes, node) && !taken.has(node))
    if (nodes.length === 0) continue
    for (const node of nodes) taken.add(node)
    const inside = new Set(nodes)
    found.set(id, {
      id,
      title: group.title,
      nodes,
      entries: document.edges.filter((edge) => inside.has(edge.to) && !inside.has(edge.from)),
      exits: document.edges.filter((edge) => inside.has(edge.from) && !inside.has(edge.to)),
      at: aboveAll(nodes.map((node) => document.nodes[node]!.at)),
    })
  }
  known.set(document, found)
  return found
}

function aboveAll(places: readonly Position[]): Position {
  const xs = places.map(({ x }) => x)
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2
  return { x: Math.round(middle / 8) * 8, y: Math.min(...places.map(({ y }) => y)) }
}

export type FoldedView = {
  /** What is drawn: each folded sub-flow one node of `SUB_FLOW_TYPE`, its lines leaving by ports named by `doorId`. */
  document: FlowDocument
  folded: ReadonlyMap<string, SubFlow>
}

/** The document with these sub-flows as one node each; the very same object where none is folded. For drawing only. */
export function foldedView(document: FlowDocument, closed: (subFlow: SubFlow) => boolean): FoldedView {
  const folded = new Map([...subFlowsOf(document)].filter(([, subFlow]) => closed(subFlow)))
  if (folded.size === 0) return { document, folded }
  const home = new Map<NodeId, string>()
  for (const { id, nodes } of folded.values()) for (const node of nodes) home.set(node, nodeIdOf(document, id))
  const nodes: Record<NodeId, FlowNode> = {}
  for (const [id, node] of Object.entries(document.nodes)) if (!home.has(id)) nodes[id] = node
  for (const { id, at, title } of folded.values()) {
    nodes[nodeIdOf(document, id)] = { type: SUB_FLOW_TYPE, version: 1, config: {}, name: title || id, at }
  }
  const edges: FlowEdge[] = []
  for (const edge of document.edges) {
    const from = home.get(edge.from)
    const to = home.get(edge.to)
    if (from === undefined && to === undefined) edges.push(edge)
    else if (from !== to)
      edges.push({ from: from ?? edge.from, port: from === undefined ? edge.port : doorId(edge), to: to ?? edge.to })
  }
  return {
    document: { ...document, nodes, edges },
    folded: new Map([...folded.values()].map((each) => [nodeIdOf(document, each.id), each])),
  }
}

/** The port of a folded card by which one of its lines leaves. */
export function doorId({ from, port }: FlowEdge): string {
  return `${from}:${port}`
}

/** Ids of groups and of nodes are apart in the document, and may be the same. */
function nodeIdOf(document: FlowDocument, group: string): NodeId {
  let id = `sub-flow:${group}`
  while (Object.hasOwn(document.nodes, id)) id += ':'
  return id
}
