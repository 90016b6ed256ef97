import type { Words } from '@snodo/base'
import type { FlowDocument, FlowEdge, FlowNode, Manifests, NodeId, Position } from '@snodo/flow'
import { type Edge, type Node, type NodeHandle, Position as Side } from '@xyflow/react'
import { type PlacedPort, placePorts } from './handles.ts'
import { type Joins, joinsOf } from './joins.ts'
import { chooseLanes, type Wire } from './route.ts'
import { CARD, HANDLE } from './sizes.ts'

/** What a card needs that is not in the document: nothing changes here while contacts move. */
export type CardData = { ports: PlacedPort[]; drawn: string } & Record<string, unknown>
export type CardNode = Node<CardData, 'card'>
export type LineData = { port: string; chip: { en: string; it: string } | null; lonely: boolean; lane: number } & Record<
  string,
  unknown
>
export type LineEdge = Edge<LineData, 'line'>

export type Projection = { nodes: CardNode[]; edges: LineEdge[] }

/** What the view adds for the moment: the selection, and where dragged nodes are just now. */
export type Transient = { selected: ReadonlySet<string>; moving: ReadonlyMap<NodeId, Position> }

/**
 * Turns documents into what React Flow draws. Objects of the last turn are used again for everything that did not change:
 * React Flow re-adopts and re-renders whatever is not the same object.
 */
export function createProjector(manifests: Manifests): (document: FlowDocument, transient: Transient) => Projection {
  const cards = new Map<NodeId, { node: FlowNode; drawn: string; at: Position; selected: boolean; card: CardNode }>()
  const lines = new Map<string, { port: string; to: string; sign: string; line: LineEdge }>()
  let last: Projection = { nodes: [], edges: [] }
  let lanes: ReadonlyMap<string, number> = new Map()

  let joined: { document: FlowDocument; joins: Joins } | null = null

  return (document, transient) => {
    if (joined?.document !== document) joined = { document, joins: joinsOf(document) }
    const { joins } = joined
    const nodes: CardNode[] = []
    for (const [id, node] of Object.entries(document.nodes)) {
      const drawn = joins.sign(id)
      const at = transient.moving.get(id) ?? node.at
      const selected = transient.selected.has(id)
      const before = cards.get(id)
      if (before && before.node === node && before.drawn === drawn && before.selected === selected && samePlace(before.at, at)) {
        nodes.push(before.card)
        continue
      }
      const keepsPorts = before && before.drawn === drawn && before.node.config === node.config && before.node.type === node.type
      const data = keepsPorts
        ? before.card.data
        : cardData(node, manifests, [...(joins.out.get(id)?.keys() ?? [])], joins.straight.get(id) ?? NOWHERE)
      const card: CardNode = {
        id,
        type: 'card',
        position: { x: at.x, y: at.y },
        data,
        selected,
        width: CARD.width,
        height: CARD.height,
        measured: CARD,
        handles: keepsPorts && before.card.handles ? before.card.handles : handlesOf(data.ports, startsHere(node, manifests)),
      }
      cards.set(id, { node, drawn, at, selected, card })
      nodes.push(card)
    }
    for (const id of cards.keys()) if (!Object.hasOwn(document.nodes, id)) cards.delete(id)

    lanes = lanesOf(document, cards, lanes, transient.moving)
    const edges: LineEdge[] = []
    const present = new Set<string>()
    for (const edge of document.edges) {
      const from = cards.get(edge.from)
      if (!from || !cards.has(edge.to)) continue
      const id = lineId(edge.from, edge.port)
      if (present.has(id)) continue
      present.add(id)
      const chip = chipOf(joins.out.get(edge.from), edge, from.card.data.ports)
      const lonely = joins.into.get(edge.to)?.size === 1
      const lane = lanes.get(id) ?? 0
      const sign = `${chip?.en ?? ''}\n${chip?.it ?? ''}\n${lonely}\n${lane}`
      const before = lines.get(id)
      if (before && before.to === edge.to && before.sign === sign) {
        edges.push(before.line)
        continue
      }
      const line: LineEdge = {
        id,
        type: 'line',
        source: edge.from,
        sourceHandle: edge.port,
        target: edge.to,
        targetHandle: 'in',
        reconnectable: 'target',
        data: { port: edge.port, chip, lonely, lane },
      }
      lines.set(id, { port: edge.port, to: edge.to, sign, line })
      edges.push(line)
    }
    for (const id of lines.keys()) if (!present.has(id)) lines.delete(id)

    last = { nodes: sameItems(last.nodes, nodes) ? last.nodes : nodes, edges: sameItems(last.edges, edges) ? last.edges : edges }
    return last
  }
}

/** The column of each line. While cards are dragged only their own lines look for a new one; the others do at the end of the drag. */
function lanesOf(
  document: FlowDocument,
  cards: ReadonlyMap<NodeId, { card: CardNode }>,
  before: ReadonlyMap<string, number>,
  moving: ReadonlyMap<NodeId, Position>,
): ReadonlyMap<string, number> {
  const wires: Wire[] = []
  const lanes = new Map<string, number>()
  for (const edge of document.edges) {
    const id = lineId(edge.from, edge.port)
    const known = before.get(id)
    if (moving.size > 0 && known !== undefined && !moving.has(edge.from) && !moving.has(edge.to)) {
      lanes.set(id, known)
      continue
    }
    const from = cards.get(edge.from)?.card
    const to = cards.get(edge.to)?.card
    const port = from?.data.ports.find((each) => each.id === edge.port)
    if (!from || !to || !port) continue
    wires.push({
      id,
      bundle: `${edge.from}\n${edge.to}`,
      from: { x: from.position.x + port.x, y: from.position.y + CARD.height },
      to: { x: to.position.x + CARD.width / 2, y: to.position.y },
    })
  }
  if (wires.length === 0) return lanes
  const boxes = [...cards.values()].map(({ card }) => card.position)
  for (const [id, lane] of chooseLanes(boxes, wires)) lanes.set(id, lane)
  return lanes
}

/** The name of a line's branch, where its block has several; branches that lead to the same block share one chip, on the first. */
function chipOf(out: ReadonlyMap<string, NodeId> | undefined, edge: FlowEdge, ports: readonly PlacedPort[]): Words | null {
  const loud = ports.filter((port) => !port.quiet)
  if (loud.length < 2) return null
  const together = loud.filter((port) => out?.get(port.id) === edge.to)
  if (together[0]?.id !== edge.port) return null
  return { en: together.map((port) => port.title.en).join(', '), it: together.map((port) => port.title.it).join(', ') }
}

/** One line leaves by one port, so from and port name it. */
export function lineId(from: NodeId, port: string): string {
  return `${from}:${port}`
}

const NOWHERE: ReadonlyMap<string, number> = new Map()

function cardData(node: FlowNode, manifests: Manifests, drawn: readonly string[], wanted: ReadonlyMap<string, number>): CardData {
  const manifest = manifests.get(node.type)
  if (manifest) return { ports: placePorts(node, manifest, new Set(drawn), wanted), drawn: drawn.join('\n') }
  // An unknown type keeps the doors its lines leave by: opening a flow never drops a line.
  return {
    ports: drawn.map((id, i) => ({ id, title: { en: id, it: id }, x: ((i + 0.5) * CARD.width) / drawn.length, quiet: false })),
    drawn: drawn.join('\n'),
  }
}

function startsHere(node: FlowNode, manifests: Manifests): boolean {
  return manifests.get(node.type)?.kind === 'start'
}

function handlesOf(ports: PlacedPort[], start: boolean): NodeHandle[] {
  const out = ports.map(
    (port): NodeHandle => ({
      id: port.id,
      type: 'source',
      position: Side.Bottom,
      x: port.x - HANDLE / 2,
      y: CARD.height - HANDLE / 2,
      width: HANDLE,
      height: HANDLE,
    }),
  )
  const entry: NodeHandle = {
    id: 'in',
    type: 'target',
    position: Side.Top,
    x: CARD.width / 2 - HANDLE / 2,
    y: -HANDLE / 2,
    width: HANDLE,
    height: HANDLE,
  }
  return start ? out : [entry, ...out]
}

function samePlace(a: Position, b: Position): boolean {
  return a.x === b.x && a.y === b.y
}

function sameItems<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i])
}
