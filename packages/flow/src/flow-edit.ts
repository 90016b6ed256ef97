import type { Json, Words } from '@snodo/base'
import type { FlowEdge, FlowGroup, FlowNode, FlowNote, NodeId, Position } from './document.ts'

/**
 * A typed operation on a flow document: the only way a document changes. Plain JSON, so that it travels, is kept in the
 * draft's log, and is undone by another operation. What each does stands in `edits/`.
 */
export type FlowEdit = {
  [Do in keyof FlowEdits]: { do: Do } & FlowEdits[Do]
}[keyof FlowEdits]

export type FlowEdits = {
  addNode: { id: NodeId; node: FlowNode }
  /** With `rejoin`, lines that led here go on to where its first drawn port led. Its own lines and group membership go with it. */
  removeNode: { id: NodeId; rejoin?: boolean }
  moveNodes: { to: Record<NodeId, Position> }
  /** `path` is a JSON pointer into the config; without `value` it is removed. Missing objects on the way are made. */
  setConfig: { id: NodeId; path: string; value?: Json }
  /** Null: its type's title again. */
  renameNode: { id: NodeId; name: string | null }
  setOff: { id: NodeId; off: boolean }
  /** A new shape of config, after an upgrade. */
  setVersion: { id: NodeId; version: number; config: FlowNode['config'] }
  /**
   * With `replace`, a line already leaving by this port gives way. `at` is its place among the lines. `restore` is only found in
   * inverses: it puts back a line that was broken before, unchecked, so that undo never fails; from outside it is refused.
   */
  connect: { edge: FlowEdge; replace?: boolean; at?: number; restore?: true }
  /** Where several lines fit (a broken document may have them), the one at place `at`, else the last. */
  disconnect: { from: NodeId; port: string; to?: NodeId; at?: number }
  /** Splices a new node into a line; the line goes on by the port `out` (null: it ends here, and what followed is left unconnected). */
  insertOnEdge: { from: NodeId; port: string; id: NodeId; node: FlowNode; out: string | null }
  setName: { name: string }
  /** `path` is a JSON pointer into the settings; without `value` it is removed. */
  setSettings: { path: string; value?: Json }
  addNote: { id: string; note: FlowNote }
  moveNote: { id: string; at: Position; size?: FlowNote['size'] }
  editNote: { id: string; text: string }
  removeNote: { id: string }
  addGroup: { id: string; group: FlowGroup }
  editGroup: { id: string; group: FlowGroup }
  removeGroup: { id: string }
  /** Several as one step: all or none. */
  compound: { edits: FlowEdit[]; label?: Words }
}

export type EditName = keyof FlowEdits
