import { mayConnect } from '../connection.ts'
import type { FlowDocument, FlowEdge, FlowGroup, NodeId } from '../document.ts'
import type { FlowEdit, FlowEdits } from '../flow-edit.ts'
import { portsOf } from '../ports.ts'
import { reconnect } from './connect.ts'
import { calledNode, type Editing, type EditTools, nodeAt, without } from './editing.ts'

/** Takes a node away with its lines and its place in groups; with `rejoin` what led here leads on. */
export const removeNode: Editing<FlowEdits['removeNode']> = {
  apply(document, { id, rejoin }, tools) {
    nodeAt(document, id, 'removeNode')
    const next = rejoin ? nextOf(document, id, tools) : null
    const touches = (edge: FlowEdge) => edge.from === id || edge.to === id
    const edges: FlowEdge[] = []
    const rejoined: number[] = []
    for (const edge of document.edges) {
      if (!touches(edge)) edges.push(edge)
      // A line of the node to itself has nowhere to go on to.
      else if (next !== null && edge.from !== id && mayRejoin(document, edge, next, tools))
        rejoined.push(edges.push({ ...edge, to: next }) - 1)
    }
    const groups = document.groups && groupsWithout(document.groups, id)
    return {
      document: {
        ...document,
        nodes: without(document.nodes, id),
        edges: document.edges.some(touches) ? edges : document.edges,
        ...(groups ? { groups } : {}),
      },
      inverse: restore(
        document,
        id,
        rejoined.map((at) => ({ edge: edges[at]!, at })),
        tools,
      ),
    }
  },
  describe({ id, rejoin }, names) {
    const called = calledNode(id, names)
    return rejoin
      ? { en: `Delete “${called.en}” and rejoin`, it: `Elimina “${called.it}” e ricongiungi` }
      : { en: `Delete “${called.en}”`, it: `Elimina “${called.it}”` }
  },
}

/** Where the first drawn port leads, by the order of the ports; null when nowhere else. */
function nextOf(document: FlowDocument, id: NodeId, { manifests }: EditTools): NodeId | null {
  const node = document.nodes[id]!
  const manifest = manifests?.get(node.type)
  const out = document.edges.filter((edge) => edge.from === id && edge.to !== id)
  if (!manifest) return out[0]?.to ?? null
  for (const port of portsOf(node, manifest)) {
    const edge = out.find((line) => line.port === port.id)
    if (edge) return edge.to
  }
  return null
}

/** Deleting a node draws no line that could not be drawn by hand: between two that led to each other one is left that leads to itself. */
function mayRejoin(document: FlowDocument, edge: FlowEdge, next: NodeId, { manifests }: EditTools): boolean {
  if (!manifests) return edge.from !== next
  return mayConnect(document, manifests, edge.from, edge.port, next, { replace: true }) === true
}

function restore(
  document: FlowDocument,
  id: NodeId,
  rejoined: { edge: FlowEdge; at: number }[],
  { manifests }: EditTools,
): FlowEdit {
  const edits: FlowEdit[] = []
  // From the last, so that each still stands where it was put.
  for (const { edge, at } of rejoined.toReversed())
    edits.push({ do: 'disconnect', from: edge.from, port: edge.port, to: edge.to, at })
  edits.push({ do: 'addNode', id, node: document.nodes[id]! })
  // In ascending order each line finds its old place, since all before it already stand.
  for (const [at, edge] of document.edges.entries()) {
    if (edge.from === id || edge.to === id) edits.push(reconnect(document, at, manifests))
  }
  for (const [group, content] of Object.entries(document.groups ?? {})) {
    if (content.nodes.includes(id)) edits.push({ do: 'editGroup', id: group, group: content })
  }
  return edits.length === 1 ? edits[0]! : { do: 'compound', edits }
}

function groupsWithout(groups: Record<string, FlowGroup>, id: NodeId): Record<string, FlowGroup> | null {
  if (!Object.values(groups).some((group) => group.nodes.includes(id))) return null
  return Object.fromEntries(
    Object.entries(groups).map(([key, group]) => [
      key,
      group.nodes.includes(id) ? { ...group, nodes: group.nodes.filter((node) => node !== id) } : group,
    ]),
  )
}
