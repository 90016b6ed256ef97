import type { FlowChange } from './changes.ts'
import type { FlowDocument, FlowEdge, NodeId } from './document.ts'
import type { FlowEdit } from './flow-edit.ts'

/**
 * The edit that takes back one change: `now` is again as `before` in this place, and everywhere else as it is. Null where
 * another change must be taken back first, such as a line to a block that is gone.
 */
export function revertChange(change: FlowChange, before: FlowDocument, now: FlowDocument): FlowEdit | null {
  switch (change.what) {
    case 'name':
      return { do: 'setName', name: change.was }
    case 'setting':
      return { do: 'setSettings', path: change.path, ...(change.was === undefined ? {} : { value: change.was }) }
    case 'node-added':
      return { do: 'removeNode', id: change.node }
    case 'node-removed':
      return putBack(change.node, before, now)
    case 'node-type':
      return compound([{ do: 'removeNode', id: change.node }, putBack(change.node, before, now)])
    case 'node-version': {
      const { version, config } = before.nodes[change.node]!
      return { do: 'setVersion', id: change.node, version, config }
    }
    case 'config':
      return { do: 'setConfig', id: change.node, path: change.path, ...(change.was === undefined ? {} : { value: change.was }) }
    case 'renamed':
      return { do: 'renameNode', id: change.node, name: change.was ?? null }
    case 'switched':
      return { do: 'setOff', id: change.node, off: change.is === 'on' }
    case 'moved':
      return { do: 'moveNodes', to: { [change.node]: before.nodes[change.node]!.at } }
    case 'line':
      return lineBack(change, now)
    case 'note':
    case 'note-moved':
      return noteBack(change.id, before, now)
    case 'group':
      return groupBack(change.id, before, now)
  }
}

/** A block with the lines it had, as far as their other ends are there. */
function putBack(id: NodeId, before: FlowDocument, now: FlowDocument): FlowEdit {
  const there = (end: NodeId) => end === id || Object.hasOwn(now.nodes, end)
  const lines = before.edges.filter((edge) => (edge.from === id || edge.to === id) && there(edge.from) && there(edge.to))
  return compound([{ do: 'addNode', id, node: before.nodes[id]! }, ...firstOfEachDoor(lines).map(connect)])
}

function lineBack(change: Extract<FlowChange, { what: 'line' }>, now: FlowDocument): FlowEdit | null {
  const { from, port, was, is } = change
  const [to] = was
  if (to === undefined) return is.length === 0 ? null : compound(is.map((): FlowEdit => ({ do: 'disconnect', from, port })))
  if (!Object.hasOwn(now.nodes, from) || !Object.hasOwn(now.nodes, to)) return null
  return connect({ from, port, to })
}

function noteBack(id: string, before: FlowDocument, now: FlowDocument): FlowEdit {
  const note = before.notes?.[id]
  if (!note) return { do: 'removeNote', id }
  const add: FlowEdit = { do: 'addNote', id, note }
  return now.notes?.[id] ? compound([{ do: 'removeNote', id }, add]) : add
}

function groupBack(id: string, before: FlowDocument, now: FlowDocument): FlowEdit | null {
  const group = before.groups?.[id]
  if (!group) return { do: 'removeGroup', id }
  if (!group.nodes.every((node) => Object.hasOwn(now.nodes, node))) return null
  return { do: now.groups?.[id] ? 'editGroup' : 'addGroup', id, group }
}

function firstOfEachDoor(edges: readonly FlowEdge[]): FlowEdge[] {
  const doors = new Set<string>()
  return edges.filter(({ from, port }) => {
    const door = `${from}\n${port}`
    const first = !doors.has(door)
    doors.add(door)
    return first
  })
}

function connect(edge: FlowEdge): FlowEdit {
  return { do: 'connect', edge, replace: true }
}

function compound(edits: FlowEdit[]): FlowEdit {
  return edits.length === 1 ? edits[0]! : { do: 'compound', edits }
}
