import { type NodeId, portsOf } from '@snodo/flow'
import type { Workbench } from '../document/workbench.ts'

/** The branch drawing goes on by: the first nobody has drawn on from, else the first of all, which is then taken. */
export function openPort({ documents, manifests }: Workbench, id: NodeId): { port: string; taken: boolean } | null {
  const { document } = documents.store.getState()
  const node = document.nodes[id]
  const manifest = node && manifests.get(node.type)
  if (!node || !manifest) return null
  const ports = portsOf(node, manifest)
  const drawn = new Set(document.edges.filter((edge) => edge.from === id).map((edge) => edge.port))
  const optional = new Set(manifest.traits.optionalPorts ?? [])
  const open = ports.find((port) => !drawn.has(port.id) && !optional.has(port.id))
  if (open) return { port: open.id, taken: false }
  const [first] = ports
  return first ? { port: first.id, taken: drawn.has(first.id) } : null
}
