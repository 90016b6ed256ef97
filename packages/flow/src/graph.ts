import type { FlowEdge, NodeId } from './document.ts'
import type { FlowGraph, GraphNode } from './draw-graph.ts'
import { restBefore } from './rests.ts'

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

/** Groups of nodes that contacts can go round in, never along a line `skip` names: Tarjan's components, without recursion. */
export function cycles(graph: FlowGraph, skip: (node: GraphNode, edge: FlowEdge) => boolean = () => false): NodeId[][] {
  type Visit = { node: GraphNode; index: number; low: number; next: number; onStack: boolean; parent: Visit | null }
  const visits = new Map<NodeId, Visit>()
  const stack: Visit[] = []
  const found: NodeId[][] = []
  const visit = (node: GraphNode, parent: Visit | null): Visit => {
    const made: Visit = { node, index: visits.size, low: visits.size, next: 0, onStack: true, parent }
    visits.set(node.id, made)
    stack.push(made)
    return made
  }

  for (const root of graph.nodes.values()) {
    if (visits.has(root.id)) continue
    let at: Visit | null = visit(root, null)
    while (at) {
      const edge: FlowEdge | undefined = at.node.walked[at.next]
      if (edge) {
        at.next += 1
        if (skip(at.node, edge)) continue
        const known = visits.get(edge.to)
        if (known) at.low = known.onStack ? Math.min(at.low, known.index) : at.low
        else at = visit(graph.nodes.get(edge.to)!, at)
        continue
      }
      if (at.parent) at.parent.low = Math.min(at.parent.low, at.low)
      if (at.low === at.index) {
        const members = stack.splice(stack.lastIndexOf(at))
        for (const member of members) member.onStack = false
        const { node } = at
        const goesRound = members.length > 1 || node.walked.some((line) => line.to === node.id && !skip(node, line))
        if (goesRound) found.push(members.map((member) => member.node.id))
      }
      at = at.parent
    }
  }
  return found
}

/**
 * Groups of nodes a contact could go round in without ever resting: in `never` for certain, in `mostly` where a wait of the group
 * lets it pass at once. A wait that is switched off rests nobody, nor does one for no time.
 */
export function cyclesWithoutWait(graph: FlowGraph): { never: NodeId[][]; mostly: NodeId[][] } {
  const rests = restsOf(graph)
  const known = restlessOf.get(graph.shape)
  if (known && known.rests === rests) return known.found
  const never = cycles(graph, (node, edge) => restBefore(node, edge) !== 'never')
  const certain = new Set(never.flat())
  const mostly = cycles(graph, (node, edge) => restBefore(node, edge) === 'always')
  const found = { never, mostly: mostly.filter((members) => !members.some((id) => certain.has(id))) }
  restlessOf.set(graph.shape, { rests, found })
  return found
}

const restlessOf = new WeakMap<object, { rests: string; found: { never: NodeId[][]; mostly: NodeId[][] } }>()

/** Waits whose settings let contacts pass at once: settings are no part of the shape. Mostly there are none. */
function restsOf(graph: FlowGraph): string {
  let rests = ''
  for (const node of graph.nodes.values()) {
    if (node.manifest?.traits.waits !== true || node.node.off) continue
    for (const edge of node.walked) {
      const rest = restBefore(node, edge)
      if (rest !== 'always') rests += `${node.id}:${edge.port}:${rest} `
    }
  }
  return rests
}

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
