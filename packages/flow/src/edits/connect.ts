import { mayConnect } from '../connection.ts'
import type { FlowDocument, FlowEdge } from '../document.ts'
import type { FlowEdit, FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { FLOW_LIMITS } from '../limits.ts'
import type { Manifests } from '../manifests.ts'
import { calledNode, type Editing, nodeAt } from './editing.ts'

export const connect: Editing<FlowEdits['connect']> = {
  apply(document, { edge, replace, at, restore }, { manifests }) {
    if (restore) return withEdge(document, document.edges, edge, at)

    const because = refusal(document, edge, manifests, replace === true)
    if (because) throw flowFaults.CONNECTION_REFUSED({ ...edge, because })
    const present = document.edges.findIndex((line) => line.from === edge.from && line.port === edge.port)
    if (present === -1) {
      if (document.edges.length >= FLOW_LIMITS.edges) throw flowFaults.FLOW_FULL({ what: 'lines', most: FLOW_LIMITS.edges })
      return withEdge(document, document.edges, edge, at)
    }
    const drawn = withEdge(document, document.edges.toSpliced(present, 1), edge, at ?? present)
    return {
      document: drawn.document,
      inverse: { do: 'compound', edits: [drawn.inverse, reconnect(document, present, manifests)] },
    }
  },
  describe({ edge }, names) {
    const from = calledNode(edge.from, names)
    const to = calledNode(edge.to, names)
    return { en: `Connect “${from.en}” to “${to.en}”`, it: `Collega “${from.it}” a “${to.it}”` }
  },
}

function withEdge(
  document: FlowDocument,
  edges: FlowEdge[],
  edge: FlowEdge,
  at = edges.length,
): { document: FlowDocument; inverse: FlowEdit } {
  const place = Math.min(at, edges.length)
  return {
    document: { ...document, edges: edges.toSpliced(place, 0, edge) },
    inverse: { do: 'disconnect', from: edge.from, port: edge.port, to: edge.to, at: place },
  }
}

/** Why the line may not be drawn, or null. Without manifests only its ends and its port are judged. */
function refusal(document: FlowDocument, edge: FlowEdge, manifests: Manifests | undefined, replace: boolean): string | null {
  nodeAt(document, edge.from, 'connect')
  nodeAt(document, edge.to, 'connect')
  if (manifests) {
    const allowed = mayConnect(document, manifests, edge.from, edge.port, edge.to, { replace })
    return allowed === true ? null : allowed.en
  }
  const taken = !replace && document.edges.some((line) => line.from === edge.from && line.port === edge.port)
  return taken ? 'this port already has a line.' : null
}

/** The edit that puts back the line at this place of the document, once it is gone. */
export function reconnect(document: FlowDocument, at: number, manifests: Manifests | undefined): FlowEdit {
  const edge = document.edges[at]!
  const ends = Object.hasOwn(document.nodes, edge.from) && Object.hasOwn(document.nodes, edge.to)
  const alone = document.edges.filter((line) => line.from === edge.from && line.port === edge.port).length === 1
  const sound = ends && alone && refusal(document, edge, manifests, true) === null
  return { do: 'connect', edge, at, ...(sound ? {} : { restore: true }) }
}
