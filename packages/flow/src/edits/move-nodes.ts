import type { FlowNode, NodeId, Position } from '../document.ts'
import type { FlowEdits } from '../flow-edit.ts'
import { calledNode, type Editing, nodeAt } from './editing.ts'

export const moveNodes: Editing<FlowEdits['moveNodes']> = {
  apply(document, { to }) {
    const back: Record<NodeId, Position> = {}
    const moved: Record<NodeId, FlowNode> = {}
    for (const [id, at] of Object.entries(to)) {
      const node = nodeAt(document, id, 'moveNodes')
      back[id] = node.at
      moved[id] = { ...node, at }
    }
    return { document: { ...document, nodes: { ...document.nodes, ...moved } }, inverse: { do: 'moveNodes', to: back } }
  },
  describe({ to }, names) {
    const ids = Object.keys(to)
    if (ids.length !== 1) return { en: `Move ${ids.length} blocks`, it: `Sposta ${ids.length} blocchi` }
    const called = calledNode(ids[0]!, names)
    return { en: `Move “${called.en}”`, it: `Sposta “${called.it}”` }
  },
}
