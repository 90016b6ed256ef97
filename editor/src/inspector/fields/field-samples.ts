import { durationMs, isDuration, type Json, type JsonObject } from '@snodo/base'
import { type FlowDocument, graphOf, type Manifests, type NodeId, templateFieldsAt, valuesGivenBefore } from '@snodo/flow'

/** A field a text can read where it stands, and what it would say of the sample contact; empty where nothing is known. */
export type FieldSample = { path: string; sample: string }

/** Whose values are shown: the contact of *Try*, and for what it lacks a value some contact has. */
export type Sampled = { contact: JsonObject; seen: ReadonlyMap<string, Json>; now: number }

const LONGEST = 40

/** What `{{` completes at a block, nearest first; without a block what holds everywhere. */
export function fieldSamplesAt(
  document: FlowDocument,
  manifests: Manifests,
  node: NodeId | null,
  attributes: readonly string[],
  sampled: Sampled,
): FieldSample[] {
  const paths =
    node === null ? attributes.map((name) => `contact.${name}`) : templateFieldsAt(document, manifests, node, attributes)
  const given = new Map<string, NodeId>()
  if (node !== null) for (const value of valuesGivenBefore(graphOf(document, manifests), node)) given.set(value.name, value.node)
  return [...new Set(paths)].map((path) => ({ path, sample: shown(fieldValue(path, document, given, sampled)) }))
}

function fieldValue(
  path: string,
  document: FlowDocument,
  given: ReadonlyMap<string, NodeId>,
  sampled: Sampled,
): Json | undefined {
  const [root = '', ...rest] = path.split('.')
  if (root === 'contact') return at(sampled.contact, rest) ?? sampled.seen.get(rest.join('.'))
  if (path === 'entry.at') return new Date(sampled.now).toISOString().slice(0, 16)
  if (path === 'entry.event')
    return Object.values(document.nodes).find((node) => typeof node.config.event === 'string')?.config.event
  if (root === 'unsubscribeUrl') return 'https://…/unsubscribe'
  const source = document.nodes[given.get(rest[0] ?? '') ?? '']?.config
  if (root !== 'vars' || !source) return undefined
  if (rest[1] === 'value') return source.value
  if (rest[1] === 'code') return typeof source.pattern === 'string' ? source.pattern.replaceAll('*', 'X') : 'XXXXXXXX'
  const { validFor } = source
  if (typeof validFor !== 'string' || !isDuration(validFor)) return undefined
  return new Date(sampled.now + durationMs(validFor)).toISOString().slice(0, 10)
}

function at(value: Json | undefined, [name, ...rest]: readonly string[]): Json | undefined {
  if (name === undefined) return value === '' ? undefined : value
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined
  return at(value[name], rest)
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
