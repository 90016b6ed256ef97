import type { FlowDocument, FlowGroup } from '../document.ts'
import type { FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { FLOW_LIMITS } from '../limits.ts'
import { type Editing, nodeAt, without } from './editing.ts'

export const addGroup: Editing<FlowEdits['addGroup']> = {
  apply(document, { id, group }) {
    if (Object.hasOwn(document.groups ?? {}, id)) throw flowFaults.ID_TAKEN({ id, edit: 'addGroup' })
    if (Object.keys(document.groups ?? {}).length >= FLOW_LIMITS.groups)
      throw flowFaults.FLOW_FULL({ what: 'groups', most: FLOW_LIMITS.groups })
    for (const node of group.nodes) nodeAt(document, node, 'addGroup')
    return { document: withGroup(document, id, group), inverse: { do: 'removeGroup', id } }
  },
  describe: ({ group: { title, folded } }) =>
    folded
      ? { en: `Make sub-flow “${title}”`, it: `Crea il sotto-flusso “${title}”` }
      : { en: `Group “${title}”`, it: `Raggruppa “${title}”` },
}

export const editGroup: Editing<FlowEdits['editGroup']> = {
  apply(document, { id, group }) {
    const old = groupAt(document, id, 'editGroup')
    for (const node of group.nodes) if (!old.nodes.includes(node)) nodeAt(document, node, 'editGroup')
    return { document: withGroup(document, id, group), inverse: { do: 'editGroup', id, group: old } }
  },
  describe: ({ group: { title, folded } }) =>
    folded
      ? { en: `Change sub-flow “${title}”`, it: `Cambia il sotto-flusso “${title}”` }
      : { en: `Change group “${title}”`, it: `Cambia il gruppo “${title}”` },
}

export const removeGroup: Editing<FlowEdits['removeGroup']> = {
  apply(document, { id }) {
    const group = groupAt(document, id, 'removeGroup')
    const { groups, ...rest } = document
    const left = without(groups!, id)
    return { document: Object.keys(left).length > 0 ? { ...rest, groups: left } : rest, inverse: { do: 'addGroup', id, group } }
  },
  describe: () => ({ en: 'Ungroup', it: 'Separa il gruppo' }),
}

function groupAt(document: FlowDocument, id: string, edit: string): FlowGroup {
  const group = document.groups && Object.hasOwn(document.groups, id) ? document.groups[id] : undefined
  if (!group) throw flowFaults.PART_MISSING({ id, edit })
  return group
}

function withGroup(document: FlowDocument, id: string, group: FlowGroup): FlowDocument {
  return { ...document, groups: { ...document.groups, [id]: group } }
}
