import type { FlowDocument, NodeId } from './document.ts'
import { type FlowGraph, graphOf } from './draw-graph.ts'
import type { Manifests } from './manifests.ts'

/** What every template can read, whatever the flow: the roots of its scope. */
export const TEMPLATE_ROOTS = ['contact', 'entry', 'vars', 'sender', 'unsubscribeUrl'] as const

/** Members of `contact` that are not attributes. */
export const CONTACT_MEMBERS = ['id', 'userId', 'email', 'phone', 'tags', 'scores'] as const

/** A value an earlier node leaves behind under the name its config gives it in `as`, e.g. a coupon. */
export type GivenValue = { name: string; node: NodeId }

/** Values given somewhere before a node, nearest paths and far ones alike. */
export function valuesGivenBefore(graph: FlowGraph, node: NodeId): GivenValue[] {
  const given = valuesGiven(graph)
  if (given.length === 0) return given
  const before = new Set<NodeId>()
  const back: NodeId[] = [node]
  for (let id = back.pop(); id !== undefined; id = back.pop()) {
    for (const edge of graph.nodes.get(id)?.into ?? []) {
      const source = graph.nodes.get(edge.from)
      if (before.has(edge.from) || !source?.walked.includes(edge)) continue
      before.add(edge.from)
      back.push(edge.from)
    }
  }
  return given.filter((value) => before.has(value.node))
}

export function valuesGiven(graph: FlowGraph): GivenValue[] {
  const given: GivenValue[] = []
  for (const { id, node } of graph.nodes.values()) {
    const name = node.config.as
    if (!node.off && typeof name === 'string' && name !== '') given.push({ name, node: id })
  }
  return given
}

/** The dotted paths a template at this node can read, as far as they are known: what the editor completes. */
export function templateFieldsAt(
  document: FlowDocument,
  manifests: Manifests,
  node: NodeId,
  attributes: Iterable<string> = [],
): string[] {
  const given = valuesGivenBefore(graphOf(document, manifests), node)
  return [
    ...[...attributes].map((path) => `contact.${path}`),
    ...CONTACT_MEMBERS.map((name) => `contact.${name}`),
    'entry.event',
    'entry.at',
    ...[...new Set(given.map(({ name }) => name))].flatMap((name) => [
      `vars.${name}.code`,
      `vars.${name}.value`,
      `vars.${name}.expiresAt`,
    ]),
    'unsubscribeUrl',
  ]
}
