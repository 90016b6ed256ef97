import type { Predicate } from '@snodo/audience'
import type { IsoDuration, JsonObject } from '@snodo/base'

/** The flow document, format 1 (the contract is in design/api.md; the JSON Schema is made in `document-schema.ts`). */
export type FlowDocument = {
  format: 1
  name: string
  settings: FlowSettings
  nodes: Record<NodeId, FlowNode>
  edges: FlowEdge[]
  groups?: Record<string, FlowGroup>
  notes?: Record<string, FlowNote>
}

export type NodeId = string

export type FlowNode = {
  type: string
  version: number
  config: JsonObject
  at: Position
  /** The author's own name for the block; absent: its type's title. */
  name?: string
  /** Switched off: contacts pass straight through, by the type's first port. */
  off?: true
}

export type Position = { x: number; y: number }
export type FlowEdge = { from: NodeId; port: string; to: NodeId }
/**
 * Blocks that belong together. `folded`: a sub-flow, drawn as one card whose doors are the lines that cross its border. Its
 * blocks and lines stay where they are in the document, so that what checks, compiles, tries or counts a flow knows nothing of it.
 */
export type FlowGroup = { title: string; nodes: NodeId[]; color?: string; folded?: true }
export type FlowNote = { text: string; at: Position; size?: { width: number; height: number } }

export type FlowSettings = {
  timeZone?: string
  reentry?: Reentry
  exits?: FlowExit[]
  goal?: FlowGoal | null
  /** Higher goes first when caps leave room for one message only. Default 0. */
  priority?: number
  entryFilter?: { when: Predicate; asOf?: 'after' | 'before' }
}

export type Reentry = {
  mode: 'never' | 'always' | 'afterExit' | 'afterWindow'
  window?: IsoDuration
  /** What the window is counted from. Default entry. */
  from?: 'entry' | 'exit'
  /** What a matching event does while the contact is inside. Default ignore. */
  inside?: 'ignore' | 'replace' | 'parallel'
  /** Path of the entity key, e.g. `event.properties.order_id`. Absent: one journey per contact. */
  key?: string
}

export type FlowExit = {
  id: string
  name: string
  when: EventCondition
  /** Only the journey with the same entity key. */
  sameKey?: boolean
}
export type FlowGoal = {
  name: string
  when: EventCondition
  within?: IsoDuration
  /** Only the journey with the same entity key. */
  sameKey?: boolean
}
/** An event, a predicate, or an event that must satisfy a predicate. */
export type EventCondition = { event?: string; where?: Predicate }
