import type { FlowNode, Manifest, Port } from '@snodo/flow'
import { portsOf } from '@snodo/flow'
import { CARD } from './sizes.ts'

/** A port with its place on the bottom edge of the card. `quiet` ones are optional and undrawn: small, in the corner. */
export type PlacedPort = Port & { x: number; quiet: boolean }

/** Ports stand at least this far apart, and this far from the corners. */
const APART = 36
const MARGIN = 24
const QUIET_APART = 20

/**
 * Ports that must lead on spread evenly along the bottom edge in their order; one whose block stands below is moved
 * above it, so that the line runs straight. Optional ports stand to the right: the way everyone takes stays in the middle.
 * `wanted` says, by port, where on this card its line would run straight down.
 */
export function placePorts(
  node: FlowNode,
  manifest: Manifest,
  drawn: ReadonlySet<string>,
  wanted: ReadonlyMap<string, number>,
): PlacedPort[] {
  const ports = portsOf(node, manifest)
  const optional = new Set(manifest.traits.optionalPorts ?? [])
  const needed = ports.filter((port) => !optional.has(port.id))
  const extra = ports.filter((port) => optional.has(port.id) && drawn.has(port.id))
  const quiet = ports.filter((port) => optional.has(port.id) && !drawn.has(port.id))

  const ideal = needed.map((port, i) => straight(wanted.get(port.id)) ?? ((i + 0.5) * CARD.width) / needed.length)
  ideal.push(...extra.map((port, i) => straight(wanted.get(port.id)) ?? CARD.width - MARGIN * 2 - (extra.length - 1 - i) * APART))
  const xs = spread(ideal)
  const placed = new Map<string, PlacedPort>()
  for (const [i, port] of [...needed, ...extra].entries()) placed.set(port.id, { ...port, x: xs[i]!, quiet: false })
  for (const [i, port] of quiet.entries())
    placed.set(port.id, { ...port, x: CARD.width - QUIET_APART - (quiet.length - 1 - i) * QUIET_APART, quiet: true })
  return ports.map((port) => placed.get(port.id)!)
}

/** The doors of a sub-flow, all drawn: each above where its line leads, or evenly along the edge. */
export function placeDoors(doors: readonly Pick<Port, 'id' | 'title'>[], wanted: ReadonlyMap<string, number>): PlacedPort[] {
  const xs = spread(doors.map((door, i) => straight(wanted.get(door.id)) ?? ((i + 0.5) * CARD.width) / doors.length))
  return doors.map((door, i) => ({ ...door, x: xs[i]!, quiet: false }))
}

/** A place within the card's edge, or none. */
function straight(x: number | undefined): number | null {
  return x !== undefined && x >= MARGIN && x <= CARD.width - MARGIN ? x : null
}

/** In order and apart: pushed right where two would meet, and back left where the last would leave the card. */
export function spread(ideal: readonly number[]): number[] {
  const gap = Math.min(APART, ideal.length > 1 ? (CARD.width - 2 * MARGIN) / (ideal.length - 1) : APART)
  const xs: number[] = []
  for (const x of ideal) xs.push(Math.max(Math.round(x), xs.length > 0 ? xs.at(-1)! + gap : MARGIN))
  let limit = CARD.width - MARGIN
  for (let i = xs.length - 1; i >= 0; i--) {
    xs[i] = Math.min(xs[i]!, limit)
    limit = xs[i]! - gap
  }
  return xs
}
