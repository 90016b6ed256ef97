import { NOTHING, type SessionState } from '../canvas/session-store.ts'
import type { Workbench } from '../document/workbench.ts'
import { foldsAround, type OutlineRow, outlineRows, visibleRows } from './outline-rows.ts'

export type OutlineStep = 'up' | 'down' | 'left' | 'right' | 'first' | 'last'

/** The rows of a flow as they are shown now. */
export function shownRows({ documents, manifests, session }: Workbench): readonly OutlineRow[] {
  return visibleRows(outlineRows(documents.store.getState().document, manifests), session.getState().folded)
}

/** The row the keyboard stands on: that of the active block, or one of the ways that leave it. */
export function rowStoodOn(
  rows: readonly OutlineRow[],
  { active, outlineRow }: Pick<SessionState, 'active' | 'outlineRow'>,
): OutlineRow | undefined {
  const way = outlineRow === null ? undefined : rows.find((row) => row.key === outlineRow)
  if (way && way.kind !== 'block' && way.from === active) return way
  return rows.find((row) => row.key === active) ?? rows[0]
}

/** Puts the keyboard on a row: on a block it selects the block, on a way the line. */
export function standOn(bench: Workbench, row: OutlineRow): void {
  const block = row.kind === 'block'
  bench.session.setState({
    active: block ? row.id : row.from,
    outlineRow: block ? null : row.key,
    selected: block ? new Set([row.id]) : NOTHING,
    selectedLine: row.kind === 'link' ? row.key : null,
  })
}

/** Up and down along the rows; right opens a block's branches and goes in, left closes them and goes out. */
export function walkOutline(bench: Workbench, step: OutlineStep): void {
  const rows = shownRows(bench)
  const here = rowStoodOn(rows, bench.session.getState())
  if (!here) return
  const at = rows.indexOf(here)
  const folded = bench.session.getState().folded
  const opens = here.kind === 'block' && here.folds
  const isFolded = folded.has(here.key)
  if (opens && (step === 'right' ? isFolded : step === 'left' && !isFolded)) {
    setFolded(bench, here.key, !isFolded)
    return
  }
  const parent = here.parent === null ? undefined : rows.find((row) => row.key === here.parent)
  const next = {
    up: rows[at - 1],
    down: rows[at + 1],
    first: rows[0],
    last: rows.at(-1),
    left: parent,
    right: opens ? rows[at + 1] : undefined,
  }[step]
  if (next) standOn(bench, next)
}

export function setFolded(bench: Workbench, id: string, folded: boolean): void {
  bench.session.setState((state) => {
    const next = new Set(state.folded)
    if (folded) next.add(id)
    else next.delete(id)
    return { folded: next }
  })
}

/** Opens whatever hides the row the keyboard stands on: a search or an undo may have brought it there. */
export function unfoldTo(bench: Workbench, key: string): void {
  const { document } = bench.documents.store.getState()
  const { folded } = bench.session.getState()
  const around = foldsAround(outlineRows(document, bench.manifests), key).filter((id) => folded.has(id))
  if (around.length > 0) bench.session.setState({ folded: new Set([...folded].filter((id) => !around.includes(id))) })
}
