import type { FlowDocument, FlowNote } from '../document.ts'
import type { FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { type Editing, without } from './editing.ts'

export const addNote: Editing<FlowEdits['addNote']> = {
  apply(document, { id, note }) {
    if (Object.hasOwn(document.notes ?? {}, id)) throw flowFaults.ID_TAKEN({ id, edit: 'addNote' })
    if (Object.keys(document.notes ?? {}).length >= FLOW_LIMITS.notes)
      throw flowFaults.FLOW_FULL({ what: 'notes', most: FLOW_LIMITS.notes })
    return { document: withNote(document, id, note), inverse: { do: 'removeNote', id } }
  },
  describe: () => ({ en: 'Add a note', it: 'Aggiungi una nota' }),
}

export const moveNote: Editing<FlowEdits['moveNote']> = {
  apply(document, { id, at, size }) {
    const note = noteAt(document, id, 'moveNote')
    const moved = size ? { ...note, at, size } : { ...note, at }
    // A note that had no size of its own cannot be given none back by a move, so it is put back whole.
    if (size && !note.size) {
      return {
        document: withNote(document, id, moved),
        inverse: {
          do: 'compound',
          edits: [
            { do: 'removeNote', id },
            { do: 'addNote', id, note },
          ],
        },
      }
    }
    return {
      document: withNote(document, id, moved),
      inverse: { do: 'moveNote', id, at: note.at, ...(size ? { size: note.size } : {}) },
    }
  },
  describe: () => ({ en: 'Move a note', it: 'Sposta una nota' }),
}

export const editNote: Editing<FlowEdits['editNote']> = {
  apply(document, { id, text }) {
    const note = noteAt(document, id, 'editNote')
    return { document: withNote(document, id, { ...note, text }), inverse: { do: 'editNote', id, text: note.text } }
  },
  describe: () => ({ en: 'Write a note', it: 'Scrivi una nota' }),
}

export const removeNote: Editing<FlowEdits['removeNote']> = {
  apply(document, { id }) {
    const note = noteAt(document, id, 'removeNote')
    const { notes, ...rest } = document
    const left = without(notes!, id)
    return { document: Object.keys(left).length > 0 ? { ...rest, notes: left } : rest, inverse: { do: 'addNote', id, note } }
  },
  describe: () => ({ en: 'Delete a note', it: 'Elimina una nota' }),
}

function noteAt(document: FlowDocument, id: string, edit: string): FlowNote {
  const note = document.notes && Object.hasOwn(document.notes, id) ? document.notes[id] : undefined
  if (!note) throw flowFaults.PART_MISSING({ id, edit })
  return note
}

function withNote(document: FlowDocument, id: string, note: FlowNote): FlowDocument {
  return { ...document, notes: { ...document.notes, [id]: note } }
}
