import type { FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { calledNode, type Editing, withNode } from './editing.ts'

export const addNode: Editing<FlowEdits['addNode']> = {
  apply(document, { id, node }) {
    if (Object.hasOwn(document.nodes, id)) throw flowFaults.ID_TAKEN({ id, edit: 'addNode' })
    if (Object.keys(document.nodes).length >= FLOW_LIMITS.nodes)
      throw flowFaults.FLOW_FULL({ what: 'blocks', most: FLOW_LIMITS.nodes })
    return { document: withNode(document, id, node), inverse: { do: 'removeNode', id } }
  },
  describe({ id, node }, names) {
    const called = calledNode(id, names, node)
    return { en: `Add “${called.en}”`, it: `Aggiungi “${called.it}”` }
  },
}
