import type { Predicate, Reaction } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'
import { isObject, predicatesIn, widgetsIn } from './annotations.ts'
import type { NodeId } from './document.ts'
import type { FlowGraph, GraphNode } from './draw-graph.ts'

/** Events by which flows are told of a reaction to one of our messages, named by `node`, `flow`, `enrollment` and `visit`. */
export const REACTION_EVENTS: Readonly<Record<string, Reaction>> = { 'Message Opened': 'opened', 'Message Clicked': 'clicked' }

/**
 * The messages whose reactions a wait means: the one it looks back to, else the last one before it, which are several where ways
 * with different messages meet; none where no message comes before. Null where it waits for no reaction, or says itself of which.
 */
export function messagesMeant(graph: FlowGraph, id: NodeId): NodeId[] | null {
  const waiting = graph.nodes.get(id)
  if (waiting === undefined || reactionsAwaited(waiting).length === 0 || namesItsOwn(waiting)) return null
  const { since } = waiting.node.config
  if (isObject(since) && since.from === 'message' && typeof since.node === 'string') return [since.node]
  const messages: NodeId[] = []
  const seen = new Set([id])
  for (const later of seen) {
    for (const { from } of graph.nodes.get(later)!.into) {
      const node = graph.nodes.get(from)!
      if (seen.has(from) || !node.walked.some((edge) => edge.to === later)) continue
      if (sends(node)) {
        if (!messages.includes(from)) messages.push(from)
      } else seen.add(from)
    }
  }
  return messages
}

/** Where a wait names an event that is a reaction. */
export function reactionsAwaited({ node, manifest }: GraphNode): { path: string; event: string }[] {
  if (manifest?.traits.waits !== true || node.off) return []
  return widgetsIn(manifest, node.config, 'event').flatMap(({ path, value }) =>
    typeof value === 'string' && Object.hasOwn(REACTION_EVENTS, value) ? [{ path, event: value }] : [],
  )
}

function sends({ node, manifest }: GraphNode): boolean {
  return manifest?.traits.sends !== undefined && !node.off
}

/** Its own condition on the event says whose message it is. */
function namesItsOwn({ node, manifest }: GraphNode): boolean {
  const conditions = manifest === undefined ? [] : predicatesIn(manifest, node.config)
  return conditions.some(({ predicate, over }) => over === 'event' && asksWhose(predicate))
}

const WHOSE = new Set(['node', 'flow', 'enrollment'])

function asksWhose(predicate: Predicate): boolean {
  const given: Partial<JsonObject> = predicate as unknown as JsonObject // a draft may hold half a condition
  if (given.type === 'property') return typeof given.property === 'string' && WHOSE.has(given.property)
  const parts = Array.isArray(given.of) ? given.of : [given.of]
  return parts.some((part) => isObject(part) && asksWhose(part as unknown as Predicate))
}
