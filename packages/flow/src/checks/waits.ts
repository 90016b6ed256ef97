import { durationMs, isDuration } from '@snodo/base'
import { isObject, widgetsIn } from '../annotations.ts'
import type { NodeId } from '../document.ts'
import type { Finding } from '../finding.ts'
import type { FlowGraph, GraphNode } from '../graph.ts'
import { called, type FlowCheck, isKnown, type KnownNode, knownNodes, type NodeCheck, text } from './checking.ts'

const YEAR_MS = durationMs('P1Y')

/** Waits of any length work; one of more than a year is more often a slip than a wish. */
export const checkLongWaits: NodeCheck = ({ id, node, manifest }) => {
  if (!manifest.traits.waits) return []
  return widgetsIn(manifest, node.config, 'duration').flatMap(({ path, value }): Finding[] => {
    if (typeof value !== 'string' || !isDuration(value) || Math.abs(durationMs(value)) <= YEAR_MS) return []
    return [
      {
        code: 'WAIT_OVER_A_YEAR',
        severity: 'warning',
        node: id,
        path,
        message: { en: 'This is longer than a year.', it: 'È più lungo di un anno.' },
        consequence: {
          en: 'Contacts stay here that long; consents and contents may have changed by then.',
          it: 'I contatti restano qui tutto quel tempo; consensi e contenuti potrebbero essere cambiati.',
        },
      },
    ]
  })
}

/**
 * Times in the wrong order: a wait counted from an earlier block, when the waits in between already take as long. Only
 * lengths that are sure are counted (fixed waits and waits counted from blocks), so it stays silent where it cannot know.
 */
export const checkWaitOrder: FlowCheck = (checking) =>
  knownNodes(checking.graph).flatMap((node): Finding[] => {
    const counted = countedFrom(node)
    if (!counted || counted.from === node.id || !checking.graph.nodes.has(counted.from)) return []
    const least = leastTimeBetween(checking.graph, counted.from, node.id)
    if (least === null || least <= counted.ms) return []
    const name = called(checking, counted.from)
    return [
      {
        code: 'WAIT_ALWAYS_PAST',
        severity: 'warning',
        node: node.id,
        path: '/anchor',
        message: {
          en: `When contacts come here, this moment after “${name.en}” is already past.`,
          it: `Quando i contatti arrivano qui, questo momento dopo “${name.it}” è già passato.`,
        },
        consequence: {
          en: 'Nobody waits: all leave at once as “already past”.',
          it: 'Nessuno attende: escono tutti subito come “già passato”.',
        },
      },
    ]
  })

/** The block a wait is counted from and how long after it, when both are sure. */
function countedFrom({ node, manifest }: KnownNode): { from: NodeId; ms: number } | null {
  const { anchor } = node.config
  if (!manifest.traits.waits || node.off || !isObject(anchor) || typeof anchor.node !== 'string') return null
  const offset = text(node.config, 'offset') ?? 'PT0S'
  if (!isDuration(offset)) return null
  // With a time of day the moment moves on to that hour: at most a day later.
  return { from: anchor.node, ms: durationMs(offset) + (node.config.at === undefined ? 0 : durationMs('P1D')) }
}

/** The shortest sure time from leaving one node to reaching another; null when there is no way. */
function leastTimeBetween(graph: FlowGraph, from: NodeId, to: NodeId): number | null {
  const least = new Map<NodeId, number>()
  const queue: NodeId[] = [from]
  // Label-correcting: times are never negative, so going round a loop cannot make one shorter and the queue runs dry.
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const node = graph.nodes.get(id)!
    const after = (least.get(id) ?? 0) + (id === from ? 0 : sureTime(node))
    for (const edge of node.walked) {
      if (after >= (least.get(edge.to) ?? Number.POSITIVE_INFINITY)) continue
      least.set(edge.to, after)
      if (edge.to !== to) queue.push(edge.to)
    }
  }
  return least.get(to) ?? null
}

/** How long every contact surely stays at a node: a plain wait without a time of day. Everything else may take no time. */
function sureTime(node: GraphNode): number {
  if (!isKnown(node) || node.node.off || node.node.type !== 'core.wait') return 0
  const { duration, at } = node.node.config
  return typeof duration === 'string' && at === undefined && isDuration(duration) ? Math.max(0, durationMs(duration)) : 0
}
