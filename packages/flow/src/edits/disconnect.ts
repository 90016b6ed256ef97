import type { FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { calledNode, type Editing } from './editing.ts'

/** Works on lines whose ends are gone too: that is how a broken document is mended. */
export const disconnect: Editing<FlowEdits['disconnect']> = {
  apply(document, { from, port, to }) {
    // From the last: of two lines from one port the first counts, so the other is the one to lose.
    const at = document.edges.findLastIndex(
      (edge) => edge.from === from && edge.port === port && (to === undefined || edge.to === to),
    )
    if (at === -1) throw flowFaults.EDGE_MISSING({ from, port, edit: 'disconnect' })
    return {
      document: { ...document, edges: document.edges.toSpliced(at, 1) },
      inverse: { do: 'connect', edge: document.edges[at]!, at },
    }
  },
  describe({ from, port }, names) {
    const called = calledNode(from, names)
    return { en: `Remove the line “${port}” of “${called.en}”`, it: `Elimina la linea “${port}” di “${called.it}”` }
  },
}
