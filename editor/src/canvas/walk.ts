import { type FlowDocument, graphOf, type NodeId, topologicalOrder } from '@snodo/flow'
import type { ActionContext } from '../actions/action.ts'
import { currentLanguage } from '../i18n.ts'
import { walkOutline } from '../outline/walk-outline.ts'
import { CARD } from './sizes.ts'
import { nameOf, summaryOf } from './summary-of.ts'

export type Direction = 'up' | 'down' | 'left' | 'right'
export type Step = Direction | 'first' | 'last'

/** The block one comes to from here: down and up along lines, left and right between what stands side by side. */
export function neighbour(document: FlowDocument, from: NodeId, direction: Direction): NodeId | null {
  const at = document.nodes[from]?.at
  if (!at) return null
  if (direction === 'down')
    return nearest(
      document,
      at.x,
      document.edges.filter((edge) => edge.from === from).map((edge) => edge.to),
    )
  if (direction === 'up')
    return nearest(
      document,
      at.x,
      document.edges.filter((edge) => edge.to === from).map((edge) => edge.from),
    )
  const side = direction === 'left' ? -1 : 1
  let best: { id: NodeId; distance: number } | null = null
  for (const [id, node] of Object.entries(document.nodes)) {
    const dx = (node.at.x - at.x) * side
    const dy = Math.abs(node.at.y - at.y)
    if (id === from || dx <= 0 || dy >= CARD.height) continue
    if (!best || dx + dy < best.distance) best = { id, distance: dx + dy }
  }
  return best?.id ?? null
}

/** Moves the keyboard's place; from nowhere it begins at the first start. */
export function walk({ bench, view }: ActionContext, step: Step): void {
  if (view === 'outline') {
    walkOutline(bench, step)
    return
  }
  const { document } = bench.documents.store.getState()
  const { active } = bench.session.getState()
  const ends = () => topologicalOrder(graphOf(document, bench.manifests))
  const nowhere = active === null || !document.nodes[active]
  const next =
    step === 'last'
      ? (ends().at(-1) ?? null)
      : step === 'first' || nowhere
        ? (ends()[0] ?? null)
        : neighbour(document, active, step)
  if (next === null) return
  const language = currentLanguage()
  bench.session.setState({
    active: next,
    selected: new Set([next]),
    selectedLine: null,
    reveal: next,
    announcement: `${nameOf(document, next, bench.manifests, language)}. ${summaryOf(document, next, bench.manifests, language)}`,
  })
}

function nearest(document: FlowDocument, x: number, ids: NodeId[]): NodeId | null {
  let best: NodeId | null = null
  for (const id of ids) {
    const node = document.nodes[id]
    if (node && (best === null || Math.abs(node.at.x - x) < Math.abs(document.nodes[best]!.at.x - x))) best = id
  }
  return best
}
