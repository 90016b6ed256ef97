import type { LayoutInput } from './layout-input.ts'
import { shapeOf } from './layout-shape.ts'
import { CARD, COLUMN_GAP, GRID, RANK_GAP } from './sizes.ts'

export type Places = Record<string, { x: number; y: number }>

/** How far a branch reaches on each rank it touches: from its leftmost to its rightmost card, as centres. */
type Extent = Map<number, { min: number; max: number }>
type Block = { extent: Extent /** Centres of its cards, from the centre of its root. */; xs: Map<string, number> }

const COLUMN = CARD.width + COLUMN_GAP
const RANK = CARD.height + RANK_GAP

/**
 * A place for every block: ranks from top to bottom, branches from left to right in the order of their ports, and where
 * branches meet again, the meeting block under the middle of what leads to it. No two cards overlap; the same flow always
 * gets the same places. A layered layout of a tree of dominators: flows are nearly trees, and dagre, tried first, took
 * 18 to 50 seconds for a thousand blocks with two hundred long lines, where this takes milliseconds.
 */
export function layout(input: LayoutInput): Places {
  const shape = shapeOf(input)
  const blocks = new Map<string, Block>()
  // Children stand after their parents in the order, so from its end every child is laid out before it is needed.
  for (const id of shape.order.toReversed()) blocks.set(id, layOut(id))
  const whole = sideBySide(shape.roots.map((id) => blocks.get(id)!))
  for (const id of shape.rootMeetings) addMeeting(whole, id, blocks.get(id)!)

  const places: Places = {}
  for (const id of input.nodes) {
    const x = whole.xs.get(id) ?? 0
    places[id] = { x: Math.round((x - CARD.width / 2) / GRID) * GRID, y: shape.rank.get(id)! * RANK }
  }
  return places

  function layOut(id: string): Block {
    const branches = shape.branches.get(id) ?? []
    const below = sideBySide(branches.map((child) => blocks.get(child)!))
    const rank = shape.rank.get(id)!
    const block: Block = { extent: below.extent, xs: below.xs }
    block.extent.set(rank, { min: 0, max: 0 })
    block.xs.set(id, 0)
    for (const meeting of shape.meetings.get(id) ?? []) addMeeting(block, meeting, blocks.get(meeting)!)
    return block
  }

  /** A block where branches meet: under the middle of what leads to it, or as near as what already stands there lets it. */
  function addMeeting(block: Block, id: string, meeting: Block): void {
    const parents = (shape.parents.get(id) ?? []).flatMap((parent) => block.xs.get(parent) ?? [])
    const wanted = parents.length === 0 ? 0 : (Math.min(...parents) + Math.max(...parents)) / 2
    let right = wanted
    let left = wanted
    for (const [rank, reach] of meeting.extent) {
      const taken = block.extent.get(rank)
      if (!taken) continue
      right = Math.max(right, taken.max + COLUMN - reach.min)
      left = Math.min(left, taken.min - COLUMN - reach.max)
    }
    // Whatever it shares a rank with is one solid stretch: it goes beside it, on the nearer side.
    const clash = [...meeting.extent].some(([rank, reach]) => {
      const taken = block.extent.get(rank)
      return taken !== undefined && reach.min + wanted < taken.max + COLUMN && reach.max + wanted > taken.min - COLUMN
    })
    merge(block, meeting, !clash ? wanted : right - wanted <= wanted - left ? right : left)
  }
}

/** Blocks in a row, each as far left as those before it let it, all centred on nought. */
function sideBySide(blocks: readonly Block[]): Block {
  const row: Block = { extent: new Map(), xs: new Map() }
  const shifts: number[] = []
  for (const block of blocks) {
    let shift = shifts.length === 0 ? 0 : shifts.at(-1)!
    for (const [rank, reach] of block.extent) {
      const taken = row.extent.get(rank)
      if (taken) shift = Math.max(shift, taken.max + COLUMN - reach.min)
    }
    merge(row, block, shift)
    shifts.push(shift)
  }
  if (shifts.length < 2) return row
  return moved(row, -(shifts[0]! + shifts.at(-1)!) / 2)
}

function merge(into: Block, block: Block, shift: number): void {
  for (const [rank, { min, max }] of block.extent) {
    const taken = into.extent.get(rank)
    into.extent.set(
      rank,
      taken
        ? { min: Math.min(taken.min, min + shift), max: Math.max(taken.max, max + shift) }
        : { min: min + shift, max: max + shift },
    )
  }
  for (const [id, x] of block.xs) into.xs.set(id, x + shift)
}

function moved(block: Block, shift: number): Block {
  return {
    extent: new Map([...block.extent].map(([rank, { min, max }]) => [rank, { min: min + shift, max: max + shift }])),
    xs: new Map([...block.xs].map(([id, x]) => [id, x + shift])),
  }
}
