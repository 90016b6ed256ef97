import { durationMs, isDuration } from '@snodo/base'
import { type FlowDocument, graphOf, type Manifests, type NodeId, topologicalOrder } from '@snodo/flow'
import { CARD } from './sizes.ts'

const DAY_MS = 86_400_000
/** From the leftmost card. */
const GUTTER = 96

export type DayMark = { day: number; x: number; y: number }

/** The soonest a contact can come to each node, in milliseconds after the start: waits of a fixed length added along the quickest way. */
export function soonest(document: FlowDocument, manifests: Manifests): Map<NodeId, number> {
  const graph = graphOf(document, manifests)
  const at = new Map<NodeId, number>(graph.starts.map((id) => [id, 0]))
  for (const id of topologicalOrder(graph)) {
    const here = at.get(id)
    if (here === undefined) continue
    for (const edge of graph.nodes.get(id)!.walked) {
      const then = here + waitOf(document, id, edge.port, at)
      at.set(edge.to, Math.min(at.get(edge.to) ?? Number.POSITIVE_INFINITY, then))
    }
  }
  return at
}

/** Where each new day begins: one mark a day, beside the topmost block a contact can then be at. */
export function dayMarks(document: FlowDocument, manifests: Manifests): DayMark[] {
  const nodes = Object.values(document.nodes)
  if (nodes.length === 0) return []
  const x = Math.min(...nodes.map((node) => node.at.x)) - GUTTER
  const first = new Map<number, number>()
  for (const [id, ms] of soonest(document, manifests)) {
    const day = Math.floor(ms / DAY_MS)
    const y = document.nodes[id]?.at.y
    if (y !== undefined) first.set(day, Math.min(first.get(day) ?? Number.POSITIVE_INFINITY, y))
  }
  const marks: DayMark[] = []
  for (const [day, y] of [...first].sort((a, b) => a[0] - b[0])) {
    const last = marks.at(-1)
    // Days read downwards; one that would stand above an earlier one says nothing about the plan.
    if (!last || y > last.y) marks.push({ day, x, y: y + CARD.height / 2 - 8 })
  }
  return marks
}

function waitOf(document: FlowDocument, id: NodeId, port: string, at: ReadonlyMap<NodeId, number>): number {
  const node = document.nodes[id]!
  if (node.off) return 0
  const { duration, timeout, anchor, offset } = node.config
  if (typeof duration === 'string' && isDuration(duration)) return durationMs(duration)
  if (port === 'timeout' && typeof timeout === 'string' && isDuration(timeout)) return durationMs(timeout)
  // "So long after an earlier block": the wait ends at that block's time and the offset, not this block's.
  const earlier =
    anchor !== null && typeof anchor === 'object' && !Array.isArray(anchor) && typeof anchor.node === 'string'
      ? at.get(anchor.node)
      : undefined
  if (earlier !== undefined && port === 'after' && typeof offset === 'string' && isDuration(offset)) {
    return Math.max(0, earlier + durationMs(offset) - (at.get(id) ?? 0))
  }
  return 0
}
