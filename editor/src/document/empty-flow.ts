import type { FlowDocument } from '@snodo/flow'

/** A blank canvas, in the author's own time zone. Who may enter again follows the start that is drawn, until its author says otherwise. */
export function emptyFlow(name: string): FlowDocument {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { format: 1, name, settings: { timeZone, exits: [], goal: null }, nodes: {}, edges: [] }
}
