import type { FlowDocument, NodeId } from '@snodo/flow'
import { CARD } from './sizes.ts'

/** How the blocks of a document hang together, looked up by block: worked out once for each state of the document. */
export type Joins = {
  /** Ports lines leave by, with where they lead, in the order they were drawn. */
  out: ReadonlyMap<NodeId, ReadonlyMap<string, NodeId>>
  /** Blocks that lead to a block. */
  into: ReadonlyMap<NodeId, ReadonlySet<NodeId>>
  /** By port, where on the card its line would run straight down; only what stands below the card itself. */
  straight: ReadonlyMap<NodeId, ReadonlyMap<string, number>>
  /** What of all this the drawing of one card depends on. */
  sign(id: NodeId): string
}

export function joinsOf(document: FlowDocument): Joins {
  const out = new Map<NodeId, Map<string, NodeId>>()
  const into = new Map<NodeId, Set<NodeId>>()
  const straight = new Map<NodeId, Map<string, number>>()
  for (const { from, port, to } of document.edges) {
    const ports = out.get(from) ?? new Map<string, NodeId>()
    if (!ports.has(port)) ports.set(port, to)
    out.set(from, ports)
    into.set(to, (into.get(to) ?? new Set()).add(from))
    const above = document.nodes[from]
    const below = document.nodes[to]
    if (!above || !below) continue
    // Only within the card: further off, where exactly it stands must not make its neighbour draw again.
    const x = below.at.x - above.at.x + CARD.width / 2
    if (x > 0 && x < CARD.width && below.at.y > above.at.y)
      straight.set(from, (straight.get(from) ?? new Map<string, number>()).set(port, x))
  }
  const signs = new Map<NodeId, string>()
  for (const [id, ports] of out)
    signs.set(id, [...ports.keys()].map((port) => `${port}@${straight.get(id)?.get(port) ?? ''}`).join('\n'))
  return { out, into, straight, sign: (id) => signs.get(id) ?? '' }
}
