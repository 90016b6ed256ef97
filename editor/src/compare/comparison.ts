import { changesBetween, type FlowChange, type FlowDocument, type FlowEdge, type NodeId } from '@snodo/flow'
import { ghostId, lineId } from '../canvas/projection.ts'

/** How a block or line differs, told on the canvas by colour, symbol and word. */
export type Mark = 'added' | 'removed' | 'changed' | 'moved'

export type Comparison = {
  before: FlowDocument
  after: FlowDocument
  /** What the canvas draws: the newer state, with what is gone from it as ghosts. */
  drawn: FlowDocument
  changes: readonly FlowChange[]
  nodes: ReadonlyMap<NodeId, Mark>
  lines: ReadonlyMap<string, Mark>
  /** Where lines led that lead elsewhere now: drawn beside the new way of the same branch. */
  ghosts: readonly FlowEdge[]
}

/** Two states of a flow beside each other. Where blocks stand says nothing of what they do: moves are told only when asked for. */
export function compareDocuments(before: FlowDocument, after: FlowDocument, withMoves: boolean): Comparison {
  const changes = changesBetween(before, after).filter((change) => withMoves || !isMove(change))
  const nodes = new Map<NodeId, Mark>()
  const lines = new Map<string, Mark>()
  for (const change of changes) {
    if (change.what === 'line')
      lines.set(
        lineId(change.from, change.port),
        change.was.length === 0 ? 'added' : change.is.length === 0 ? 'removed' : 'changed',
      )
    const node = nodeOf(change)
    if (node !== null && change.what !== 'line') nodes.set(node, stronger(nodes.get(node), markOf(change)))
  }
  const ghosts = before.edges.filter(({ from, port, to }) => {
    const now = after.edges.find((edge) => edge.from === from && edge.port === port)
    return now !== undefined && now.to !== to
  })
  for (const edge of ghosts) lines.set(ghostId(edge.from, edge.port), 'removed')
  return { before, after, drawn: overlay(before, after), changes, nodes, lines, ghosts }
}

/** The block a change is about; the one it leaves for a line. Null for what is of the whole flow. */
export function nodeOf(change: FlowChange): NodeId | null {
  if (change.what === 'line') return change.from
  return 'node' in change ? change.node : null
}

/** Changes by what they are about, in the order of the list: the flow itself first, then block after block. */
export function byPlace(changes: readonly FlowChange[]): { node: NodeId | null; changes: FlowChange[] }[] {
  const places = new Map<NodeId | null, FlowChange[]>()
  for (const change of changes) {
    const node = nodeOf(change)
    places.set(node, [...(places.get(node) ?? []), change])
  }
  return [...places]
    .map(([node, own]) => ({ node, changes: own }))
    .sort((a, b) => Number(b.node === null) - Number(a.node === null))
}

const STRENGTH: Mark[] = ['moved', 'changed', 'removed', 'added']

function stronger(one: Mark | undefined, other: Mark): Mark {
  return one !== undefined && STRENGTH.indexOf(one) > STRENGTH.indexOf(other) ? one : other
}

function markOf(change: FlowChange): Mark {
  if (change.what === 'node-added') return 'added'
  if (change.what === 'node-removed') return 'removed'
  return change.what === 'moved' ? 'moved' : 'changed'
}

function isMove(change: FlowChange): boolean {
  return change.what === 'moved' || change.what === 'note-moved'
}

function overlay(before: FlowDocument, after: FlowDocument): FlowDocument {
  const gone = Object.entries(before.nodes).filter(([id]) => !Object.hasOwn(after.nodes, id))
  const doors = new Set(after.edges.map((edge) => lineId(edge.from, edge.port)))
  const ghosts = before.edges.filter((edge) => !doors.has(lineId(edge.from, edge.port)))
  if (gone.length === 0 && ghosts.length === 0) return after
  return { ...after, nodes: { ...after.nodes, ...Object.fromEntries(gone) }, edges: [...after.edges, ...ghosts] }
}
