import { type FlowDocument, graphOf, type NodeId, type Position, topologicalOrder } from '@snodo/flow'
import i18next from 'i18next'
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
  const ahead = (id: NodeId) => document.edges.filter((edge) => edge.from === id).map((edge) => edge.to)
  const behind = (id: NodeId) => document.edges.filter((edge) => edge.to === id).map((edge) => edge.from)
  if (direction === 'down') return nearest(document, at, ahead(from))
  if (direction === 'up') return nearest(document, at, behind(from))
  const side = direction === 'left' ? -1 : 1
  let best: { id: NodeId; distance: number } | null = null
  for (const [id, node] of Object.entries(document.nodes)) {
    const dx = (node.at.x - at.x) * side
    const dy = Math.abs(node.at.y - at.y)
    if (id === from || dx <= 0 || dy >= CARD.height) continue
    if (!best || dx + dy < best.distance) best = { id, distance: dx + dy }
  }
  if (best) return best.id
  // Nothing stands beside it: the branches of the block above are beside each other all the same, however long they are.
  const siblings = behind(from)
    .flatMap(ahead)
    .filter((id) => id !== from && (document.nodes[id]!.at.x - at.x) * side > 0)
  return nearest(document, at, siblings)
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
  const problems = bench.findings.getState().byNode.get(next)?.length ?? 0
  const said = [
    nameOf(document, next, bench.manifests, language),
    summaryOf(document, next, bench.manifests, language),
    problems > 0 ? i18next.t('outline.problems', { count: problems }) : '',
  ]
  bench.session.setState({
    active: next,
    selected: new Set([next]),
    selectedLine: null,
    reveal: next,
    announcement: said.filter(Boolean).join('. '),
  })
}

function nearest(document: FlowDocument, to: Position, ids: readonly NodeId[]): NodeId | null {
  const distance = (id: NodeId) => Math.hypot(document.nodes[id]!.at.x - to.x, document.nodes[id]!.at.y - to.y)
  const there = ids.filter((id) => document.nodes[id])
  return there.reduce<NodeId | null>((best, id) => (best === null || distance(id) < distance(best) ? id : best), null)
}
