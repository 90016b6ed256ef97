import { CARD, RANK_GAP } from './sizes.ts'

export type Point = { x: number; y: number }
/** A line to be drawn: from a port on a bottom edge to the middle of a top edge. */
export type Wire = {
  id: string
  from: Point
  to: Point /** Wires of one bundle, from one block to another, share a column. */
  bundle: string
}

const STUB = RANK_GAP / 2
/** How near a line may pass a card. */
const CLEAR = 16
const LANE = 14
const RADIUS = 12
/** Lanes tried outwards before two lines share one. */
const FURTHEST = 100

/** Columns detours have taken, by place, so that a new one looks only at its neighbours. */
type Taken = Map<number, { x: number; top: number; bottom: number }[]>

/**
 * The column (x) in which each line runs down, so that none runs through a card: the target's own column where it is
 * free, else the source's, else the nearest free one. Lines that share a column by detour stand a little apart.
 */
export function chooseLanes(boxes: readonly Point[], wires: readonly Wire[]): Map<string, number> {
  const sorted = [...boxes].sort((a, b) => a.y - b.y)
  const taken: Taken = new Map()
  const lanes = new Map<string, number>()
  const bundles = new Map<string, number>()
  for (const wire of wires) {
    const lane = bundles.get(wire.bundle) ?? chooseLane(sorted, wire, taken)
    bundles.set(wire.bundle, lane)
    lanes.set(wire.id, lane)
  }
  return lanes
}

function chooseLane(boxes: readonly Point[], wire: Wire, taken: Taken): number {
  const top = Math.min(wire.from.y + STUB, wire.to.y - STUB)
  const bottom = Math.max(wire.from.y + STUB, wire.to.y - STUB)
  const upwards = wire.to.y - STUB < wire.from.y + STUB
  const walls = wallsOf(boxesBetween(boxes, top - (upwards ? CARD.height : 0), bottom + (upwards ? CARD.height : 0)))
  const free = (x: number) => walls.every((wall) => x <= wall.left || x >= wall.right)
  if (free(wire.to.x)) return wire.to.x
  if (free(wire.from.x)) return wire.from.x

  const cost = (x: number) => Math.abs(x - wire.from.x) + Math.abs(x - wire.to.x)
  let lane = wire.to.x
  let least = Number.POSITIVE_INFINITY
  for (const wall of walls) {
    for (const x of [wall.right + 4, wall.left - 4]) {
      if (cost(x) < least && free(x)) {
        lane = x
        least = cost(x)
      }
    }
  }
  const outwards = lane >= (wire.from.x + wire.to.x) / 2 ? 1 : -1
  const busy = (x: number) =>
    [-1, 0, 1].some((by) =>
      taken.get(Math.round(x / LANE) + by)?.some((used) => Math.abs(used.x - x) < LANE && used.top < bottom && used.bottom > top),
    )
  for (let tries = 0; tries < FURTHEST && (busy(lane) || !free(lane)); tries++) lane += LANE * outwards
  const place = Math.round(lane / LANE)
  taken.set(place, [...(taken.get(place) ?? []), { x: lane, top, bottom }])
  return lane
}

/** Stretches no line may run down through: cards with their clearance, those that leave no room between them joined. */
function wallsOf(boxes: readonly Point[]): { left: number; right: number }[] {
  const walls: { left: number; right: number }[] = []
  for (const box of [...boxes].sort((a, b) => a.x - b.x)) {
    const left = box.x - CLEAR + 1
    const right = box.x + CARD.width + CLEAR - 1
    const last = walls.at(-1)
    if (last && left <= last.right + 8) last.right = Math.max(last.right, right)
    else walls.push({ left, right })
  }
  return walls
}

/** Boxes that touch a band of y; the list is sorted by y. */
function boxesBetween(sorted: readonly Point[], top: number, bottom: number): Point[] {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.y + CARD.height <= top) low = middle + 1
    else high = middle
  }
  const found: Point[] = []
  for (let i = low; i < sorted.length && sorted[i]!.y < bottom; i++) found.push(sorted[i]!)
  return found
}

/** The corners of a line: down a stub, over to its column, along it, over to the target, down. */
export function corners(from: Point, to: Point, lane: number): Point[] {
  const leave = from.y + STUB
  const arrive = to.y - STUB
  // Neighbouring ranks a little nearer than the gap: one turn half way, as if the stubs met.
  const close = arrive < leave && arrive > leave - STUB && lane === to.x
  const y1 = close ? (from.y + to.y) / 2 : leave
  const y2 = close ? y1 : arrive
  const points = [from, { x: from.x, y: y1 }, { x: lane, y: y1 }, { x: lane, y: y2 }, { x: to.x, y: y2 }, to]
  return points.filter((point, i) => i === 0 || point.x !== points[i - 1]!.x || point.y !== points[i - 1]!.y)
}

/** An SVG path through the corners, each rounded by up to 12 px. */
export function roundedPath(points: readonly Point[]): string {
  const first = points[0]!
  let path = `M${first.x},${first.y}`
  for (let i = 1; i < points.length - 1; i++) {
    const before = points[i - 1]!
    const corner = points[i]!
    const after = points[i + 1]!
    const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2)
    const start = towards(corner, before, radius)
    const end = towards(corner, after, radius)
    path += `L${start.x},${start.y}Q${corner.x},${corner.y} ${end.x},${end.y}`
  }
  const last = points.at(-1)!
  return `${path}L${last.x},${last.y}`
}

/** Where a line's chip and "+" stand. A chip is on the way to the line's own column, so that those of other branches stand elsewhere. */
export function labelPoint(from: Point, to: Point, lane: number, chip: boolean, lonely: boolean): Point {
  const leave = from.y + STUB
  const arrive = to.y - STUB
  const close = arrive < leave && arrive > leave - STUB
  if (!chip) return { x: lane, y: close || (lane === from.x && lane === to.x) ? (from.y + to.y) / 2 : (leave + arrive) / 2 }
  const y = close ? (from.y + to.y) / 2 : leave
  // Lines of several blocks meet above a shared one: their chips keep to their own side.
  return { x: lonely || lane !== to.x ? lane : Math.abs(lane - from.x) > CHIP_ROOM ? (from.x + lane) / 2 : from.x, y }
}

/** A chip half way needs this much room not to cover its own port. */
const CHIP_ROOM = 60

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by }
}
