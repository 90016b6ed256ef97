import type { FlowEdit, FlowEdits } from '../flow-edit.ts'
import type { Editing } from './editing.ts'

/** All or none: a fault in the middle leaves the document given untouched, since each edit makes a new one. */
export const compound: Editing<FlowEdits['compound']> = {
  apply(document, { edits, label }, { applyEdit, manifests }) {
    let after = document
    const inverses: FlowEdit[] = []
    for (const edit of edits) {
      const applied = applyEdit(after, edit, manifests)
      after = applied.document
      inverses.push(applied.inverse)
    }
    return { document: after, inverse: { do: 'compound', edits: inverses.reverse(), ...(label ? { label } : {}) } }
  },
  describe({ edits, label }, { document, manifests, describeEdit }) {
    if (label) return label
    const [first] = edits
    if (!first) return { en: 'Change nothing', it: 'Non cambiare nulla' }
    const words = describeEdit(first, document, manifests)
    const more = edits.length - 1
    return more === 0 ? words : { en: `${words.en} and ${more} more`, it: `${words.it} e altre ${more}` }
  },
}
