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

/** By the lines of a document, which stay the same list through every edit that touches no line: the graph drawn of them last. */
const lastOf = new WeakMap<readonly FlowEdge[], { graph: FlowGraph; manifests: Manifests }>()

export function graphOf(document: FlowDocument, manifests: Manifests): FlowGraph {
  const last = lastOf.get(document.edges)
  const again = last && last.manifests === manifests ? drawnAgain(last.graph, document) : null
  const graph = again ?? draw(document, manifests)
  lastOf.set(document.edges, { graph, manifests })
  return graph
}

/** The graph with blocks of now, where no block has other doors or came or went; else null. */
function drawnAgain(last: FlowGraph, document: FlowDocument): FlowGraph | null {
  const ids = Object.keys(document.nodes)
  if (ids.length !== last.nodes.size) return null
  const nodes = new Map<NodeId, GraphNode>()
  let i = 0
  for (const [id, old] of last.nodes) {
    const node = document.nodes[id]
    if (ids[i++] !== id || !node) return null
    if (node === old.node) nodes.set(id, old)
    else if (hasSameDoors(node, old)) nodes.set(id, { ...old, node })
    else return null
  }
  return { nodes, starts: last.starts, shape: last.shape }
}

function hasSameDoors(node: FlowNode, { node: old, manifest }: GraphNode): boolean {
  if (node.type !== old.type || node.off !== old.off) return false
  return node.config === old.config || manifest?.portsFrom === undefined
}

function draw(document: FlowDocument, manifests: Manifests): FlowGraph {
  const nodes = new Map<NodeId, GraphNode>()
  for (const [id, node] of Object.entries(document.nodes)) {
    nodes.set(id, { id, node, manifest: manifests.get(node.type), out: [], drawn: new Set(), into: [], walked: [] })
  }
  for (const edge of document.edges) {
    const from = nodes.get(edge.from)
    const to = nodes.get(edge.to)
    const taken = from?.drawn.has(edge.port) && from.out.some((line) => line.port === edge.port)
    from?.drawn.add(edge.port)
    if (!from || !to || taken) continue
    from.out.push(edge)
    to.into.push(edge)
  }
  for (const from of nodes.values()) {
    const ports = from.manifest ? portsOf(from.node, from.manifest).map((port) => port.id) : null
    if (ports) {
      const place = new Map(ports.map((id, i) => [id, i]))
      from.out.sort((a, b) => (place.get(a.port) ?? ports.length) - (place.get(b.port) ?? ports.length))
    }
    from.walked = from.node.off ? from.out.filter((edge) => edge.port === (ports?.[0] ?? edge.port)).slice(0, 1) : from.out
  }
  const starts = [...nodes.values()].filter((node) => node.manifest?.kind === 'start').map((node) => node.id)
  return { nodes, starts, shape: {} }
}

/** Every node contacts can come to from these, themselves included; never passing through `without` nor along a line `skip` names. */
export function reachable(
  graph: FlowGraph,
  from: Iterable<NodeId>,
  less: { without?: NodeId; skip?: (edge: FlowEdge) => boolean } = {},
): Set<NodeId> {
  const seen = new Set<NodeId>()
  for (const id of from) if (id !== less.without && graph.nodes.has(id)) seen.add(id)
  // A Set grows while it is walked, which makes it the queue as well.
  for (const id of seen) {
    for (const edge of graph.nodes.get(id)?.walked ?? []) {
      if (edge.to !== less.without && !less.skip?.(edge)) seen.add(edge.to)
    }
  }
  return seen
}

const enteredOf = new WeakMap<object, ReadonlySet<NodeId>>()

/** Every node contacts can come to from the starts. */
export function entered(graph: FlowGraph): ReadonlySet<NodeId> {
  const known = enteredOf.get(graph.shape) ?? reachable(graph, graph.starts)
  enteredOf.set(graph.shape, known)
  return known
}

const afterOf = new WeakMap<object, Map<NodeId, ReadonlySet<NodeId>>>()

/** True when some path of at least one line leads from one node to the other. */
export function canComeAfter(graph: FlowGraph, earlier: NodeId, later: NodeId): boolean {
  const known = afterOf.get(graph.shape) ?? new Map<NodeId, ReadonlySet<NodeId>>()
  afterOf.set(graph.shape, known)
  const after =
    known.get(earlier) ??
    reachable(
      graph,
      (graph.nodes.get(earlier)?.walked ?? []).map((edge) => edge.to),
    )
  known.set(earlier, after)
  return after.has(later)
}

/** True when no contact can come to `later` without having passed `earlier`. True as well of a node nobody comes to. */
export function alwaysPasses(graph: FlowGraph, earlier: NodeId, later: NodeId): boolean {
  const above = dominators(graph)
  if (!above.has(later)) return true
  for (let id: NodeId | null | undefined = later; id !== null && id !== undefined; id = above.get(id))
    if (id === earlier) return true
  return false
}

const dominatorsOf = new WeakMap<object, Map<NodeId, NodeId | null>>()

/**
 * For each node contacts can come to, the nearest one all of them have passed on every way to it; null where there is none.
 * Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm" (2001), the starts below one root of their own.
 */
function dominators(graph: FlowGraph): Map<NodeId, NodeId | null> {
  const known = dominatorsOf.get(graph.shape)
  if (known) return known
  const starts = new Set(graph.starts)
  const order = backwards(graph, [...graph.starts].reverse(), (node) => node.walked)
  const place = new Map(order.map((id, i) => [id, i]))
  const above = new Map<NodeId, NodeId | null>()
  const meet = (a: NodeId | null, b: NodeId | null): NodeId | null => {
    let [one, two] = [a, b]
    while (one !== two) {
      if (one === null || two === null) return null
      if (place.get(one)! > place.get(two)!) one = above.get(one) ?? null
      else two = above.get(two) ?? null
    }
    return one
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const id of order) {
      let nearest: NodeId | null | undefined = starts.has(id) ? null : undefined
      for (const edge of graph.nodes.get(id)!.into) {
        if (!above.has(edge.from) || !graph.nodes.get(edge.from)!.walked.includes(edge)) continue
        nearest = nearest === undefined ? edge.from : meet(nearest, edge.from)
      }
      if (nearest !== undefined && (!above.has(id) || above.get(id) !== nearest)) {
        above.set(id, nearest)
        changed = true
      }
    }
  }
  dominatorsOf.set(graph.shape, above)
  return above
}

/** Groups of nodes that contacts can go round in, leaving out nodes that `breaks` names: Tarjan's components, without recursion. */
export function cycles(graph: FlowGraph, breaks: (node: GraphNode) => boolean = () => false): NodeId[][] {
  const index = new Map<NodeId, number>()
  const low = new Map<NodeId, number>()
  const stack: NodeId[] = []
  const onStack = new Set<NodeId>()
  const found: NodeId[][] = []
  const inside = [...graph.nodes.values()].filter((node) => !breaks(node))
  const open = new Set(inside.map((node) => node.id))

  for (const root of inside) {
    if (index.has(root.id)) continue
    const calls: { id: NodeId; next: number }[] = [{ id: root.id, next: 0 }]
    while (calls.length > 0) {
      const call = calls[calls.length - 1]!
      if (call.next === 0 && !index.has(call.id)) {
        index.set(call.id, index.size)
        low.set(call.id, index.get(call.id)!)
        stack.push(call.id)
        onStack.add(call.id)
      }
      const edge = graph.nodes.get(call.id)!.walked[call.next]
      if (edge) {
        call.next += 1
        if (!open.has(edge.to)) continue
        if (!index.has(edge.to)) calls.push({ id: edge.to, next: 0 })
        else if (onStack.has(edge.to)) low.set(call.id, Math.min(low.get(call.id)!, index.get(edge.to)!))
        continue
      }
      calls.pop()
      const parent = calls[calls.length - 1]
      if (parent) low.set(parent.id, Math.min(low.get(parent.id)!, low.get(call.id)!))
      if (low.get(call.id) !== index.get(call.id)) continue
      const members = stack.splice(stack.indexOf(call.id))
      for (const id of members) onStack.delete(id)
      const goesRound = members.length > 1 || graph.nodes.get(call.id)!.walked.some((line) => line.to === call.id)
      if (goesRound) found.push(members)
    }
  }
  return found
}

/** Groups of nodes a contact could go round in without ever resting. A wait that is switched off rests nobody. */
export function cyclesWithoutWait(graph: FlowGraph): NodeId[][] {
  const known = restlessOf.get(graph.shape) ?? cycles(graph, ({ node, manifest }) => manifest?.traits.waits === true && !node.off)
  restlessOf.set(graph.shape, known)
  return known
}

const restlessOf = new WeakMap<object, NodeId[][]>()

/**
 * Nodes from the starts down, each after those that lead to it but for lines that close a loop; nodes nothing leads to
 * come last, in the order of the document.
 */
export function topologicalOrder(graph: FlowGraph): NodeId[] {
  const fromStarts = new Set<NodeId>(graph.starts)
  for (const id of fromStarts) for (const edge of graph.nodes.get(id)!.out) fromStarts.add(edge.to)
  const loose = [...graph.nodes.keys()].filter((id) => !fromStarts.has(id))
  return backwards(graph, [...loose.reverse(), ...[...graph.starts].reverse()], (node) => node.out)
}

/** A walk in depth, read backwards: roots given last come first, and each node comes before what its lines lead to. */
function backwards(graph: FlowGraph, roots: NodeId[], lines: (node: GraphNode) => FlowEdge[]): NodeId[] {
  const done = new Set<NodeId>()
  const postorder: NodeId[] = []
  for (const root of roots) {
    if (done.has(root)) continue
    done.add(root)
    const calls: { id: NodeId; next: number }[] = [{ id: root, next: 0 }]
    while (calls.length > 0) {
      const call = calls[calls.length - 1]!
      const out = lines(graph.nodes.get(call.id)!)
      // The last port first, so that read backwards the first port's path comes first.
      const edge = out[out.length - 1 - call.next]
      if (!edge) {
        calls.pop()
        postorder.push(call.id)
        continue
      }
      call.next += 1
      if (done.has(edge.to)) continue
      done.add(edge.to)
      calls.push({ id: edge.to, next: 0 })
    }
  }
  return postorder.reverse()
}

/** How many lines from a start, at most and without going round: the row a node stands in. */
export function ranks(graph: FlowGraph): Map<NodeId, number> {
  const order = topologicalOrder(graph)
  const place = new Map(order.map((id, i) => [id, i]))
  const rank = new Map<NodeId, number>(order.map((id) => [id, 0]))
  for (const id of order) {
    for (const edge of graph.nodes.get(id)!.out) {
      // A line to an earlier place closes a loop.
      if (place.get(edge.to)! > place.get(id)!) rank.set(edge.to, Math.max(rank.get(edge.to)!, rank.get(id)! + 1))
    }
  }
  return rank
}
