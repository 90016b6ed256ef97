import type { JsonObject } from '@snodo/base'
import { Type } from 'typebox'
import { FlowEdgeSchema, FlowGroupSchema, FlowNodeSchema, FlowNoteSchema } from './document-schema.ts'
import type { EditName, FlowEdit, FlowEdits } from './flow-edit.ts'
import { flowFaults } from './flow-faults.ts'
import { FLOW_LIMITS, ID_PATTERN } from './limits.ts'
import { boundsProblem, problemsOf } from './parse-document.ts'

const Id = Type.String({ pattern: ID_PATTERN })
const Port = Type.String({ minLength: 1, maxLength: 100 })
const Pointer = Type.String({ pattern: '^(/[^/]*)+$', maxLength: 1000 })
const Place = Type.Integer({ minimum: 0, maximum: FLOW_LIMITS.edges })
const Anything = Type.Unsafe({})
const Words = Type.Object(
  { en: Type.String({ maxLength: 500 }), it: Type.String({ maxLength: 500 }) },
  { additionalProperties: false },
)
const At = FlowNodeSchema.properties.at
const Optional = Type.Optional

/** What each edit must carry, beside `do`. `restore` of connect is left out: only an undo on the spot may use it. */
const MEMBERS: { [Do in EditName]: { [Member in Exclude<keyof FlowEdits[Do], 'restore'>]-?: object } } = {
  addNode: { id: Id, node: FlowNodeSchema },
  removeNode: { id: Id, rejoin: Optional(Type.Boolean()) },
  moveNodes: {
    to: Type.Unsafe({
      type: 'object',
      propertyNames: { pattern: ID_PATTERN },
      additionalProperties: At,
      maxProperties: FLOW_LIMITS.nodes,
    }),
  },
  setConfig: { id: Id, path: Pointer, value: Optional(Anything) },
  renameNode: { id: Id, name: Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: FLOW_LIMITS.nodeName })]) },
  setOff: { id: Id, off: Type.Boolean() },
  setVersion: { id: Id, version: FlowNodeSchema.properties.version, config: FlowNodeSchema.properties.config },
  connect: {
    edge: FlowEdgeSchema,
    replace: Optional(Type.Boolean()),
    at: Optional(Place),
  },
  disconnect: { from: Id, port: Port, to: Optional(Id), at: Optional(Place) },
  insertOnEdge: { from: Id, port: Port, id: Id, node: FlowNodeSchema, out: Type.Union([Type.Null(), Port]) },
  setName: { name: Type.String({ minLength: 1, maxLength: FLOW_LIMITS.name }) },
  setSettings: { path: Pointer, value: Optional(Anything) },
  addNote: { id: Id, note: FlowNoteSchema },
  moveNote: { id: Id, at: At, size: FlowNoteSchema.properties.size },
  editNote: { id: Id, text: FlowNoteSchema.properties.text },
  removeNote: { id: Id },
  addGroup: { id: Id, group: FlowGroupSchema },
  editGroup: { id: Id, group: FlowGroupSchema },
  removeGroup: { id: Id },
  compound: {
    edits: Type.Unsafe({ type: 'array', maxItems: FLOW_LIMITS.editsInOne }),
    label: Optional(Words),
  },
}

/** One schema for each edit, so that a fault can speak of the edit it is about rather than of all of them. */
const schemas = new Map<string, JsonObject>()
for (const [name, members] of Object.entries(MEMBERS)) {
  schemas.set(
    name,
    JSON.parse(
      JSON.stringify(Type.Object({ do: Type.Literal(name), ...members }, { additionalProperties: false })),
    ) as JsonObject,
  )
}

/** The JSON Schema of one edit, for the API's documentation. */
export const flowEditSchema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'An edit of a Snodo flow document',
  $ref: '#/$defs/edit',
  $defs: {
    edit: {
      oneOf: [...schemas.values()].map((schema) => {
        const properties = schema.properties as Record<string, JsonObject>
        return properties.edits
          ? { ...schema, properties: { ...properties, edits: { ...properties.edits, items: { $ref: '#/$defs/edit' } } } }
          : schema
      }),
    },
  },
}

/** JSON from outside as an edit. Throws EDIT_INVALID naming path, expected and got. */
export function parseEdit(json: unknown): FlowEdit {
  const tooMuch = boundsProblem(json)
  if (tooMuch) throw flowFaults.EDIT_INVALID(tooMuch)
  check(json, '')
  return json as FlowEdit
}

/** Several at once; paths in faults begin with the place in the list. */
export function parseEdits(json: unknown): FlowEdit[] {
  const tooMuch = boundsProblem(json)
  if (tooMuch) throw flowFaults.EDIT_INVALID(tooMuch)
  if (!Array.isArray(json) || json.length > FLOW_LIMITS.editsInOne)
    throw flowFaults.EDIT_INVALID({
      path: '',
      expected: `a list of at most ${FLOW_LIMITS.editsInOne} edits`,
      got: Array.isArray(json) ? `${json.length}` : typeof json,
    })
  for (const [i, edit] of json.entries()) check(edit, `/${i}`)
  return json as FlowEdit[]
}

function check(json: unknown, path: string): void {
  const name = json !== null && typeof json === 'object' ? (json as { do?: unknown }).do : undefined
  const schema = typeof name === 'string' ? schemas.get(name) : undefined
  if (!schema)
    throw flowFaults.EDIT_INVALID({
      path: `${path}/do`,
      expected: `one of ${[...schemas.keys()].join(', ')}`,
      got: JSON.stringify(name) ?? 'nothing',
    })
  if (name === 'compound') {
    // Checked edit by edit instead of by reference: each then says what is wrong with itself.
    const { edits, ...rest } = json as { edits?: unknown }
    const [problem] = problemsOf(schema, { ...rest, edits: [] })
    if (problem) throw flowFaults.EDIT_INVALID({ ...problem, path: path + problem.path })
    if (!Array.isArray(edits) || edits.length > FLOW_LIMITS.editsInOne)
      throw flowFaults.EDIT_INVALID({
        path: `${path}/edits`,
        expected: `a list of at most ${FLOW_LIMITS.editsInOne} edits`,
        got: typeof edits,
      })
    for (const [i, edit] of edits.entries()) check(edit, `${path}/edits/${i}`)
    return
  }
  const [problem] = problemsOf(schema, json)
  if (problem) throw flowFaults.EDIT_INVALID({ ...problem, path: path + problem.path })
}
