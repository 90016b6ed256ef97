import type { Words } from '@snodo/base'
import { type FlowDocument, type Manifests, type NodeId, portsOf } from '@snodo/flow'
import { shapeOf } from '../canvas/layout-shape.ts'
import { layoutInput } from '../canvas/tidy.ts'

/** By which branch one comes to a row: `place` of `of` branches of the block above it. */
export type Branch = { title: Words; place: number; of: number }

/**
 * One line of the outline: a block; a way that goes on at a block standing elsewhere (a loop, or where branches meet);
 * or a branch nobody has drawn on from.
 */
export type OutlineRow = {
  key: string
  depth: number
  /** The block whose branches this row is one of; null for the way everybody takes. */
  parent: NodeId | null
  branch: Branch | null
  /** Its place among the rows of its parent, counted from 1. */
  place: number
  of: number
} & (
  | { kind: 'block'; id: NodeId; step: number; folds: boolean }
  | { kind: 'link'; from: NodeId; port: string; to: NodeId; toStep: number; back: boolean }
  | { kind: 'open'; from: NodeId; port: string }
)

/**
 * A flow as a list to be read from top to bottom. What comes after a block stands below it; where a block has several
 * branches, each is indented below it, and where they meet again the reading goes on at the level of that block. Each block
 * is there once, with its place in the reading as its step; other ways to it are links.
 */
export function outlineRows(document: FlowDocument, manifests: Manifests): readonly OutlineRow[] {
  const known = ROWS.get(document)
  if (known?.manifests === manifests) return known.rows
  const rows = readRows(document, manifests)
  ROWS.set(document, { manifests, rows })
  return rows
}

/** A document never changes, so it is read once, however many ask. */
const ROWS = new WeakMap<FlowDocument, { manifests: Manifests; rows: readonly OutlineRow[] }>()

type Way = { port: string; title: Words; to: NodeId | null }

function readRows(document: FlowDocument, manifests: Manifests): OutlineRow[] {
  const shape = shapeOf(layoutInput(document, manifests))
  const ways = waysOf(document, manifests)
  const rows: OutlineRow[] = []
  const steps = new Map<NodeId, number>()
  const isStart = (id: NodeId) => manifests.get(document.nodes[id]!.type)?.kind === 'start'
  const roots = [...shape.roots.filter(isStart), ...shape.roots.filter((id) => !isStart(id))]
  read([...roots, ...shape.rootMeetings], 1, null, null)
  return counted(rows, steps)

  /** Blocks of one level, one after the other; the first of them is come to by `first`. */
  function read(blocks: readonly NodeId[], depth: number, parent: NodeId | null, first: Branch | null): void {
    const left = [...blocks].reverse()
    let branch = first
    while (left.length > 0) {
      const id = left.pop()!
      const own = ways.get(id)!
      const folds = own.length > 1
      steps.set(id, steps.size + 1)
      rows.push({ kind: 'block', key: id, id, step: steps.size, depth, parent, branch, place: 0, of: 0, folds })
      branch = null
      const below = new Set(shape.branches.get(id))
      if (folds)
        for (const [i, way] of own.entries()) {
          const taken = { title: way.title, place: i + 1, of: own.length }
          if (way.to !== null && below.delete(way.to)) read([way.to], depth + 1, id, taken)
          else rows.push(goesOn(id, way, depth + 1, id, taken))
        }
      left.push(...(shape.meetings.get(id) ?? []).toReversed())
      const [only] = own
      if (folds || !only) continue
      if (only.to !== null && below.delete(only.to)) left.push(only.to)
      else if (only.to === null || left.at(-1) !== only.to) rows.push(goesOn(id, only, depth, parent, null))
    }
  }
}

function goesOn(from: NodeId, { port, to }: Way, depth: number, parent: NodeId | null, branch: Branch | null): OutlineRow {
  const row = { key: `${from}:${port}`, depth, parent, branch, place: 0, of: 0, from, port }
  return to === null ? { ...row, kind: 'open' } : { ...row, kind: 'link', to, toStep: 0, back: false }
}

/** By which branches each block is left: those that must lead on, and those that do. Branches to one block are one way. */
function waysOf(document: FlowDocument, manifests: Manifests): ReadonlyMap<NodeId, Way[]> {
  const drawn = new Map<NodeId, Map<string, NodeId>>()
  for (const { from, port, to } of document.edges) {
    if (!Object.hasOwn(document.nodes, to)) continue
    const ports = drawn.get(from) ?? new Map<string, NodeId>()
    if (!ports.has(port)) ports.set(port, to)
    drawn.set(from, ports)
  }
  return new Map(
    Object.entries(document.nodes).map(([id, node]) => {
      const manifest = manifests.get(node.type)
      const ports = manifest ? portsOf(node, manifest) : []
      const optional = new Set(manifest?.traits.optionalPorts ?? [])
      const lines = drawn.get(id) ?? new Map<string, NodeId>()
      const unknown = [...lines.keys()].filter((port) => !ports.some((each) => each.id === port))
      const ways: Way[] = []
      for (const port of [...ports, ...unknown.map((each) => ({ id: each, title: { en: each, it: each } }))]) {
        const to = lines.get(port.id) ?? null
        if (to === null && optional.has(port.id)) continue
        const same = to === null ? undefined : ways.find((way) => way.to === to)
        if (same) same.title = { en: `${same.title.en}, ${port.title.en}`, it: `${same.title.it}, ${port.title.it}` }
        else ways.push({ port: port.id, title: port.title, to })
      }
      return [id, ways]
    }),
  )
}

/** Fills in what is known only at the end: the steps links lead to, and how many rows stand beside each. */
function counted(rows: OutlineRow[], steps: ReadonlyMap<NodeId, number>): OutlineRow[] {
  const beside = new Map<NodeId | null, number>()
  for (const row of rows) {
    row.place = (beside.get(row.parent) ?? 0) + 1
    beside.set(row.parent, row.place)
    if (row.kind !== 'link') continue
    row.toStep = steps.get(row.to)!
    row.back = row.toStep <= steps.get(row.from)!
  }
  for (const row of rows) row.of = beside.get(row.parent)!
  return rows
}

/** The rows to be seen while some blocks are folded: what stands below those is left out. */
export function visibleRows(rows: readonly OutlineRow[], folded: ReadonlySet<NodeId>): readonly OutlineRow[] {
  if (folded.size === 0) return rows
  let hiddenBelow = Number.POSITIVE_INFINITY
  return rows.filter((row) => {
    if (row.depth > hiddenBelow) return false
    hiddenBelow = row.kind === 'block' && folded.has(row.id) ? row.depth : Number.POSITIVE_INFINITY
    return true
  })
}

/** The blocks one has to unfold to see a row. */
export function foldsAround(rows: readonly OutlineRow[], key: string): NodeId[] {
  const byKey = new Map(rows.map((row) => [row.key, row]))
  const around: NodeId[] = []
  for (let at = byKey.get(key)?.parent ?? null; at !== null; at = byKey.get(at)?.parent ?? null) around.push(at)
  return around
}
