import type { FlowDocument, FlowEdge, FlowNode, NodeId } from './document.ts'
import type { Manifest } from './manifest.ts'
import type { Manifests } from './manifests.ts'
import { portsOf } from './ports.ts'

/** The drawing as a graph, looked up by node. Lines that begin or end at no node are not in it. */
export type FlowGraph = {
  nodes: ReadonlyMap<NodeId, GraphNode>
  starts: readonly NodeId[]
  /** The same object as long as lines and doors are the same, whatever else of the blocks has changed: what follows from them alone is kept by it. */
  shape: object
}

export type GraphNode = {
  id: NodeId
  node: FlowNode
  manifest: Manifest | undefined
  /** Lines out, in the order of the ports; of two from one port only the first counts. */
  out: FlowEdge[]
  /** Ports a line leaves by, also one that leads nowhere. */
  drawn: Set<string>
  into: FlowEdge[]
  /** Lines contacts really take: of a node switched off, only the one by its first port. */
  walked: FlowEdge[]
}

/** The graph of a document. Drawn on from the one drawn before as far as both are the same: an edit changes few of its blocks. */
export function graphOf(document: FlowDocument, manifests: Manifests): FlowGraph {
  const sameLines = byLines.get(document.edges)
  const last = sameLines?.manifests === manifests ? sameLines : latest.get(manifests)
  const graph = (last && drawnOn(last, document)) ?? draw(document, manifests)
  const drawn = { graph, edges: document.edges, manifests }
  byLines.set(document.edges, drawn)
  latest.set(manifests, drawn)
  return graph
}

type Drawn = { graph: FlowGraph; edges: readonly FlowEdge[]; manifests: Manifests }

/** By the lines of a document, which stay the same list through every edit that touches no line. */
const byLines = new WeakMap<readonly FlowEdge[], Drawn>()
const latest = new WeakMap<Manifests, Drawn>()

/** More blocks with other lines than this, and all are drawn anew. */
const MOST_REDRAWN = 64

function draw(document: FlowDocument, manifests: Manifests): FlowGraph {
  const nodes = new Map<NodeId, GraphNode>()
  for (const [id, node] of Object.entries(document.nodes)) nodes.set(id, withoutLines(id, node, manifests))
  for (const edge of document.edges) if (leaves(edge, nodes)) nodes.get(edge.to)!.into.push(edge)
  for (const node of nodes.values()) putInOrder(node)
  return { nodes, starts: startsOf(nodes), shape: {} }
}

/** The graph before, with only those blocks drawn anew whose doors or lines are others; null where that would be too many. */
function drawnOn({ graph: last, edges, manifests }: Drawn, document: FlowDocument): FlowGraph | null {
  const changed = changedLines(edges, document.edges)
  if (changed === null) return null
  const sources = new Set(changed.map((edge) => edge.from))
  const targets = new Set<NodeId>()
  const cameOrWent = new Set<NodeId>()
  const nodes = new Map<NodeId, GraphNode>()
  const order = last.nodes.keys()
  let sameOrder = true
  for (const [id, node] of Object.entries(document.nodes)) {
    const old = last.nodes.get(id)
    sameOrder = sameOrder && order.next().value === id
    nodes.set(id, !old ? withoutLines(id, node, manifests) : node === old.node ? old : { ...old, node })
    if (!old) cameOrWent.add(id)
    else if (node !== old.node && !hasSameDoors(node, old)) {
      nodes.set(id, { ...old, node, manifest: manifests.get(node.type) })
      sources.add(id)
    }
    if (sources.size + cameOrWent.size > MOST_REDRAWN) return null
  }
  if (!sameOrder || nodes.size < last.nodes.size) for (const id of last.nodes.keys()) if (!nodes.has(id)) cameOrWent.add(id)
  if (sources.size + cameOrWent.size > MOST_REDRAWN) return null
  for (const id of cameOrWent) {
    sources.add(id)
    targets.add(id)
  }
  // A line that leads to where there is no block counts for nothing until there is one.
  if (cameOrWent.size > 0) for (const edge of document.edges) if (cameOrWent.has(edge.to)) sources.add(edge.from)
  if (sources.size === 0)
    return sameOrder ? { nodes, starts: last.starts, shape: last.shape } : { nodes, starts: startsOf(nodes), shape: {} }

  for (const id of sources) {
    for (const edge of last.nodes.get(id)?.out ?? []) targets.add(edge.to)
    const node = nodes.get(id)
    if (node) nodes.set(id, { ...node, out: [], drawn: new Set(), walked: [] })
  }
  for (const edge of document.edges) if (sources.has(edge.from) && leaves(edge, nodes)) targets.add(edge.to)
  for (const id of targets) {
    const node = nodes.get(id)
    if (node) nodes.set(id, { ...node, into: [] })
  }
  for (const edge of document.edges) {
    if (targets.has(edge.to) && nodes.get(edge.from)?.out.includes(edge)) nodes.get(edge.to)?.into.push(edge)
  }
  for (const id of sources) {
    const node = nodes.get(id)
    if (node) putInOrder(node)
  }
  return { nodes, starts: startsOf(nodes), shape: {} }
}

/** The lines that are in one list and not in the other; null where lines have changed places, on which their meaning hangs. */
function changedLines(before: readonly FlowEdge[], now: readonly FlowEdge[]): FlowEdge[] | null {
  if (before === now) return []
  const there = new Set(before)
  const here = new Set(now)
  const changed: FlowEdge[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < now.length) {
    const [old, edge] = [before[i], now[j]]
    if (old !== undefined && old === edge) {
      i += 1
      j += 1
    } else if (old !== undefined && !here.has(old)) {
      changed.push(old)
      i += 1
    } else if (edge !== undefined && !there.has(edge)) {
      changed.push(edge)
      j += 1
    } else return null
    if (changed.length > MOST_REDRAWN) return null
  }
  return changed
}

function withoutLines(id: NodeId, node: FlowNode, manifests: Manifests): GraphNode {
  return { id, node, manifest: manifests.get(node.type), out: [], drawn: new Set(), into: [], walked: [] }
}

/** Notes the line at the block it leaves; true when it counts: it leads to a block, and is the first by its port. */
function leaves(edge: FlowEdge, nodes: ReadonlyMap<NodeId, GraphNode>): boolean {
  const from = nodes.get(edge.from)
  const taken = from?.drawn.has(edge.port) && from.out.some((line) => line.port === edge.port)
  from?.drawn.add(edge.port)
  if (!from || taken || !nodes.has(edge.to)) return false
  from.out.push(edge)
  return true
}

/** Lines out in the order of the ports, and of them those contacts take. */
function putInOrder(from: GraphNode): void {
  const ports = from.manifest ? portsOf(from.node, from.manifest) : null
  if (ports && from.out.length > 1) {
    const place = (edge: FlowEdge) => {
      const at = ports.findIndex((port) => port.id === edge.port)
      return at === -1 ? ports.length : at
    }
    from.out.sort((a, b) => place(a) - place(b))
  }
  from.walked = from.node.off ? from.out.filter((edge) => edge.port === (ports?.[0]?.id ?? edge.port)).slice(0, 1) : from.out
}

function hasSameDoors(node: FlowNode, { node: old, manifest }: GraphNode): boolean {
  if (node.type !== old.type || node.off !== old.off) return false
  return node.config === old.config || manifest?.portsFrom === undefined
}

function startsOf(nodes: ReadonlyMap<NodeId, GraphNode>): NodeId[] {
  const starts: NodeId[] = []
  for (const { id, manifest } of nodes.values()) if (manifest?.kind === 'start') starts.push(id)
  return starts
}
