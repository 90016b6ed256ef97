import type { Words } from '@snodo/base'
import type { FlowDocument } from './document.ts'
import { addNode } from './edits/add-node.ts'
import { compound } from './edits/compound.ts'
import { connect } from './edits/connect.ts'
import { disconnect } from './edits/disconnect.ts'
import type { Editing } from './edits/editing.ts'
import { addGroup, editGroup, removeGroup } from './edits/groups.ts'
import { insertOnEdge } from './edits/insert-on-edge.ts'
import { moveNodes } from './edits/move-nodes.ts'
import { addNote, editNote, moveNote, removeNote } from './edits/notes.ts'
import { removeNode } from './edits/remove-node.ts'
import { renameNode } from './edits/rename-node.ts'
import { setConfig } from './edits/set-config.ts'
import { setName } from './edits/set-name.ts'
import { setOff } from './edits/set-off.ts'
import { setSettings } from './edits/set-settings.ts'
import { setVersion } from './edits/set-version.ts'
import type { EditName, FlowEdit, FlowEdits } from './flow-edit.ts'
import type { Manifests } from './manifests.ts'

/** One row for each operation: how it is done and how it is said. */
const EDITINGS: { [Do in EditName]: Editing<FlowEdits[Do]> } = {
  addNode,
  removeNode,
  moveNodes,
  setConfig,
  renameNode,
  setOff,
  setVersion,
  connect,
  disconnect,
  insertOnEdge,
  setName,
  setSettings,
  addNote,
  moveNote,
  editNote,
  removeNote,
  addGroup,
  editGroup,
  removeGroup,
  compound,
}

export const EDIT_NAMES = Object.keys(EDITINGS) as EditName[]

export type AppliedEdit = {
  document: FlowDocument
  /** Restores the document as it was. */
  inverse: FlowEdit
}

/**
 * Does one edit. Pure: the document given is not changed, and in the one that comes back whatever the edit did not touch is
 * the same object. With manifests, a connection that is not allowed is refused; without, only that its ends exist.
 * Throws a coded fault of `flowFaults` when the edit does not fit the document.
 */
export function applyEdit(document: FlowDocument, edit: FlowEdit, manifests?: Manifests): AppliedEdit {
  // The row is chosen by the edit's own name, so the two belong together.
  const editing = EDITINGS[edit.do] as Editing<unknown>
  return editing.apply(document, edit, { manifests, applyEdit })
}

/** Does several, in order; the inverse undoes all of them as one step. */
export function applyEdits(document: FlowDocument, edits: readonly FlowEdit[], manifests?: Manifests): AppliedEdit {
  return applyEdit(document, { do: 'compound', edits: [...edits] }, manifests)
}

/** What an edit does, for the history list. `document` is the one it was (or will be) applied to: it knows the names. */
export function describeEdit(edit: FlowEdit, document?: FlowDocument, manifests?: Manifests): Words {
  const editing = EDITINGS[edit.do] as Editing<unknown>
  return editing.describe(edit, { document, manifests, describeEdit })
}
