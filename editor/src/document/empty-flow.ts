import type { FlowDocument } from '@snodo/flow'

/** A blank canvas: in the author's own time zone, and each contact at most once until its author says otherwise. */
export function emptyFlow(name: string): FlowDocument {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { format: 1, name, settings: { timeZone, reentry: { mode: 'never' }, exits: [], goal: null }, nodes: {}, edges: [] }
}
