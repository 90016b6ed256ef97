import type { FlowDocument } from '@snodo/flow'
import { NOTHING, type SessionState, type SessionStore } from './session-store.ts'

/** Undo, or another author, may take a selected block away; the selection must not name what is gone, nor the keyboard stand there. */
export function keepSelectionTrue(document: FlowDocument, session: SessionStore): void {
  const { selected, active } = session.getState()
  const left = new Set([...selected].filter((id) => Object.hasOwn(document.nodes, id)))
  const patch: Partial<SessionState> = {}
  if (left.size !== selected.size) {
    patch.selected = left.size === 0 ? NOTHING : left
    if (left.size === 0) patch.panel = null
  }
  if (active !== null && !Object.hasOwn(document.nodes, active)) patch.active = Object.keys(document.nodes)[0] ?? null
  if (Object.keys(patch).length > 0) session.setState(patch)
}
