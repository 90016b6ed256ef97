import type { Words } from '@snodo/base'
import type { FlowDocument, FlowNode, NodeId } from '../document.ts'
import type { FlowEdit } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import type { Manifests } from '../manifests.ts'
import { nodeTitle } from '../ports.ts'

/** How one operation is done, undone and said. */
export type Editing<Edit> = {
  apply(document: FlowDocument, edit: Edit, tools: EditTools): { document: FlowDocument; inverse: FlowEdit }
  describe(edit: Edit, names: EditNames): Words
}

export type EditTools = {
  manifests: Manifests | undefined
  /** For operations made of others. */
  applyEdit(document: FlowDocument, edit: FlowEdit, manifests?: Manifests): { document: FlowDocument; inverse: FlowEdit }
}

export type EditNames = {
  document: FlowDocument | undefined
  manifests: Manifests | undefined
  describeEdit(edit: FlowEdit, document?: FlowDocument, manifests?: Manifests): Words
}

/** The node, or the fault that says it is gone. */
export function nodeAt(document: FlowDocument, id: NodeId, edit: string): FlowNode {
  const node = Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined
  if (!node) throw flowFaults.NODE_MISSING({ id, edit })
  return node
}

export function withNode(document: FlowDocument, id: NodeId, node: FlowNode): FlowDocument {
  return { ...document, nodes: { ...document.nodes, [id]: node } }
}

/** What people call a node: its own name, its type's title, or its id when nothing more is known. */
export function calledNode(id: NodeId, { document, manifests }: EditNames, node = document?.nodes[id]): Words {
  return node ? nodeTitle(node, manifests?.get(node.type)) : { en: id, it: id }
}

/** A record without one member; undefined when nothing is left and the member was optional. */
export function without<T>(record: Record<string, T>, id: string): Record<string, T> {
  const { [id]: _, ...rest } = record
  return rest
}
