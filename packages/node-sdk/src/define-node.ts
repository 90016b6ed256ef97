import type { Json, JsonObject } from '@snodo/base'
import type { Manifest } from '@snodo/flow'
import type { Static, TObject } from 'typebox'
import { checkDefinition } from './check-definition.ts'
import type { NodeDefinition } from './node-definition.ts'
import type { NodeBase, NodeType } from './node-type.ts'
import { defaultsOf } from './schema-defaults.ts'

/** The type of a node's config, inferred from its schema. */
export type ConfigOf<Node> = Node extends NodeBase<infer Config> ? Static<Config> : never

/**
 * Checks a definition and adds its manifest, the plain JSON everything else is made from: form, card, checks, documentation.
 * Throws NODE_DEFINITION_BROKEN, naming the first thing wrong and how to mend it.
 */
export function defineNode<Config extends TObject>(definition: NodeDefinition<Config>): NodeType<Config> {
  const kind = checkDefinition(definition)
  const manifest = freeze(buildManifest(definition, kind))
  // The union is narrowed by `kind`, which checkDefinition has just matched with the deed.
  return { ...definition, kind, manifest } as unknown as NodeType<Config>
}

function buildManifest(definition: NodeDefinition<TObject>, kind: Manifest['kind']): Manifest {
  const config = plainSchema(definition.config)
  return {
    type: definition.type,
    version: definition.version,
    kind,
    title: definition.title,
    description: definition.description,
    category: definition.category,
    icon: definition.icon,
    summary: definition.summary,
    config,
    defaults: defaultsOf(config),
    ports: definition.ports,
    ...(definition.portsFrom ? { portsFrom: definition.portsFrom } : {}),
    traits: definition.traits ?? {},
    examples: definition.examples,
    needs: definition.needs ?? [],
    ...(definition.limits ? { limits: definition.limits } : {}),
    upgradesFrom: Object.keys(definition.upgrades ?? {}).map(Number),
  }
}

/** TypeBox schemas as plain JSON: closed against unknown keys, fields numbered in the order they were written. */
export function plainSchema(schema: TObject): JsonObject {
  const plain = JSON.parse(JSON.stringify(schema)) as JsonObject
  plain.additionalProperties = false
  const properties = plain.properties as Record<string, JsonObject>
  for (const [index, field] of Object.values(properties).entries()) field['x-order'] = index + 1
  return plain
}

/** A manifest is shared by every flow; frozen, so that nobody can change it for the others. */
function freeze<T>(value: T): T {
  const todo: Json[] = [value as Json]
  for (const item of todo) {
    if (item === null || typeof item !== 'object' || Object.isFrozen(item)) continue
    todo.push(...Object.values(item))
    Object.freeze(item)
  }
  return value
}
