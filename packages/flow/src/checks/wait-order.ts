import { durationMs, isDuration } from '@snodo/base'
import { isObject } from '../annotations.ts'
import type { NodeId } from '../document.ts'
import type { FlowGraph, GraphNode } from '../draw-graph.ts'
import type { Finding } from '../finding.ts'
import { alwaysPasses, canComeAfter } from '../graph.ts'
import { type Checking, called, type FlowCheck, isKnown, type KnownNode, knownNodes, text } from './checking.ts'

const DAY_MS = 86_400_000

/**
 * Moments in the wrong order: a wait for a moment that is past when contacts come to it, for all of them or for some. What is
 * known are times counted from an earlier block, or from a coupon given there, and two waits that hang on the same date; where
 * neither tells, it stays silent.
 */
export const checkWaitOrder: FlowCheck = (checking) => {
  const moments = momentsOf(checking.graph)
  if (moments.size === 0) return []
  const byAnchor = Map.groupBy(moments.values(), ({ anchor }) => anchor)
  return [...moments.values()].flatMap((moment) => {
    const { node } = moment
    const counted = moment.countedFrom.map(({ from, ms }) => ({
      from,
      ms,
      ...timesBetween(checking.graph, moments, from, node.id),
    }))
    // With a time of day the moment moves to that hour: at most a day either way.
    const slack = node.node.config.at === undefined ? 0 : DAY_MS
    const always = counted.find(({ least, ms }) => least !== null && least > ms + slack)
    if (always) return [alwaysPast(checking, node, always.from)]
    const later = waitsForLater(checking.graph, moment, byAnchor.get(moment.anchor) ?? [])
    if (later.every !== null) return [alwaysPast(checking, node, later.every)]
    const some = counted.find(({ most, ms }) => most !== null && most > ms - slack)?.from ?? later.some
    return some === null || isHandled(node) ? [] : [sometimesPast(checking, node, some)]
  })
}

/** What a wait hangs on: its anchor as one text, how long after it, and the blocks from which that can be counted. */
type Moment = { node: KnownNode; anchor: string; offsetMs: number; countedFrom: { from: NodeId; ms: number }[] }
type Moments = ReadonlyMap<NodeId, Moment>

function momentsOf(graph: FlowGraph): Moments {
  const moments = new Map<NodeId, Moment>()
  for (const known of knownNodes(graph)) {
    const { id, node, manifest } = known
    const { anchor } = node.config
    if (!manifest.traits.waits || node.off || !isObject(anchor)) continue
    const offset = text(node.config, 'offset') ?? 'PT0S'
    if (!isDuration(offset)) continue
    const offsetMs = durationMs(offset)
    const countedFrom: Moment['countedFrom'] = []
    if (typeof anchor.node === 'string' && anchor.node !== id && graph.nodes.has(anchor.node))
      countedFrom.push({ from: anchor.node, ms: offsetMs })
    if (typeof anchor.coupon === 'string') countedFrom.push(...couponsGiven(graph, anchor.coupon, offsetMs))
    moments.set(id, { node: known, anchor: JSON.stringify(anchor), offsetMs, countedFrom })
  }
  return moments
}

/** Blocks that give the coupon, each with how long after it the moment is. */
function couponsGiven(graph: FlowGraph, coupon: string, offsetMs: number): Moment['countedFrom'] {
  return knownNodes(graph).flatMap(({ id, node: { config } }) => {
    const valid = config.as === coupon ? lengthOf(config.validFor) : null
    return valid === null ? [] : [{ from: id, ms: valid + offsetMs }]
  })
}

/** An earlier wait for a later moment of the same anchor: one that everybody has passed, and one that some may have. */
function waitsForLater(
  graph: FlowGraph,
  { node, offsetMs }: Moment,
  same: readonly Moment[],
): { every: NodeId | null; some: NodeId | null } {
  const later = same.filter((other) => other.offsetMs > offsetMs && canComeAfter(graph, other.node.id, node.id))
  const every = later.find((other) => alwaysPasses(graph, other.node.id, node.id))
  return { every: every?.node.id ?? null, some: later[0]?.node.id ?? null }
}

/** The author has said what becomes of those who come too late. */
function isHandled({ node, walked }: KnownNode): boolean {
  const ifPast = text(node.config, 'ifPast') ?? 'leave'
  return ifPast !== 'leave' || walked.some((edge) => edge.port === 'past')
}

/** The shortest and the longest time from reaching one node until another is reached; null where no way leads there. */
function timesBetween(
  graph: FlowGraph,
  moments: Moments,
  from: NodeId,
  to: NodeId,
): { least: number | null; most: number | null } {
  if (!canComeAfter(graph, from, to)) return { least: null, most: null }
  const ways = between(graph, from, to)
  return { least: leastTime(graph, moments, ways, from, to), most: mostTime(graph, moments, ways, from, to) }
}

/** The nodes that lie on a way from one to the other, which is among them: mostly few, however large the drawing. */
function between(graph: FlowGraph, from: NodeId, to: NodeId): ReadonlySet<NodeId> {
  const ways = new Set([to])
  for (const id of ways) {
    for (const edge of graph.nodes.get(id)!.into) {
      if (edge.from === from || !graph.nodes.get(edge.from)!.walked.includes(edge)) continue
      if (canComeAfter(graph, from, edge.from)) ways.add(edge.from)
    }
  }
  return ways
}

function leastTime(graph: FlowGraph, moments: Moments, ways: ReadonlySet<NodeId>, from: NodeId, to: NodeId): number | null {
  const least = new Map<NodeId, number>()
  const queue: NodeId[] = [from]
  // Label-correcting: times are never negative, so going round a loop cannot make one shorter and the queue runs dry.
  for (const id of queue) {
    const node = graph.nodes.get(id)!
    const after = id === from ? 0 : timeLeft(node, moments, from, least.get(id) ?? 0, 'least')
    for (const edge of node.walked) {
      if (!ways.has(edge.to) || after >= (least.get(edge.to) ?? Number.POSITIVE_INFINITY)) continue
      least.set(edge.to, after)
      queue.push(edge.to)
    }
  }
  return least.get(to) ?? null
}

/** Going round a loop on the way may take for ever, as may a wait without a limit. */
function mostTime(graph: FlowGraph, moments: Moments, ways: ReadonlySet<NodeId>, from: NodeId, to: NodeId): number {
  const known = new Map<NodeId, number>([[from, 0]])
  const reach = (id: NodeId): number => {
    const before = known.get(id)
    if (before !== undefined) return before
    known.set(id, Number.POSITIVE_INFINITY) // what comes back here while it is worked out is a loop
    let most = 0
    for (const edge of graph.nodes.get(id)!.into) {
      const node = graph.nodes.get(edge.from)!
      if ((edge.from !== from && !ways.has(edge.from)) || !node.walked.includes(edge)) continue
      most = Math.max(most, edge.from === from ? 0 : timeLeft(node, moments, from, reach(edge.from), 'most'))
    }
    known.set(id, most)
    return most
  }
  return reach(to)
}

/** How long after `from` a contact leaves a node that it reached so long after it: at the least, or at the most. */
function timeLeft(node: GraphNode, moments: Moments, from: NodeId, reached: number, which: 'least' | 'most'): number {
  if (!isKnown(node) || node.node.off || node.manifest.traits.waits !== true) return reached
  const { config, type } = node.node
  const slack = config.at === undefined ? 0 : DAY_MS
  if (type === 'core.wait') {
    const length = lengthOf(config.duration) ?? 0
    const week = config.weekdays === undefined ? 0 : 7 * DAY_MS
    return reached + Math.max(0, which === 'most' ? length + slack + week : config.at === undefined ? length : 0)
  }
  const counted = moments.get(node.id)?.countedFrom.find((one) => one.from === from)
  if (counted !== undefined) return Math.max(reached, counted.ms + (which === 'most' ? slack : -slack))
  return which === 'least' ? reached : reached + (lengthOf(config.timeout) ?? Number.POSITIVE_INFINITY)
}

function lengthOf(value: unknown): number | null {
  return typeof value === 'string' && isDuration(value) ? durationMs(value) : null
}

function alwaysPast(checking: Checking, { id }: KnownNode, after: NodeId): Finding {
  const name = called(checking, after)
  return {
    code: 'WAIT_ALWAYS_PAST',
    severity: 'warning',
    node: id,
    path: '/anchor',
    message: {
      en: `When contacts come here by “${name.en}”, this moment is already past.`,
      it: `Quando i contatti arrivano qui da “${name.it}”, questo momento è già passato.`,
    },
    consequence: {
      en: 'Nobody waits: all leave at once as “already past”.',
      it: 'Nessuno attende: escono tutti subito come “già passato”.',
    },
  }
}

function sometimesPast(checking: Checking, { id }: KnownNode, after: NodeId): Finding {
  const name = called(checking, after)
  return {
    code: 'WAIT_SOMETIMES_PAST',
    severity: 'warning',
    node: id,
    path: '/anchor',
    message: {
      en: `Some contacts come here from “${name.en}” when this moment is already past.`,
      it: `Alcuni contatti arrivano qui da “${name.it}” quando questo momento è già passato.`,
    },
    consequence: {
      en: 'Their journey ends here, as “already past” leads nowhere.',
      it: 'Il loro percorso finisce qui, perché “già passato” non porta da nessuna parte.',
    },
    fix: {
      label: { en: 'Let them go on at once', it: 'Falli proseguire subito' },
      edits: [{ do: 'setConfig', id, path: '/ifPast', value: 'proceed' }],
    },
  }
}
