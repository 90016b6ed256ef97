import type { Predicate, Reaction } from '@snodo/audience'
import type { Json, JsonObject, Words } from '@snodo/base'
import { appendPointer } from './json-pointer.ts'
import type { Manifest } from './manifest.ts'

/**
 * Annotations on the JSON Schema of a node's config: the editor draws its form from them, check-flow and the engine find
 * predicates, templates and references by them. They constrain nothing themselves.
 */
export type FieldAnnotations = {
  /** The control, and what the value means. An unknown one falls back to a plain input for the schema's type. */
  'x-widget'?: Widget
  /** What the field is called on the form and in sentences. */
  'x-title'?: Words
  /** One sentence under the control. */
  'x-help'?: Words
  /** The closed list of a choice, with its words. */
  'x-options'?: FieldOption[]
  /** Place on the form, from 1. */
  'x-order'?: number
  /** A template of `one` line or `many`. */
  'x-lines'?: 'one' | 'many'
  /** What a predicate is over: the contact, or the event at hand too. */
  'x-over'?: 'contact' | 'event'
  /** A duration that may point back. */
  'x-signed'?: boolean
  /** A duration in whose place `thatDay` may stand: until the end of the local day. Unset, it is what suits the flow's start. */
  'x-that-day'?: boolean
}

export type FieldOption = { value: Json; title: Words }

/** Every widget and what its value is. */
export const WIDGETS = {
  text: 'a short text',
  number: 'a number',
  switch: 'true or false',
  choice: 'one value of x-options',
  duration: 'an ISO 8601 duration, or null for ever, or thatDay, where allowed',
  time: 'a wall-clock time HH:MM',
  weekdays: 'numbers from 1 (Monday) to 7',
  zone: 'an IANA time zone, or null for the flow’s',
  cron: 'five fields of cron',
  template: 'a text with Liquid fields',
  predicate: 'a predicate of @snodo/audience',
  event: 'the name of an event',
  list: 'the name of a list',
  lists: 'names of lists',
  tags: 'names of tags',
  attribute: 'a dotted path into the contact’s attributes',
  value: 'any JSON value; a text may hold Liquid fields',
  node: 'the id of an earlier node',
  flow: 'the id of a flow',
  pool: 'the name of a coupon pool',
  score: 'the name of a score',
  purpose: 'what a message is for',
  content: 'what a message says: an object of templates',
  branches: 'a list ports are drawn from',
  anchor: 'an instant to count from: an object',
  since: 'from when events count: an object',
  pairs: 'an object of names and template texts',
  code: 'a text in a programming language',
} as const

export type Widget = keyof typeof WIDGETS

/** A value of a config with the annotated schema that describes it. */
export type ConfigField = { path: string; schema: JsonObject; value: Json }

/** Found once for each state of a config: after an edit all other blocks are as they were. All that is found of one config is kept in one place. */
export function foundOnce<Found extends object>(find: (manifest: Manifest, config: JsonObject) => Found): typeof find {
  const place = findings++
  return (manifest, config) => {
    let last = known.get(config)
    if (last?.schema !== manifest.config) {
      last = { schema: manifest.config, found: [] }
      known.set(config, last)
    }
    const before = last.found[place] as Found | undefined
    if (before) return before
    const found = find(manifest, config)
    last.found[place] = found
    return found
  }
}

const known = new WeakMap<JsonObject, { schema: JsonObject; found: object[] }>()
let findings = 0

/** Every value of a config that its schema describes, outermost first, in the order of the schema. */
export const fieldsIn = foundOnce((manifest, config): readonly ConfigField[] => {
  const fields: ConfigField[] = []
  walk(manifest.config, config, '', fields, 0)
  return fields
})

/** The values of one widget. */
export function widgetsIn(manifest: Manifest, config: JsonObject, widget: Widget): ConfigField[] {
  return fieldsIn(manifest, config).filter((field) => field.schema['x-widget'] === widget)
}

export type ConfigPredicate = { path: string; predicate: Predicate; over: 'contact' | 'event' }

export const predicatesIn = foundOnce((manifest, config): readonly ConfigPredicate[] => {
  const found: ConfigPredicate[] = []
  for (const { path, schema, value } of widgetsIn(manifest, config, 'predicate')) {
    if (!isObject(value)) continue
    // The schema has only seen its outline; what is inside is the predicate check's to judge.
    found.push({ path, predicate: value as unknown as Predicate, over: schema['x-over'] === 'event' ? 'event' : 'contact' })
  }
  return found
})

/** Every text with Liquid in it: templates, the texts of pairs, and values that are texts. */
export const templatesIn = foundOnce((manifest, config): readonly { path: string; template: string }[] => {
  const found: { path: string; template: string }[] = []
  for (const { path, schema, value } of fieldsIn(manifest, config)) {
    const widget = schema['x-widget']
    if ((widget === 'template' || widget === 'value') && typeof value === 'string') found.push({ path, template: value })
    if (widget !== 'pairs' || !isObject(value)) continue
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === 'string') found.push({ path: appendPointer(path, name), template: text })
    }
  }
  return found
})

/** References to other nodes made by fields; those inside predicates are found by `nodesInPredicate`. */
export const nodeReferencesIn = foundOnce((manifest, config): readonly { path: string; node: string }[] => {
  const found: { path: string; node: string }[] = []
  const add = (path: string, value: Json | undefined) => {
    if (typeof value === 'string' && value !== '' && !found.some((one) => one.path === path)) found.push({ path, node: value })
  }
  for (const { path, schema, value } of fieldsIn(manifest, config)) {
    if (schema['x-widget'] === 'node') add(path, value)
    // An anchor or a `since` may be counted from a node, whose member is then always called so.
    else if ((schema['x-widget'] === 'anchor' || schema['x-widget'] === 'since') && isObject(value))
      add(`${path}/node`, value.node)
  }
  return found
})

/** `reaction` is the one asked for, or null where the node only marks a moment. */
export type NodeInPredicate = { path: string; node: string; reaction: Reaction | null }

/** References to other nodes made inside a predicate, with the pointer of the clause within it. */
export function nodesInPredicate(predicate: Predicate, path = ''): NodeInPredicate[] {
  switch (predicate?.type) {
    case 'all':
    case 'any':
      return Array.isArray(predicate.of) ? predicate.of.flatMap((part, i) => nodesInPredicate(part, `${path}/of/${i}`)) : []
    case 'not':
      return nodesInPredicate(predicate.of, `${path}/of`)
    case 'reaction':
      // What is no name yet is the predicate check's to say.
      return typeof predicate.node === 'string'
        ? [{ path: `${path}/node`, node: predicate.node, reaction: predicate.reaction }]
        : []
    case 'events':
      return predicate.since?.from === 'node' && typeof predicate.since.node === 'string'
        ? [{ path: `${path}/since/node`, node: predicate.since.node, reaction: null }]
        : []
    default:
      return []
  }
}

const DEEPEST = 12

function walk(schema: JsonObject, value: Json | undefined, path: string, found: ConfigField[], depth: number): void {
  if (value === undefined || depth > DEEPEST) return
  if (schema['x-widget'] !== undefined) found.push({ path, schema, value })
  if (isObject(value) && isObject(schema.properties)) {
    for (const [name, part] of Object.entries(schema.properties)) {
      if (isObject(part) && Object.hasOwn(value, name)) walk(part, value[name], appendPointer(path, name), found, depth + 1)
    }
  }
  if (Array.isArray(value) && isObject(schema.items)) {
    for (const [i, item] of value.entries()) walk(schema.items, item, `${path}/${i}`, found, depth + 1)
  }
  for (const keyword of ['anyOf', 'oneOf', 'allOf'] as const) {
    const parts = schema[keyword]
    if (!Array.isArray(parts)) continue
    const open = parts.filter((part): part is JsonObject => isObject(part) && (keyword === 'allOf' || couldDescribe(part, value)))
    for (const part of open) walk(part, value, path, found, depth + 1)
  }
}

/** Of several shapes, those whose constants (`from: 'node'`) the value has: enough to tell tagged unions apart. */
function couldDescribe(schema: JsonObject, value: Json): boolean {
  if (schema.const !== undefined) return schema.const === value
  if (!isObject(schema.properties)) return typeof schema.type !== 'string' || schema.type === typeOf(value)
  if (!isObject(value)) return false
  return Object.entries(schema.properties).every(([name, part]) => {
    if (!isObject(part) || part.const === undefined) return true
    return value[name] === part.const
  })
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
