import { mayConnect } from '../connection.ts'
import type { FlowEdit, FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { calledNode, type Editing, nodeAt } from './editing.ts'

export const connect: Editing<FlowEdits['connect']> = {
  apply(document, { edge, replace, at }, { manifests }) {
    nodeAt(document, edge.from, 'connect')
    nodeAt(document, edge.to, 'connect')
    const allowed = mayConnect(document, manifests ?? NONE, edge.from, edge.port, edge.to, { replace: replace === true })
    if (allowed !== true && (manifests || edge.from !== edge.to))
      throw flowFaults.CONNECTION_REFUSED({ ...edge, because: allowed.en })
    const back: FlowEdit[] = [{ do: 'disconnect', from: edge.from, port: edge.port, to: edge.to }]
    const present = document.edges.findIndex((line) => line.from === edge.from && line.port === edge.port)
    const edges = present === -1 ? document.edges : document.edges.toSpliced(present, 1)
    if (present !== -1) back.push({ do: 'connect', edge: document.edges[present]!, at: present })
    const place = at ?? (present === -1 ? edges.length : present)
    return {
      document: { ...document, edges: edges.toSpliced(Math.min(place, edges.length), 0, edge) },
      inverse: back.length === 1 ? back[0]! : { do: 'compound', edits: back },
    }
  },
  describe({ edge }, names) {
    const from = calledNode(edge.from, names)
    const to = calledNode(edge.to, names)
    return { en: `Connect “${from.en}” to “${to.en}”`, it: `Collega “${from.it}” a “${to.it}”` }
  },
}

const NONE = new Map<string, never>()
