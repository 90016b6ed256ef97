import type { JsonObject } from '@snodo/base'
import { isObject } from './annotations.ts'
import type { FlowDocument, FlowNode, NodeId } from './document.ts'
import { flowFaults } from './flow-faults.ts'
import type { Manifests } from './manifests.ts'

/** The format this code writes. */
export const NEWEST_FORMAT = 1

/**
 * From each format to the next, by name. A step, once released, never changes: documents of every past format are kept as
 * fixtures and opened by a test. Format 1 is the first, so there is none yet.
 */
const STEPS: Readonly<Record<number, { name: string; upgrade: (old: JsonObject) => JsonObject }>> = {}

/** A document of any past format in the present one. Throws FORMAT_UNKNOWN for one this code cannot open. */
export function upgradeDocument(json: unknown): unknown {
  if (!isObject(json)) return json
  let document: JsonObject = json
  const format = document.format
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1 || format > NEWEST_FORMAT)
    throw flowFaults.FORMAT_UNKNOWN({ got: format, newest: NEWEST_FORMAT })
  for (let from = format; from < NEWEST_FORMAT; from++) {
    const step = STEPS[from]
    if (!step) throw flowFaults.FORMAT_UNKNOWN({ got: from, newest: NEWEST_FORMAT })
    document = step.upgrade(document)
  }
  return document
}

/** Brings one config from an old version of its type to the present one; the registry of node types provides it. */
export type UpgradeConfig = (type: string, version: number, config: JsonObject) => { version: number; config: JsonObject }

/** Nodes of an older version than their manifest, brought up to it. What cannot be upgraded stays, and check-flow says so. */
export function upgradeNodes(document: FlowDocument, manifests: Manifests, upgradeConfig: UpgradeConfig): FlowDocument {
  let nodes: Record<NodeId, FlowNode> | null = null
  for (const [id, node] of Object.entries(document.nodes)) {
    const manifest = manifests.get(node.type)
    if (!manifest || node.version >= manifest.version || !manifest.upgradesFrom.includes(node.version)) continue
    nodes ??= { ...document.nodes }
    nodes[id] = { ...node, ...upgradeConfig(node.type, node.version, node.config) }
  }
  return nodes ? { ...document, nodes } : document
}
