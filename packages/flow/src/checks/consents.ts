import type { Predicate } from '@snodo/audience'
import { isObject } from '../annotations.ts'
import type { FlowEdge } from '../document.ts'
import type { FlowGraph, GraphNode } from '../draw-graph.ts'
import type { Finding } from '../finding.ts'
import { entered, reachable } from '../graph.ts'
import { portItems } from '../ports.ts'
import { type FlowCheck, type KnownNode, knownNodes, text } from './checking.ts'

/** A message nobody could be allowed to receive: every way to it goes by a branch for those without that consent. */
export const checkConsents: FlowCheck = ({ graph }) => {
  const refusals = refusalsOf.get(graph.shape) ?? refusingLines(graph)
  refusalsOf.set(graph.shape, refusals)
  if (refusals.size === 0) return []
  const inside = entered(graph)
  return knownNodes(graph).flatMap((node): Finding[] => {
    const channel = node.manifest.traits.sends
    if (!channel || node.node.off || !inside.has(node.id)) return []
    const purpose = text(node.node.config, 'purpose') ?? 'marketing'
    const refusing = refusals.get(`${channel}:${purpose}`)
    if (purpose === 'transactional' || !refusing) return []
    if (reachable(graph, graph.starts, { skip: (edge) => refusing.has(edge) }).has(node.id)) return []
    return [
      {
        code: 'MESSAGE_NEVER_ALLOWED',
        severity: 'warning',
        node: node.id,
        message: {
          en: `Only contacts without consent (${channel}, ${purpose}) come here.`,
          it: `Qui arrivano solo contatti senza consenso (${channel}, ${purpose}).`,
        },
        consequence: {
          en: 'The message will be sent to nobody, unless they give consent on the way.',
          it: 'Il messaggio non partirà per nessuno, a meno che non diano il consenso per strada.',
        },
      },
    ]
  })
}

/** Conditions of branches are part of the shape, so nothing is asked anew while it stays. */
const refusalsOf = new WeakMap<object, Map<string, Set<FlowEdge>>>()

/** By consent (`channel:purpose`), the lines only those who lack it can take. */
function refusingLines(graph: FlowGraph): Map<string, Set<FlowEdge>> {
  const found = new Map<string, Set<FlowEdge>>()
  for (const node of knownNodes(graph)) {
    for (const { consent, edge } of refusalsAt(node)) {
      const lines = found.get(consent) ?? new Set()
      found.set(consent, lines.add(edge))
    }
  }
  return found
}

type Refusal = { consent: string; edge: FlowEdge }
/** Told once for each state of a block and its lines. */
const refusalsOfNode = new WeakMap<GraphNode, readonly Refusal[]>()
const NONE: readonly Refusal[] = []

function refusalsAt(node: KnownNode): readonly Refusal[] {
  if (!node.manifest.portsFrom) return NONE
  const known = refusalsOfNode.get(node)
  if (known) return known
  const conditions = branchConditions(node)
  const found = conditions
    ? node.walked.flatMap((edge) => lackedBy(edge.port, conditions).map((consent) => ({ consent, edge })))
    : NONE
  refusalsOfNode.set(node, found)
  return found
}

type BranchCondition = { port: string; when: Predicate }

/** The condition of each branch, from top to bottom; null where branches are not told apart by conditions. */
function branchConditions({ node, manifest }: KnownNode): BranchCondition[] | null {
  const from = manifest.portsFrom
  if (!from || node.off) return null
  const items = portItems(node.config, from.path)
  if (!items.some((item) => isObject(item.when))) return null
  return items.map((item) => ({ port: String(item[from.id]), when: item.when as unknown as Predicate }))
}

/** Consents surely lacking for whoever leaves by this port: asked for by its own condition, or by one above that did not hold. */
function lackedBy(port: string, conditions: BranchCondition[]): string[] {
  const at = conditions.findIndex((condition) => condition.port === port)
  const above = at === -1 ? conditions : conditions.slice(0, at)
  const own = at === -1 ? [] : lackedIf(conditions[at]!.when, true)
  return [...own, ...above.flatMap(({ when }) => lackedIf(when, false))]
}

/** Consents surely lacking when the predicate holds (or does not). Says less than it might, never more. */
function lackedIf(predicate: Predicate, holds: boolean): string[] {
  switch (predicate?.type) {
    case 'consent':
      return holds ? [] : [`${predicate.channel}:${predicate.purpose}`]
    case 'not':
      return lackedIf(predicate.of, !holds)
    case 'all':
    case 'any': {
      const parts = Array.isArray(predicate.of) ? predicate.of : []
      const every = (predicate.type === 'all') === holds
      // Of alternatives one alone is sure only when there is no other.
      return every || parts.length === 1 ? parts.flatMap((part) => lackedIf(part, holds)) : []
    }
    default:
      return []
  }
}
