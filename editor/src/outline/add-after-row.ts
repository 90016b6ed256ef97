import { openPort } from '../canvas/open-port.ts'
import type { Workbench } from '../document/workbench.ts'
import { rowStoodOn, shownRows } from './walk-outline.ts'

/** Opens the type picker below the row the keyboard stands on: on a way for that very branch, on a block for its first open one. */
export function addAfterRow(bench: Workbench): void {
  const row = rowStoodOn(shownRows(bench), bench.session.getState())
  if (!row) return
  const box = document.querySelector('[data-testid="outline-row"][data-here]')?.getBoundingClientRect()
  const screen = { x: (box?.left ?? 0) + 200, y: (box?.bottom ?? 0) + 4 }
  if (row.kind === 'open') bench.session.setState({ picker: { for: 'port', from: row.from, port: row.port, screen } })
  else if (row.kind === 'link') bench.session.setState({ picker: { for: 'line', from: row.from, port: row.port, screen } })
  else {
    const way = openPort(bench, row.id)
    if (way) bench.session.setState({ picker: { for: way.taken ? 'line' : 'port', from: row.id, port: way.port, screen } })
  }
}
