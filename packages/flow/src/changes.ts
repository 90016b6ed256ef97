import type { Json } from '@snodo/base'
import type { FlowDocument, FlowEdge, FlowGroup, FlowNote, NodeId } from './document.ts'
import { appendPointer, valueAt } from './json-pointer.ts'
import { sameJson } from './same-json.ts'

/**
 * One thing that is not the same in two states of a flow. `was` and `is` are what stood and stands there; undefined: nothing.
 * A block that came or went is one change, and its lines are others.
 */
export type FlowChange =
  | { what: 'node-added' | 'node-removed'; node: NodeId }
  | { what: 'node-type'; node: NodeId; was: string; is: string }
  | { what: 'node-version'; node: NodeId; was: number; is: number }
  | { what: 'config'; node: NodeId; path: string; was: Json | undefined; is: Json | undefined }
  | { what: 'renamed'; node: NodeId; was: string | undefined; is: string | undefined }
  | { what: 'switched'; node: NodeId; is: 'on' | 'off' }
  | { what: 'moved'; node: NodeId }
  /** Where lines from this port lead: mostly one or none, several only in a broken document. */
  | { what: 'line'; from: NodeId; port: string; was: NodeId[]; is: NodeId[] }
  | { what: 'setting'; path: string; was: Json | undefined; is: Json | undefined }
  | { what: 'name'; was: string; is: string }
  | { what: 'note' | 'group'; id: string; was: Json | undefined; is: Json | undefined }
  | { what: 'note-moved'; id: string }

/** Everything that is not the same, in the order of the newer document. Pure; what is the same object is not looked into. */
export function changesBetween(before: FlowDocument, after: FlowDocument): FlowChange[] {
  if (before === after) return []
  const changes: FlowChange[] = []
  if (before.name !== after.name) changes.push({ what: 'name', was: before.name, is: after.name })
  for (const { path, was, is } of fieldsBetween(json(before.settings), json(after.settings)))
    changes.push({ what: 'setting', path, was, is })
  changes.push(...nodeChanges(before, after), ...lineChanges(before, after))
  changes.push(...noteChanges(before, after), ...groupChanges(before, after))
  return changes
}

/** Tells a change from every other of the same two documents; also the same change seen from the other side. */
export function changeKey(change: FlowChange): string {
  switch (change.what) {
    case 'node-added':
    case 'node-removed':
      return `node ${change.node}`
    case 'line':
      return `line ${change.from} ${change.port}`
    case 'setting':
      return `setting ${change.path}`
    case 'name':
      return 'name'
    case 'note':
    case 'note-moved':
    case 'group':
      return `${change.what} ${change.id}`
    case 'config':
      return `config ${change.node} ${change.path}`
    default:
      return `${change.what} ${change.node}`
  }
}

function nodeChanges(before: FlowDocument, after: FlowDocument): FlowChange[] {
  if (before.nodes === after.nodes) return []
  const changes: FlowChange[] = []
  for (const [node, now] of Object.entries(after.nodes)) {
    const old = Object.hasOwn(before.nodes, node) ? before.nodes[node] : undefined
    if (old === now) continue
    if (!old) {
      changes.push({ what: 'node-added', node })
      continue
    }
    if (old.type !== now.type) changes.push({ what: 'node-type', node, was: old.type, is: now.type })
    if (old.version !== now.version) changes.push({ what: 'node-version', node, was: old.version, is: now.version })
    if (old.name !== now.name) changes.push({ what: 'renamed', node, was: old.name, is: now.name })
    if ((old.off === true) !== (now.off === true)) changes.push({ what: 'switched', node, is: now.off ? 'off' : 'on' })
    if (old.at.x !== now.at.x || old.at.y !== now.at.y) changes.push({ what: 'moved', node })
    for (const { path, was, is } of fieldsBetween(old.config, now.config)) changes.push({ what: 'config', node, path, was, is })
  }
  for (const node of Object.keys(before.nodes))
    if (!Object.hasOwn(after.nodes, node)) changes.push({ what: 'node-removed', node })
  return changes
}

function lineChanges(before: FlowDocument, after: FlowDocument): FlowChange[] {
  if (before.edges === after.edges) return []
  const old = linesByDoor(before.edges)
  const now = linesByDoor(after.edges)
  const changes: FlowChange[] = []
  for (const [door, line] of now) {
    const was = old.get(door)?.to ?? []
    if (!sameJson(was, line.to)) changes.push({ what: 'line', from: line.from, port: line.port, was, is: line.to })
  }
  for (const [door, line] of old)
    if (!now.has(door)) changes.push({ what: 'line', from: line.from, port: line.port, was: line.to, is: [] })
  return changes
}

function linesByDoor(edges: readonly FlowEdge[]): Map<string, { from: NodeId; port: string; to: NodeId[] }> {
  const doors = new Map<string, { from: NodeId; port: string; to: NodeId[] }>()
  for (const { from, port, to } of edges) {
    const key = `${from}\n${port}`
    const door = doors.get(key)
    if (door) door.to.push(to)
    else doors.set(key, { from, port, to: [to] })
  }
  return doors
}

function noteChanges(before: FlowDocument, after: FlowDocument): FlowChange[] {
  return partsOfBoth(before.notes, after.notes).map(([id, was, is]): FlowChange => {
    if (was && is && was.text === is.text) return { what: 'note-moved', id }
    return { what: 'note', id, was: was?.text, is: is?.text }
  })
}

function groupChanges(before: FlowDocument, after: FlowDocument): FlowChange[] {
  return partsOfBoth(before.groups, after.groups).map(([id, was, is]): FlowChange => ({ what: 'group', id, was, is }))
}

function partsOfBoth<Part extends FlowNote | FlowGroup>(
  before: Record<string, Part> = {},
  after: Record<string, Part> = {},
): [id: string, was: Part | undefined, is: Part | undefined][] {
  if (before === after) return []
  const ids = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return ids
    .map((id): [string, Part | undefined, Part | undefined] => [id, own(before, id), own(after, id)])
    .filter(([, was, is]) => !sameJson(was as Json | undefined, is as Json | undefined))
}

export type FieldChange = { path: string; was: Json | undefined; is: Json | undefined }

/**
 * The innermost places at which two values differ, as JSON pointers. Lists are looked into only when they are as long as each
 * other: in one that grew or shrank nobody can say which item is which.
 */
export function fieldsBetween(before: Json, after: Json, path = ''): FieldChange[] {
  if (before === after) return []
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && before.length > 0) {
    return before.flatMap((item, i) => fieldsBetween(item, after[i]!, `${path}/${i}`))
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])]
    return keys.flatMap((key) => {
      const place = appendPointer(path, key)
      const [was, is] = [before[key], after[key]]
      if (was === undefined && is === undefined) return []
      return was === undefined || is === undefined ? [{ path: place, was, is }] : fieldsBetween(was, is, place)
    })
  }
  return sameJson(before, after) ? [] : [{ path, was: before, is: after }]
}

function isRecord(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Settings are plain JSON; their type only names the members. */
function json(value: object): Json {
  return value as Json
}

/** What stands in a document where a change was made: the same place can be looked at in any later state. */
export function contentAt(document: FlowDocument, change: FlowChange): Json | undefined {
  switch (change.what) {
    case 'name':
      return document.name
    case 'setting':
      return valueAt(json(document.settings), change.path)
    case 'line':
      return document.edges.filter((edge) => edge.from === change.from && edge.port === change.port).map((edge) => edge.to)
    case 'note':
      return own(document.notes, change.id)?.text
    case 'note-moved':
      return own(document.notes, change.id)?.at
    case 'group':
      return own(document.groups, change.id)
  }
  const node = own(document.nodes, change.node)
  if (!node) return undefined
  switch (change.what) {
    case 'node-added':
    case 'node-removed':
      return true
    case 'node-type':
      return node.type
    case 'node-version':
      return node.version
    case 'renamed':
      return node.name
    case 'switched':
      return node.off === true
    case 'moved':
      return node.at
    case 'config':
      return valueAt(node.config, change.path)
  }
}

function own<Value>(record: Record<string, Value> | undefined, id: string): Value | undefined {
  return record && Object.hasOwn(record, id) ? record[id] : undefined
}
