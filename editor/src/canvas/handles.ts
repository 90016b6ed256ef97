import type { FlowNode, Manifest, Port } from '@snodo/flow'
import { portsOf } from '@snodo/flow'
import { CARD } from './sizes.ts'

/** A port with its place on the bottom edge of the card. `quiet` ones are optional and undrawn: small, in the corner. */
export type PlacedPort = Port & { x: number; quiet: boolean }

/**
 * Ports that matter spread evenly along the bottom edge in their order; optional ports nobody drew a line from stand
 * small in the right corner, so that the way everyone takes stays in the middle.
 */
export function placePorts(node: FlowNode, manifest: Manifest, drawn: ReadonlySet<string>): PlacedPort[] {
  const ports = portsOf(node, manifest)
  const optional = new Set(manifest.traits.optionalPorts ?? [])
  const isQuiet = (port: Port) => optional.has(port.id) && !drawn.has(port.id)
  const loud = ports.filter((port) => !isQuiet(port))
  const quiet = ports.filter(isQuiet)
  const placed = new Map<string, PlacedPort>()
  for (const [i, port] of loud.entries()) {
    placed.set(port.id, { ...port, x: Math.round(((i + 0.5) * CARD.width) / loud.length), quiet: false })
  }
  for (const [i, port] of quiet.entries()) {
    placed.set(port.id, { ...port, x: CARD.width - 20 - (quiet.length - 1 - i) * 20, quiet: true })
  }
  return ports.map((port) => placed.get(port.id)!)
}
