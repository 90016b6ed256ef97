import { openPort } from '../canvas/open-port.ts'
import { CARD } from '../canvas/sizes.ts'
import { addAfterRow } from '../outline/add-after-row.ts'
import type { ActionContext } from './action.ts'

/** Opens the type picker after the active block: at its first open branch, else on the line of its first. */
export function openPickerAfter({ bench, flow, view }: ActionContext): void {
  if (view === 'outline') {
    addAfterRow(bench)
    return
  }
  const { active } = bench.session.getState()
  const node = active === null ? undefined : bench.documents.store.getState().document.nodes[active]
  const way = active === null ? null : openPort(bench, active)
  if (!node || active === null || way === null) return
  const screen = flow.flowToScreenPosition({ x: node.at.x + CARD.width / 2, y: node.at.y + CARD.height + 8 })
  bench.session.setState({ picker: { for: way.taken ? 'line' : 'port', from: active, port: way.port, screen } })
}

/** Begins "connect to…": with the selected line, whose end is moved, else with the active block's first open branch. */
export function openConnectTo({ bench }: ActionContext): void {
  const { active, selectedLine } = bench.session.getState()
  const line = bench.documents.store.getState().document.edges.find((edge) => `${edge.from}:${edge.port}` === selectedLine)
  const way = active === null ? null : openPort(bench, active)
  if (line) bench.session.setState({ connectFrom: { from: line.from, port: line.port } })
  else if (active !== null && way) bench.session.setState({ connectFrom: { from: active, port: way.port } })
}
