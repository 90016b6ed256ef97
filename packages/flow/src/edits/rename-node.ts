import type { FlowEdits } from '../flow-edit.ts'
import { calledNode, type Editing, nodeAt, withNode } from './editing.ts'

export const renameNode: Editing<FlowEdits['renameNode']> = {
  apply(document, { id, name }) {
    const { name: old, ...rest } = nodeAt(document, id, 'renameNode')
    return {
      document: withNode(document, id, name === null ? rest : { ...rest, name }),
      inverse: { do: 'renameNode', id, name: old ?? null },
    }
  },
  describe({ id, name }, names) {
    const called = calledNode(id, names)
    return name === null
      ? { en: `Clear the name of “${called.en}”`, it: `Togli il nome a “${called.it}”` }
      : { en: `Rename “${called.en}” to “${name}”`, it: `Rinomina “${called.it}” in “${name}”` }
  },
}
