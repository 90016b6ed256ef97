import type { JsonObject } from '@snodo/base'
import { LENGTH_PATTERN } from '@snodo/base'
import { Type } from 'typebox'
import { FLOW_LIMITS, ID_PATTERN } from './limits.ts'

/**
 * The JSON Schema of a flow document, format 1, published at /api/flow.schema.json. It holds the shape; what a node's config
 * must hold is said by its type's manifest, and what a flow must make sense of by `check-flow`.
 */
const Id = Type.String({ pattern: ID_PATTERN })
const Name = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Coordinate = Type.Number({ minimum: -FLOW_LIMITS.coordinate, maximum: FLOW_LIMITS.coordinate })
const PositionSchema = Type.Object({ x: Coordinate, y: Coordinate }, { additionalProperties: false })
const Duration = Type.String({ pattern: LENGTH_PATTERN, maxLength: 100 })
/** The outline of a predicate; the rest is judged by `checkPredicate` of the audience, which says more than a schema could. */
const PredicateSchema = Type.Object({ type: Type.String({ maxLength: 50 }) }, { additionalProperties: true })
const EventConditionSchema = Type.Object(
  { event: Type.Optional(Name(200)), where: Type.Optional(PredicateSchema) },
  { additionalProperties: false },
)
const record = (value: object, maxProperties: number) =>
  Type.Unsafe({ type: 'object', propertyNames: { pattern: ID_PATTERN }, additionalProperties: value, maxProperties })
const oneOf = (...values: string[]) => Type.Unsafe({ type: 'string', enum: values })

export const FlowNodeSchema = Type.Object(
  {
    type: Type.String({ pattern: '^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+$', maxLength: 100 }),
    version: Type.Integer({ minimum: 1, maximum: 10_000 }),
    config: Type.Object({}, { additionalProperties: true }),
    at: PositionSchema,
    name: Type.Optional(Name(FLOW_LIMITS.nodeName)),
    off: Type.Optional(Type.Literal(true)),
  },
  { additionalProperties: false },
)

export const FlowEdgeSchema = Type.Object(
  { from: Id, port: Type.String({ minLength: 1, maxLength: 100 }), to: Id },
  { additionalProperties: false },
)

export const FlowGroupSchema = Type.Object(
  {
    title: Type.String({ maxLength: FLOW_LIMITS.name }),
    nodes: Type.Array(Id, { maxItems: FLOW_LIMITS.nodes, uniqueItems: true }),
    color: Type.Optional(Type.String({ maxLength: 30 })),
    folded: Type.Optional(Type.Literal(true)),
  },
  { additionalProperties: false },
)

const Size = Type.Object(
  { width: Type.Number({ minimum: 1, maximum: 10_000 }), height: Type.Number({ minimum: 1, maximum: 10_000 }) },
  { additionalProperties: false },
)

export const FlowNoteSchema = Type.Object(
  { text: Type.String({ maxLength: FLOW_LIMITS.noteText }), at: PositionSchema, size: Type.Optional(Size) },
  { additionalProperties: false },
)

export const FlowSettingsSchema = Type.Object(
  {
    timeZone: Type.Optional(Name(100)),
    reentry: Type.Optional(
      Type.Object(
        {
          mode: oneOf('never', 'always', 'afterExit', 'afterWindow'),
          window: Type.Optional(Duration),
          from: Type.Optional(oneOf('entry', 'exit')),
          inside: Type.Optional(oneOf('ignore', 'replace', 'parallel')),
          key: Type.Optional(Name(200)),
        },
        { additionalProperties: false },
      ),
    ),
    exits: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Id, name: Name(FLOW_LIMITS.name), when: EventConditionSchema, sameKey: Type.Optional(Type.Boolean()) },
          { additionalProperties: false },
        ),
        { maxItems: FLOW_LIMITS.exits },
      ),
    ),
    goal: Type.Optional(
      Type.Union([
        Type.Null(),
        Type.Object(
          {
            name: Name(FLOW_LIMITS.name),
            when: EventConditionSchema,
            within: Type.Optional(Duration),
            sameKey: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
      ]),
    ),
    priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
    entryFilter: Type.Optional(
      Type.Object({ when: PredicateSchema, asOf: Type.Optional(oneOf('after', 'before')) }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)

const Document = Type.Object(
  {
    format: Type.Literal(1),
    name: Name(FLOW_LIMITS.name),
    settings: FlowSettingsSchema,
    nodes: record(FlowNodeSchema, FLOW_LIMITS.nodes),
    edges: Type.Array(FlowEdgeSchema, { maxItems: FLOW_LIMITS.edges }),
    groups: Type.Optional(record(FlowGroupSchema, FLOW_LIMITS.groups)),
    notes: Type.Optional(record(FlowNoteSchema, FLOW_LIMITS.notes)),
  },
  { additionalProperties: false },
)

/** Plain JSON: what is published is what is checked. */
export const flowDocumentSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Snodo flow document, format 1',
  ...(JSON.parse(JSON.stringify(Document)) as JsonObject),
}
