import type { JsonObject } from '@snodo/base'
import type { Manifest } from '@snodo/flow'
import { checkDefinition } from './check-definition.ts'
import type { NodeDefinition } from './node-definition.ts'
import { nodeFaults } from './node-faults.ts'
import type { NodeType } from './node-type.ts'

/** The node types an installation knows, by name. */
export type NodeRegistry = {
  /** Throws NODE_TYPE_UNKNOWN. */
  get(type: string): NodeType
  find(type: string): NodeType | undefined
  has(type: string): boolean
  readonly types: readonly NodeType[]
  /** In the order of the list: what `GET /api/node-types` serves. */
  readonly manifests: readonly Manifest[]
  /** A config of an old version brought up to the present one, step by step. Throws NODE_TYPE_UNKNOWN, NODE_VERSION_UNKNOWN. */
  upgrade(node: { type: string; version: number; config: JsonObject }): { version: number; config: JsonObject }
}

/** Refuses, at boot, two types of one name and anything not made whole by `defineNode`. */
export function nodeRegistry(list: readonly NodeType[]): NodeRegistry {
  const byType = new Map<string, NodeType>()
  for (const node of list) {
    if (!node?.manifest)
      throw nodeFaults.NODE_DEFINITION_BROKEN({
        type: String((node as Partial<NodeType> | undefined)?.type ?? 'without a name'),
        problem: 'it has no manifest.',
        mend: 'Make it with defineNode(…).',
      })
    checkDefinition(node as unknown as NodeDefinition<NodeType['config']>)
    if (byType.has(node.type)) throw nodeFaults.NODE_TYPE_TWICE({ type: node.type })
    byType.set(node.type, node)
  }
  const get = (type: string): NodeType => {
    const node = byType.get(type)
    if (!node) throw nodeFaults.NODE_TYPE_UNKNOWN({ type, known: [...byType.keys()] })
    return node
  }
  return {
    get,
    find: (type) => byType.get(type),
    has: (type) => byType.has(type),
    types: [...list],
    manifests: list.map((node) => node.manifest),
    upgrade: ({ type, version, config }) => upgradeConfig(get(type), version, config),
  }
}

function upgradeConfig(node: NodeType, version: number, config: JsonObject): { version: number; config: JsonObject } {
  if (version > node.version) throw nodeFaults.NODE_VERSION_UNKNOWN({ type: node.type, version, present: node.version })
  let upgraded = config
  for (let from = version; from < node.version; from++) {
    const upgrade = node.upgrades?.[from]
    if (!upgrade) throw nodeFaults.NODE_VERSION_UNKNOWN({ type: node.type, version, present: node.version })
    upgraded = upgrade(structuredClone(upgraded))
  }
  return { version: node.version, config: upgraded }
}
