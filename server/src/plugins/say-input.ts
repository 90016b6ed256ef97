import type { Fault } from '@snodo/base'
import type { ErrorObject } from 'ajv'
import type { FastifyError, FastifySchemaValidationError } from 'fastify'
import { serverFaults } from '../server-faults.ts'

/** A finding of ajv, with the schema and the value it is about. */
type Finding = FastifySchemaValidationError & Partial<ErrorObject>

/** The fault of an input that did not pass its schema, in words; null for another error. */
export function faultOfInput(error: FastifyError): Fault | null {
  const found = error.validation as Finding[] | undefined
  if (!found?.[0]) return null
  const part =
    { body: 'body', querystring: 'query', params: 'address', headers: 'headers' }[error.validationContext ?? 'body'] ?? 'body'
  const first = furthest(found)
  if (part === 'body' && first.instancePath === '' && first.data === null) return serverFaults.BODY_MISSING({})
  return serverFaults.INPUT_INVALID({ part, ...explain(first, found) })
}

/**
 * Of several allowed shapes the one meant is that whose name the input says (`do`, `of` …), else that in which the check got furthest:
 * there the mistake is.
 */
function furthest(found: readonly Finding[]): Finding {
  const named = found.filter((each) => !saysAnother(each))
  const meant = named.filter((each) => each.keyword !== 'anyOf')
  const asked = meant.length > 0 ? meant : named.every(isOfShapes) ? found : named
  return asked.reduce((best, each) => (howFar(each) > howFar(best) ? each : best))
}

const isOfShapes = ({ keyword }: Finding) => keyword === 'anyOf'

/** It is about a shape the input does not name. */
function saysAnother({ keyword, parentSchema, data }: Finding): boolean {
  if (keyword === 'const') return true
  if (typeof data !== 'object' || data === null) return false
  const properties = Object.entries((parentSchema?.properties ?? {}) as Record<string, { const?: unknown }>)
  return properties.some(
    ([name, { const: named }]) => named !== undefined && name in data && (data as Record<string, unknown>)[name] !== named,
  )
}

/** Deeper is further; at the same place a value of the right type is further than one of a wrong type. */
function howFar({ instancePath, keyword }: Finding): number {
  return instancePath.split('/').length + (keyword === 'type' || keyword === 'anyOf' ? 0 : 0.5)
}

/** One finding in words: where, what was expected, what came. */
function explain(error: Finding, all: readonly Finding[]): { pointer: string; expected: string; got: string } {
  const params = error.params as Record<string, unknown>
  const at = error.instancePath
  const got = say(error.data)
  const expected = (what: string) => ({ pointer: at, expected: what, got })
  switch (error.keyword) {
    case 'required':
      return { pointer: `${at}/${String(params.missingProperty)}`, expected: 'a value', got: 'nothing' }
    case 'additionalProperties':
      return {
        pointer: `${at}/${String(params.additionalProperty)}`,
        expected: `only the members ${Object.keys((error.parentSchema?.properties as object | undefined) ?? {}).join(', ')}`,
        got: 'another one',
      }
    case 'enum':
      return expected(`one of ${(params.allowedValues as unknown[]).join(', ')}`)
    case 'const':
      return expected(choicesAt(at, all))
    case 'type':
      return expected(`a value of type ${[params.type].flat().join(' or ')}`)
    case 'minLength':
      return expected(params.limit === 1 ? 'a text that is not empty' : `a text of at least ${params.limit} characters`)
    case 'maxLength':
      return expected(`a text of at most ${params.limit} characters`)
    case 'minimum':
      return expected(`a number of at least ${params.limit}`)
    case 'maximum':
      return expected(`a number of at most ${params.limit}`)
    case 'minItems':
      return expected(`at least ${params.limit} of them`)
    case 'maxItems':
      return expected(`at most ${params.limit} of them`)
    case 'minProperties':
      return expected(`at least ${params.limit} of its members`)
    case 'format':
      return expected(`a text in the format ${String(params.format)}`)
    case 'pattern':
      return expected('a text of the form the documentation shows')
    default:
      return expected(`a value that ${error.message ?? 'is valid'}`)
  }
}

/** The words any of which may stand there: each shape speaks of its own. */
function choicesAt(pointer: string, all: readonly Finding[]): string {
  const choices = all.flatMap(({ keyword, instancePath, params }) =>
    keyword === 'const' && instancePath === pointer ? [String((params as { allowedValue: unknown }).allowedValue)] : [],
  )
  return choices.length === 1 ? String(choices[0]) : `one of ${[...new Set(choices)].join(', ')}`
}

function say(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
