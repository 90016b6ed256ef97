import type { JsonObject, Words } from '@snodo/base'
import type { FlowNode } from './document.ts'
import type { Manifest } from './manifest.ts'

/** A named door out of a node. `item` is its place in the array it is drawn from; absent for a fixed port. */
export type Port = { id: string; title: Words; item?: number }

/** Told once for each state of a config: the graph asks at every edit, and nearly all blocks are as they were. */
const known = new WeakMap<JsonObject, { manifest: Manifest; ports: readonly Port[] }>()

/** The doors of a node in drawing order: those drawn from its config, then the fixed ones. The first is the way through when it is off. */
export function portsOf({ config }: Pick<FlowNode, 'config'>, manifest: Manifest): readonly Port[] {
  const last = known.get(config)
  if (last?.manifest === manifest) return last.ports
  const ports = drawnPorts(config, manifest)
  for (const [id, title] of Object.entries(manifest.ports)) ports.push({ id, title })
  known.set(config, { manifest, ports })
  return ports
}

function drawnPorts(config: JsonObject, { portsFrom }: Manifest): Port[] {
  if (!portsFrom) return []
  const ports: Port[] = []
  const seen = new Set<string>()
  for (const [item, branch] of portItems(config, portsFrom.path).entries()) {
    const id = branch[portsFrom.id]
    const name = branch[portsFrom.name]
    // A repeated id is the check's finding; here it is one door, as it would be on the canvas.
    if (typeof id !== 'string' || id === '' || seen.has(id)) continue
    seen.add(id)
    const text = typeof name === 'string' && name !== '' ? name : id
    ports.push({ id, title: { en: text, it: text }, item })
  }
  return ports
}

/** The items ports are drawn from, each an object; a config that is not yet right has none. */
export function portItems(config: JsonObject, path: string): JsonObject[] {
  const list = config[path]
  if (!Array.isArray(list)) return []
  return list.map((item) => (item !== null && typeof item === 'object' && !Array.isArray(item) ? item : {}))
}

/** By its own name, or its type's title. */
export function nodeTitle(node: FlowNode, manifest: Manifest | undefined): Words {
  if (node.name) return { en: node.name, it: node.name }
  return manifest?.title ?? { en: node.type, it: node.type }
}
