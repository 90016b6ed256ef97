import {
  type FlowDocument,
  type FlowEdit,
  type FlowNode,
  type Manifest,
  type Manifests,
  type NodeId,
  type Position,
  portsOf,
} from '@snodo/flow'
import { CARD, COLUMN_GAP, GRID, RANK_GAP } from './sizes.ts'

const RANK = CARD.height + RANK_GAP
const COLUMN = CARD.width + COLUMN_GAP

/** A node of a type as it comes to the canvas: with the type's defaults. */
export function newNode(manifest: Manifest, at: Position): FlowNode {
  return { type: manifest.type, version: manifest.version, config: structuredClone(manifest.defaults), at: onGrid(at) }
}

/** An id people can read in the JSON: the type's own name and a few letters. */
export function freshId(document: FlowDocument, type: string, random: () => number): NodeId {
  const stem =
    type
      .slice(type.indexOf('.') + 1)
      .replace(/[^A-Za-z0-9]+/g, '-')
      .slice(0, 40) || 'block'
  for (let tries = 0; tries < 1000; tries++) {
    const id = `${stem}-${Math.floor(random() * 36 ** 4)
      .toString(36)
      .padStart(4, '0')}`
    if (!Object.hasOwn(document.nodes, id)) return id
  }
  throw new Error(`no free id for a node of type ${type}`)
}

/** The port a spliced-in node goes on by: its first; null where journeys end. */
export function outPort(node: FlowNode, manifest: Manifest): string | null {
  return portsOf(node, manifest)[0]?.id ?? null
}

/** Splices a new node into a line and shifts what follows just far enough, as one step. */
export function insertEdit(
  document: FlowDocument,
  line: { from: NodeId; port: string },
  id: NodeId,
  manifest: Manifest,
): FlowEdit | null {
  const edge = document.edges.find((each) => each.from === line.from && each.port === line.port)
  const from = document.nodes[line.from]
  const to = edge && document.nodes[edge.to]
  if (!edge || !from || !to) return null
  const upwards = to.at.y <= from.at.y
  const at = upwards ? { x: from.at.x, y: from.at.y + RANK } : { x: to.at.x, y: Math.max(from.at.y + RANK, to.at.y - RANK) }
  const node = newNode(manifest, at)
  const edits: FlowEdit[] = [{ do: 'insertOnEdge', from: line.from, port: line.port, id, node, out: outPort(node, manifest) }]
  const missing = upwards ? 0 : at.y + RANK - to.at.y
  const shifted = missing > 0 ? shiftDown(document, edge.to, line.from, missing) : {}
  const settled = settle(document, id, node.at, shifted)
  if (Object.keys(settled).length > 0) edits.push({ do: 'moveNodes', to: settled })
  return { do: 'compound', edits, label: describeInsert(manifest) }
}

/** Adds a node after an open branch, below its block and clear of others, and connects it. */
export function appendEdit(
  document: FlowDocument,
  manifests: Manifests,
  from: NodeId,
  port: string,
  id: NodeId,
  manifest: Manifest,
  at?: Position,
): FlowEdit | null {
  const source = document.nodes[from]
  const sourceManifest = source && manifests.get(source.type)
  if (!source) return null
  const ports = sourceManifest
    ? portsOf(source, sourceManifest).filter(
        (each) => !sourceManifest.traits.optionalPorts?.includes(each.id) || each.id === port,
      )
    : []
  const place = Math.max(
    0,
    ports.findIndex((each) => each.id === port),
  )
  const offset = ports.length > 1 ? (place - (ports.length - 1) / 2) * COLUMN : 0
  const wanted = at ?? { x: source.at.x + offset, y: source.at.y + RANK }
  const node = newNode(manifest, at ? wanted : freePlace(document, wanted))
  const occupied = document.edges.some((edge) => edge.from === from && edge.port === port)
  return {
    do: 'compound',
    label: describeInsert(manifest),
    edits: [
      { do: 'addNode', id, node },
      { do: 'connect', edge: { from, port, to: id }, ...(occupied ? { replace: true } : {}) },
    ],
  }
}

/** The nearest place to the right where a card fits. */
export function freePlace(document: FlowDocument, wanted: Position): Position {
  const at = { ...wanted }
  const nodes = Object.values(document.nodes)
  for (let tries = 0; tries < nodes.length + 1; tries++) {
    const hit = nodes.find((node) => overlap(node.at, at))
    if (!hit) return at
    at.x = hit.at.x + COLUMN
  }
  return at
}

/** Every node after a line, down by so much; what leads back to the line's beginning stays. */
function shiftDown(document: FlowDocument, first: NodeId, before: NodeId, by: number): Record<NodeId, Position> {
  const down = new Set([first])
  for (const id of down) {
    for (const edge of document.edges) {
      if (edge.from !== id || edge.to === before) continue
      const to = document.nodes[edge.to]
      // A line that leads back up closes a loop: what it returns to was there before.
      if (to && to.at.y > document.nodes[id]!.at.y) down.add(edge.to)
    }
  }
  const moved: Record<NodeId, Position> = {}
  for (const id of down) {
    const at = document.nodes[id]?.at
    if (at) moved[id] = { x: at.x, y: at.y + by }
  }
  return moved
}

/** Pushes down whatever the new card, or a shifted one, would now cover. */
function settle(document: FlowDocument, id: NodeId, at: Position, moved: Record<NodeId, Position>): Record<NodeId, Position> {
  const places = new Map<NodeId, Position>(Object.entries(document.nodes).map(([each, node]) => [each, moved[each] ?? node.at]))
  const result = { ...moved }
  const queue: { id: NodeId; at: Position }[] = [
    { id, at },
    ...Object.entries(moved).map(([each, place]) => ({ id: each, at: place })),
  ]
  for (let steps = 0; queue.length > 0 && steps < 10_000; steps++) {
    const pusher = queue.shift()!
    for (const [other, place] of places) {
      if (other === pusher.id || other === id || !overlap(place, pusher.at)) continue
      if (place.y < pusher.at.y) continue
      const next = { x: place.x, y: pusher.at.y + RANK }
      places.set(other, next)
      result[other] = next
      queue.push({ id: other, at: next })
    }
  }
  return result
}

function overlap(a: Position, b: Position): boolean {
  return Math.abs(a.x - b.x) < CARD.width + GRID && Math.abs(a.y - b.y) < CARD.height + GRID
}

function onGrid(at: Position): Position {
  return { x: Math.round(at.x / GRID) * GRID, y: Math.round(at.y / GRID) * GRID }
}

function describeInsert(manifest: Manifest): { en: string; it: string } {
  return { en: `Add “${manifest.title.en}”`, it: `Aggiungi “${manifest.title.it}”` }
}
