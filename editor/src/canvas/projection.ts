import type { Words } from '@snodo/base'
import type { FlowDocument, FlowEdge, FlowNode, Manifests, NodeId, Position } from '@snodo/flow'
import { type Edge, type Node, type NodeHandle, Position as Side } from '@xyflow/react'
import { type FoldedCard, lineBehind } from './folded.ts'
import { type PlacedPort, placeDoors, placePorts } from './handles.ts'
import { type Joins, joinsOf } from './joins.ts'
import { chooseLanes, type Wire } from './route.ts'
import { CARD, HANDLE } from './sizes.ts'

/** What a card needs that is not in the document: nothing changes here while contacts move. */
export type CardData = { ports: PlacedPort[]; drawn: string } & Record<string, unknown>
export type CardNode = Node<CardData, 'card' | 'subFlow'>
/** `from`, `port` and `to` are the line in the document, also where the card it is drawn at is a sub-flow's. */
export type LineData = FlowEdge & {
  chip: Words | null
  lonely: boolean
  /** The column it runs down in: its own end's, its beginning's, or another one. */
  lane: Lane
} & Record<string, unknown>
export type LineEdge = Edge<LineData, 'line'>
export type Lane = 'to' | 'from' | number

export type Projection = { nodes: CardNode[]; edges: LineEdge[] }

/** What the view adds for the moment: the selection, where dragged cards are just now, and the sub-flows drawn as one card. */
export type Transient = {
  selected: ReadonlySet<string>
  moving: ReadonlyMap<NodeId, Position>
  folded?: ReadonlyMap<NodeId, FoldedCard>
  /** Where branches led before, in a comparison: one branch may be drawn two ways then. */
  ghosts?: readonly FlowEdge[]
}

type KnownCard = { node: FlowNode; drawn: string; at: Position; selected: boolean; card: CardNode }
type KnownLine = { edge: FlowEdge; sign: string; line: LineEdge }

/**
 * Turns documents into what React Flow draws. Objects of the last turn are used again for everything that did not change:
 * React Flow re-adopts and re-renders whatever is not the same object.
 */
export function createProjector(manifests: Manifests): (document: FlowDocument, transient: Transient) => Projection {
  const cards = new Map<NodeId, KnownCard>()
  const lines = new Map<string, KnownLine>()
  let last: Projection = { nodes: [], edges: [] }
  let lanes: ReadonlyMap<string, Lane> = new Map()
  let joined: { document: FlowDocument; joins: Joins } | null = null

  return (document, transient) => {
    const sameDocument = joined?.document === document
    if (joined?.document !== document) joined = { document, joins: joinsOf(document) }
    const { joins } = joined
    const folded = transient.folded ?? NONE_FOLDED
    const nodes: CardNode[] = []
    for (const [id, node] of Object.entries(document.nodes)) {
      const drawn = joins.sign(id)
      const at = transient.moving.get(id) ?? node.at
      const members = folded.get(id)?.nodes
      const selected = members ? members.every((each) => transient.selected.has(each)) : transient.selected.has(id)
      const before = cards.get(id)
      if (before && before.node === node && before.drawn === drawn && before.selected === selected && samePlace(before.at, at)) {
        nodes.push(before.card)
        continue
      }
      const keepsPorts = before && before.drawn === drawn && before.node.config === node.config && before.node.type === node.type
      const data = keepsPorts
        ? before.card.data
        : cardData(node, manifests, [...(joins.out.get(id)?.keys() ?? [])], joins.straight.get(id) ?? NOWHERE, folded.get(id))
      const card: CardNode = {
        id,
        type: members ? 'subFlow' : 'card',
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

    const ghosts = transient.ghosts ?? NO_GHOSTS
    const next = lanesOf(document, ghosts, cards, lanes, transient.moving)
    // While cards are dragged nothing but the columns of their lines can be another.
    const edges = sameDocument && next === lanes ? last.edges : linesOf(document, ghosts, joins, folded, next)
    lanes = next
    last = { nodes: sameItems(last.nodes, nodes) ? last.nodes : nodes, edges: sameItems(last.edges, edges) ? last.edges : edges }
    return last
  }

  function linesOf(
    document: FlowDocument,
    ghosts: readonly FlowEdge[],
    joins: Joins,
    folded: ReadonlyMap<NodeId, FoldedCard>,
    next: ReadonlyMap<string, Lane>,
  ): LineEdge[] {
    const edges: LineEdge[] = []
    const present = new Set<string>()
    for (const edge of withGhosts(document, ghosts)) {
      const from = cards.get(edge.from)
      if (!from || !cards.has(edge.to)) continue
      const ghost = ghosts.includes(edge)
      const drawnId = idOf(edge, ghost)
      const own = lineBehind(folded, edge)
      const id = idOf(own, ghost)
      if (present.has(id)) continue
      present.add(id)
      const chip = ghost ? null : chipOf(joins.out.get(edge.from), edge, from.card.data.ports)
      const lonely = joins.into.get(edge.to)?.size === 1
      const lane = next.get(drawnId) ?? 'to'
      const sign = `${edge.from}\n${edge.to}\n${chip?.en ?? ''}\n${chip?.it ?? ''}\n${lonely}\n${lane}`
      const before = lines.get(id)
      if (before && before.edge.to === own.to && before.sign === sign) {
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
        data: { from: own.from, port: own.port, to: own.to, chip, lonely, lane },
      }
      lines.set(id, { edge: own, sign, line })
      edges.push(line)
    }
    for (const id of lines.keys()) if (!present.has(id)) lines.delete(id)
    return edges
  }
}

const NO_GHOSTS: readonly FlowEdge[] = []

function withGhosts({ edges }: FlowDocument, ghosts: readonly FlowEdge[]): readonly FlowEdge[] {
  return ghosts.length === 0 ? edges : [...edges, ...ghosts]
}

function idOf({ from, port }: FlowEdge, ghost: boolean): string {
  return ghost ? ghostId(from, port) : lineId(from, port)
}

const NONE_FOLDED: ReadonlyMap<NodeId, FoldedCard> = new Map()

/**
 * The column of each line; the same map where none is another. While cards are dragged only their own lines look for a new
 * one; the others do at the end of the drag.
 */
function lanesOf(
  document: FlowDocument,
  ghosts: readonly FlowEdge[],
  cards: ReadonlyMap<NodeId, { card: CardNode }>,
  before: ReadonlyMap<string, Lane>,
  moving: ReadonlyMap<NodeId, Position>,
): ReadonlyMap<string, Lane> {
  const dragged = moving.size > 0 && before.size > 0
  const wires: Wire[] = []
  for (const edge of withGhosts(document, ghosts)) {
    if (dragged && !moving.has(edge.from) && !moving.has(edge.to)) continue
    const from = cards.get(edge.from)?.card
    const to = cards.get(edge.to)?.card
    const port = from?.data.ports.find((each) => each.id === edge.port)
    if (!from || !to || !port) continue
    wires.push({
      id: idOf(edge, ghosts.includes(edge)),
      bundle: `${edge.from}\n${edge.to}`,
      from: { x: from.position.x + port.x, y: from.position.y + CARD.height },
      to: { x: to.position.x + CARD.width / 2, y: to.position.y },
    })
  }
  const columns = wires.length === 0 ? [] : chooseLanes(boxesOf(cards), wires)
  const lanes = new Map<string, Lane>(dragged ? before : [])
  const wire = new Map(wires.map((each) => [each.id, each]))
  for (const [id, x] of columns) lanes.set(id, x === wire.get(id)!.to.x ? 'to' : x === wire.get(id)!.from.x ? 'from' : x)
  const same = lanes.size === before.size && [...lanes].every(([id, lane]) => before.get(id) === lane)
  return same ? before : lanes
}

function boxesOf(cards: ReadonlyMap<NodeId, { card: CardNode }>): Position[] {
  const boxes: Position[] = []
  for (const { card } of cards.values()) boxes.push(card.position)
  return boxes
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

/** The way a branch led before. */
export function ghostId(from: NodeId, port: string): string {
  return `was:${from}:${port}`
}

const NOWHERE: ReadonlyMap<string, number> = new Map()

function cardData(
  node: FlowNode,
  manifests: Manifests,
  drawn: readonly string[],
  wanted: ReadonlyMap<string, number>,
  folded: FoldedCard | undefined,
): CardData {
  if (folded) {
    const doors = drawn.map((id) => ({ id, title: folded.doors.get(id)?.title ?? { en: id, it: id } }))
    return { ports: placeDoors(doors, wanted), drawn: drawn.join('\n') }
  }
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
