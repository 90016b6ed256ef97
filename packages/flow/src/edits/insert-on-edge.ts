import type { FlowEdit, FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { calledNode, type Editing, type EditTools } from './editing.ts'

export const insertOnEdge: Editing<FlowEdits['insertOnEdge']> = {
  apply(document, { from, port, id, node, out }, tools: EditTools) {
    const at = document.edges.findIndex((edge) => edge.from === from && edge.port === port)
    const edge = document.edges[at]
    if (!edge) throw flowFaults.EDGE_MISSING({ from, port, edit: 'insertOnEdge' })
    const edits: FlowEdit[] = [
      { do: 'disconnect', from, port, to: edge.to },
      { do: 'addNode', id, node },
      { do: 'connect', edge: { from, port, to: id }, at },
    ]
    if (out !== null) edits.push({ do: 'connect', edge: { from: id, port: out, to: edge.to }, at: at + 1 })
    return tools.applyEdit(document, { do: 'compound', edits }, tools.manifests)
  },
  describe({ from, id, node }, names) {
    const called = calledNode(id, names, node)
    const after = calledNode(from, names)
    return { en: `Insert “${called.en}” after “${after.en}”`, it: `Inserisci “${called.it}” dopo “${after.it}”` }
  },
}
