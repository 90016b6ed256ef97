import type { FlowEdge } from '../document.ts'
import type { FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { reconnect } from './connect.ts'
import { calledNode, type Editing } from './editing.ts'

/** Works on lines whose ends are gone too: that is how a broken document is mended. */
export const disconnect: Editing<FlowEdits['disconnect']> = {
  apply(document, { from, port, to, at: place }, { manifests }) {
    // From the last: of two lines from one port the first counts, so the other is the one to lose.
    const fits = (edge: FlowEdge | undefined) =>
      edge !== undefined && edge.from === from && edge.port === port && (to === undefined || edge.to === to)
    const at = place !== undefined && fits(document.edges[place]) ? place : document.edges.findLastIndex(fits)
    if (at === -1) throw flowFaults.EDGE_MISSING({ from, port, edit: 'disconnect' })
    return {
      document: { ...document, edges: document.edges.toSpliced(at, 1) },
      inverse: reconnect(document, at, manifests),
    }
  },
  describe({ from, port }, names) {
    const called = calledNode(from, names)
    return { en: `Remove the line “${port}” of “${called.en}”`, it: `Elimina la linea “${port}” di “${called.it}”` }
  },
}
