import type { Json, JsonObject } from '@snodo/base'
import type { FlowDocument } from './document.ts'
import { flowDocumentSchema } from './document-schema.ts'
import { type DocumentProblem, flowFaults } from './flow-faults.ts'
import { valueAt } from './json-pointer.ts'
import { FLOW_LIMITS } from './limits.ts'
import { type SchemaError, schemaErrors } from './schema-check.ts'
import { upgradeDocument } from './upgrade.ts'

/**
 * JSON from outside (a request, a file, the clipboard, an older release) as a flow document of the present format.
 * Throws DOCUMENT_INVALID naming path, expected and got of each problem, or FORMAT_UNKNOWN.
 */
export function parseDocument(json: unknown): FlowDocument {
  const tooMuch = boundsProblem(json)
  if (tooMuch) throw flowFaults.DOCUMENT_INVALID({ problems: [tooMuch] })
  const upgraded = upgradeDocument(json)
  const problems = documentProblems(upgraded)
  if (problems.length > 0) throw flowFaults.DOCUMENT_INVALID({ problems })
  return withoutEmptyParts(upgraded as FlowDocument)
}

/** No notes is said in one way only, so that adding the first and undoing it gives back the same document. */
function withoutEmptyParts(document: FlowDocument): FlowDocument {
  const { groups, notes, ...rest } = document
  const keep = <T extends object>(part: T | undefined) => part !== undefined && Object.keys(part).length > 0
  if (keep(groups) === (groups !== undefined) && keep(notes) === (notes !== undefined)) return document
  return { ...rest, ...(keep(groups) ? { groups } : {}), ...(keep(notes) ? { notes } : {}) } as FlowDocument
}

/** What is wrong with the shape of a document of the present format; empty when it is one. */
export function documentProblems(json: unknown): DocumentProblem[] {
  return problemsOf(flowDocumentSchema, json)
}

/** What a schema says against a value, as path, expected and got. */
export function problemsOf(schema: JsonObject, json: unknown): DocumentProblem[] {
  const seen = new Set<string>()
  const problems: DocumentProblem[] = []
  for (const error of schemaErrors(schema, json)) {
    // A closed object also reports `false` as the schema of each extra member; that one names the member.
    if (error.keyword === 'additionalProperties' || error.keyword === 'anyOf') continue
    const key = `${error.path}\n${error.keyword}`
    if (seen.has(key) || problems.length >= FLOW_LIMITS.findings) continue
    seen.add(key)
    problems.push({ path: error.path, expected: expectationOf(error), got: gotOf(error, json) })
  }
  return problems.length === 0 && schemaErrors(schema, json).length > 0
    ? [{ path: '', expected: 'another shape', got: show(json) }]
    : problems
}

/** In one phrase, what a schema expected. */
export function expectationOf({ keyword, params }: SchemaError): string {
  switch (keyword) {
    case 'boolean':
      return 'no such member'
    case 'type':
      return `a value of type ${[params.type].flat().join(' or ')}`
    case 'const':
      return JSON.stringify(params.allowedValue)
    case 'enum':
      return `one of ${(params.allowedValues as Json[]).map((value) => JSON.stringify(value)).join(', ')}`
    case 'required':
      return `the members ${(params.requiredProperties as string[]).join(', ')}`
    case 'pattern':
      return params.pattern === flowIdPattern ? 'an id of letters, digits, - and _' : `a text like ${params.pattern}`
    case 'minLength':
      return `at least ${params.limit} characters`
    case 'maxLength':
      return `at most ${params.limit} characters`
    case 'minItems':
      return `at least ${params.limit} items`
    case 'maxItems':
      return `at most ${params.limit} items`
    case 'minProperties':
      return `at least ${params.limit} members`
    case 'maxProperties':
      return `at most ${params.limit} members`
    case 'minimum':
      return `at least ${params.limit}`
    case 'maximum':
      return `at most ${params.limit}`
    case 'uniqueItems':
      return 'no item twice'
    case 'propertyNames':
      return 'members named with letters, digits, - and _'
    default:
      return `what the rule "${keyword}" says`
  }
}

const flowIdPattern = (flowDocumentSchema.properties as { nodes: { propertyNames: { pattern: string } } }).nodes.propertyNames
  .pattern

function gotOf(error: SchemaError, json: unknown): string {
  const value = valueAt(json as Json, error.path)
  if (error.keyword === 'required') return `only ${Object.keys((value ?? {}) as object).join(', ') || 'an empty object'}`
  return show(value)
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (value !== null && typeof value === 'object') return 'an object'
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Depth and size first, without recursion: a document nested 50,000 deep would overflow everything after. */
export function boundsProblem(json: unknown): DocumentProblem | null {
  const todo: { value: unknown; depth: number }[] = [{ value: json, depth: 0 }]
  let bytes = 0
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { value, depth } = next
    bytes += 1
    if (typeof value === 'string') bytes += value.length
    if (typeof value === 'string' && value.includes('\u0000'))
      return { path: '', expected: 'texts without NUL characters', got: show(value) }
    if (value !== null && typeof value === 'object') {
      if (depth >= FLOW_LIMITS.depth) return { path: '', expected: `at most ${FLOW_LIMITS.depth} levels`, got: 'more' }
      for (const [key, part] of Object.entries(value)) {
        bytes += key.length
        todo.push({ value: part, depth: depth + 1 })
      }
    }
    if (bytes > FLOW_LIMITS.documentBytes)
      return { path: '', expected: `at most ${FLOW_LIMITS.documentBytes} characters`, got: 'more' }
  }
  return null
}
