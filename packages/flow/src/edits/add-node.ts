import type { FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { calledNode, type Editing, withNode } from './editing.ts'

export const addNode: Editing<FlowEdits['addNode']> = {
  apply(document, { id, node }) {
    if (Object.hasOwn(document.nodes, id)) throw flowFaults.ID_TAKEN({ id, edit: 'addNode' })
    return { document: withNode(document, id, node), inverse: { do: 'removeNode', id } }
  },
  describe({ id, node }, names) {
    const called = calledNode(id, names, node)
    return { en: `Add “${called.en}”`, it: `Aggiungi “${called.it}”` }
  },
}
