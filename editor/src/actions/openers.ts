import { portsOf } from '@snodo/flow'
import { CARD } from '../canvas/sizes.ts'
import type { ActionContext } from './action.ts'

/** Opens the type picker after the active block: at its first open branch, else on the line of its first. */
export function openPickerAfter({ bench, flow }: ActionContext): void {
  const { active } = bench.session.getState()
  const { document } = bench.documents.store.getState()
  const node = active === null ? undefined : document.nodes[active]
  const manifest = node && bench.manifests.get(node.type)
  if (!node || !manifest || active === null) return
  const ports = portsOf(node, manifest)
  const drawn = new Set(document.edges.filter((edge) => edge.from === active).map((edge) => edge.port))
  const optional = new Set(manifest.traits.optionalPorts ?? [])
  const open = ports.find((port) => !drawn.has(port.id) && !optional.has(port.id))
  const screen = flow.flowToScreenPosition({ x: node.at.x + CARD.width / 2, y: node.at.y + CARD.height + 8 })
  if (open) bench.session.setState({ picker: { for: 'port', from: active, port: open.id, screen } })
  else if (ports[0]) bench.session.setState({ picker: { for: 'line', from: active, port: ports[0].id, screen } })
}

/** Begins "connect to…" from the active block's first open branch (or its first). */
export function openConnectTo({ bench }: ActionContext): void {
  const { active } = bench.session.getState()
  const { document } = bench.documents.store.getState()
  const node = active === null ? undefined : document.nodes[active]
  const manifest = node && bench.manifests.get(node.type)
  if (!node || !manifest || active === null) return
  const ports = portsOf(node, manifest)
  const drawn = new Set(document.edges.filter((edge) => edge.from === active).map((edge) => edge.port))
  const port = ports.find((each) => !drawn.has(each.id)) ?? ports[0]
  if (port) bench.session.setState({ connectFrom: { from: active, port: port.id } })
}
