import type { Words } from '@snodo/base'
import {
  doorId,
  type FlowDocument,
  type FlowEdge,
  foldedView,
  type Manifests,
  type NodeId,
  nodeTitle,
  portsOf,
  type SubFlow,
  subFlowsOf,
} from '@snodo/flow'

/** A sub-flow drawn as one card, with what its doors are called and which line leaves by each. */
export type FoldedCard = SubFlow & { doors: ReadonlyMap<string, { title: Words; edge: FlowEdge }> }

/** What the canvas draws: the document with its closed sub-flows as one card each. */
export type Drawn = { document: FlowDocument; folded: ReadonlyMap<NodeId, FoldedCard> }

/** `opened` names the sub-flows whose blocks are looked at just now; `folds` is false where each block must be seen. */
export function drawnOf(document: FlowDocument, manifests: Manifests, opened: ReadonlySet<string>, folds: boolean): Drawn {
  if (!folds) return { document, folded: NONE }
  const view = foldedView(document, (subFlow) => !opened.has(subFlow.id))
  const cards = [...view.folded].map(([node, subFlow]): [NodeId, FoldedCard] => {
    const doors = subFlow.exits.map(
      (edge) => [doorId(edge), { title: doorTitle(document, manifests, subFlow, edge), edge }] as const,
    )
    return [node, { ...subFlow, doors: new Map(doors) }]
  })
  return { document: view.document, folded: cards.length === 0 ? NONE : new Map(cards) }
}

const NONE: ReadonlyMap<NodeId, FoldedCard> = new Map()

/** The branch, where its block has several; else the block itself. */
function doorTitle(document: FlowDocument, manifests: Manifests, subFlow: SubFlow, { from, port }: FlowEdge): Words {
  const node = document.nodes[from]!
  const manifest = manifests.get(node.type)
  const own = manifest && portsOf(node, manifest).find((each) => each.id === port)?.title
  const several = subFlow.exits.filter((edge) => edge.from === from).length > 1
  return own && several ? own : nodeTitle(node, manifest)
}

/** The block a line drawn to this card leads to: of a sub-flow the one its other lines lead to, else its first. */
export function blockBehind(folded: ReadonlyMap<NodeId, FoldedCard>, id: NodeId): NodeId {
  const card = folded.get(id)
  return card ? (card.entries[0]?.to ?? card.nodes[0]!) : id
}

/** The line in the document that is drawn as this one. */
export function lineBehind(folded: ReadonlyMap<NodeId, FoldedCard>, edge: FlowEdge): FlowEdge {
  if (folded.size === 0) return edge
  const out = folded.get(edge.from)?.doors.get(edge.port)?.edge
  return out ?? folded.get(edge.to)?.entries.find(({ from, port }) => from === edge.from && port === edge.port) ?? edge
}

/** The sub-flow a block is in. */
export function subFlowOf(document: FlowDocument, node: NodeId | null | undefined): SubFlow | null {
  if (node === null || node === undefined) return null
  return [...subFlowsOf(document).values()].find((subFlow) => subFlow.nodes.includes(node)) ?? null
}
