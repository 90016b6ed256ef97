import type { FlowEdits } from '../flow-edit.ts'
import { calledNode, type Editing, nodeAt, withNode } from './editing.ts'

export const setVersion: Editing<FlowEdits['setVersion']> = {
  apply(document, { id, version, config }) {
    const node = nodeAt(document, id, 'setVersion')
    return {
      document: withNode(document, id, { ...node, version, config }),
      inverse: { do: 'setVersion', id, version: node.version, config: node.config },
    }
  },
  describe({ id, version }, names) {
    const called = calledNode(id, names)
    return { en: `Bring “${called.en}” to version ${version}`, it: `Porta “${called.it}” alla versione ${version}` }
  },
}
