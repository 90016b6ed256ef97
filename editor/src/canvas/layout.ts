import dagre from '@dagrejs/dagre'
import { CARD, COLUMN_GAP, GRID, RANK_GAP } from './sizes.ts'

/** What the layout needs of a flow: ids, and lines in the order of their ports. Plain data, so that it crosses to a worker. */
export type LayoutInput = { nodes: string[]; edges: { from: string; to: string; order: number }[] }
export type Places = Record<string, { x: number; y: number }>

/**
 * A place for every node: ranks from top to bottom, branches from left to right in the order of their ports, no two cards
 * overlapping. The same flow always gets the same places.
 */
export function layout(input: LayoutInput): Places {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: COLUMN_GAP, ranksep: RANK_GAP, edgesep: COLUMN_GAP / 2, ranker: 'network-simplex' })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const id of input.nodes) graph.setNode(id, { width: CARD.width, height: CARD.height })
  const lines = [...input.edges].sort((a, b) => a.order - b.order)
  for (const [i, edge] of lines.entries()) graph.setEdge(edge.from, edge.to, { weight: edge.order === 0 ? 2 : 1 }, String(i))
  dagre.layout(graph)

  const rows = rowsOf(input.nodes, (id) => graph.node(id))
  orderBranches(rows, lines)
  return placed(rows)
}

type Row = { y: number; items: { id: string; x: number }[] }

function rowsOf(nodes: string[], at: (id: string) => { x: number; y: number }): Row[] {
  const rows = new Map<number, Row>()
  for (const id of nodes) {
    const place = at(id)
    const y = Math.round(place.y)
    const row = rows.get(y) ?? { y, items: [] }
    row.items.push({ id, x: place.x })
    rows.set(y, row)
  }
  return [...rows.values()].sort((a, b) => a.y - b.y)
}

/** dagre may cross branches to shorten lines; the order of the ports is what the author reads, so it wins within a parent. */
function orderBranches(rows: Row[], lines: { from: string; to: string; order: number }[]): void {
  const rowOf = new Map<string, Row>()
  for (const row of rows) for (const item of row.items) rowOf.set(item.id, row)
  const itemOf = new Map(rows.flatMap((row) => row.items.map((item) => [item.id, item] as const)))
  const childrenOf = new Map<string, string[]>()
  const parents = new Map<string, number>()
  for (const line of lines) parents.set(line.to, (parents.get(line.to) ?? 0) + 1)
  for (const line of lines) {
    const children = childrenOf.get(line.from) ?? []
    if (parents.get(line.to) === 1 && !children.includes(line.to)) children.push(line.to)
    childrenOf.set(line.from, children)
  }
  for (const row of rows) row.items.sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1))
  for (const row of rows) {
    for (const parent of row.items) {
      const children = childrenOf.get(parent.id) ?? []
      const next = children.filter((id) => rowOf.get(id) === rowOf.get(children[0]!))
      if (next.length < 2) continue
      const slots = next.map((id) => itemOf.get(id)!.x).sort((a, b) => a - b)
      if (next.every((id, i) => itemOf.get(id)!.x === slots[i])) continue
      const before = new Map(next.map((id) => [id, itemOf.get(id)!.x]))
      for (const [i, id] of next.entries()) shiftSubtree(id, slots[i]! - before.get(id)!, childrenOf, itemOf)
    }
  }
}

/** Moves a branch with everything only it leads to. */
function shiftSubtree(root: string, by: number, childrenOf: Map<string, string[]>, itemOf: Map<string, { x: number }>): void {
  const seen = new Set([root])
  for (const id of seen) {
    itemOf.get(id)!.x += by
    for (const child of childrenOf.get(id) ?? []) seen.add(child)
  }
}

/** On the grid, and apart: a sweep from left to right along each row pushes what would overlap. */
function placed(rows: Row[]): Places {
  const places: Places = {}
  const top = rows[0]?.y ?? 0
  for (const row of rows) {
    row.items.sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1))
    let free = Number.NEGATIVE_INFINITY
    for (const item of row.items) {
      const wanted = Math.round((item.x - CARD.width / 2) / GRID) * GRID
      const x = Math.max(wanted, free)
      free = x + CARD.width + COLUMN_GAP
      places[item.id] = { x, y: Math.round((row.y - top) / GRID) * GRID }
    }
  }
  return places
}
