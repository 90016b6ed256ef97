import { type Fault, nestsTooDeep, safeJson } from '@snodo/base'
import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyError, FastifyInstance, FastifySchemaValidationError, FastifyTypeProvider } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { serverFaults } from '../server-faults.ts'

/** Types of requests and replies from their TypeBox schemas. */
export interface TypeBoxProvider extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

/** Deeper JSON is not read at all: parsing it costs more than refusing it. What is stored is bounded more narrowly by `safeJson`. */
const PARSED_DEPTH = 200

/**
 * Bodies are taken as they are, nothing coerced, nothing dropped in silence; texts of addresses (query, path) are coerced to what
 * they spell. Replies are checked against their schemas where `checkReplies` says so, which is in tests.
 */
export function validation(app: FastifyInstance, options: { checkReplies: boolean }): void {
  const strict = formats(new Ajv({ strict: false, allErrors: false, useDefaults: true, verbose: true }))
  const spelled = formats(new Ajv({ strict: false, allErrors: false, useDefaults: true, coerceTypes: 'array', verbose: true }))
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? strict : spelled).compile(schema as object))
  app.setSerializerCompiler(({ schema, method, url, httpStatus }) => {
    if (!options.checkReplies) return (data) => JSON.stringify(data)
    const valid = strict.compile(schema as object)
    return (data) => {
      const text = JSON.stringify(data)
      if (!valid(JSON.parse(text))) {
        const [error] = valid.errors ?? []
        throw new Error(
          `the reply ${httpStatus} of ${method} ${url} is not as documented: ${error?.instancePath} ${error?.message}`,
        )
      }
      return text
    }
  })
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** A JSON body made safe for storing; an empty one is `undefined`. Throws coded faults. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  const parsed = parseJsonText(decodeUtf8(body))
  // A drawing of two thousand blocks is many values; the size of the body bounds them already.
  return safeJson(parsed, BODY_BOUNDS).value
}

const BODY_BOUNDS = { values: 200_000, keys: 5_000 }

export function decodeUtf8(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch {
    throw serverFaults.BODY_NOT_JSON({ because: 'its bytes are not UTF-8' })
  }
}

export function parseJsonText(text: string): unknown {
  if (nestsTooDeep(text, PARSED_DEPTH))
    throw serverFaults.BODY_NOT_JSON({ because: `it nests deeper than ${PARSED_DEPTH} levels` })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw serverFaults.BODY_NOT_JSON({ because: (error as Error).message.slice(0, 120) })
  }
}

// Takes a byte order mark off, and throws at the first byte that is wrong.
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The fault of an input that did not pass its schema, or null for another error. */
export function faultOfInput(error: FastifyError): Fault | null {
  const found = error.validation as (FastifySchemaValidationError & Partial<ErrorObject>)[] | undefined
  if (!found?.[0]) return null
  // Of several allowed shapes the one meant is that in which the check got furthest: there the mistake is.
  const first = found.reduce((best, each) => (howFar(each) > howFar(best) ? each : best))
  const part =
    { body: 'body', querystring: 'query', params: 'address', headers: 'headers' }[error.validationContext ?? 'body'] ?? 'body'
  if (part === 'body' && first.instancePath === '' && first.data === null) return serverFaults.BODY_MISSING({})
  const { pointer, expected, got } = explain(first)
  return serverFaults.INPUT_INVALID({ part, pointer, expected, got })
}

/** Deeper is further; at the same place a value of the right type is further than one of a wrong type. */
function howFar(error: FastifySchemaValidationError): number {
  return error.instancePath.split('/').length + (error.keyword === 'type' ? 0 : 0.5)
}

/** One finding of ajv, in words. */
export function explain(error: FastifySchemaValidationError & Partial<ErrorObject>): {
  pointer: string
  expected: string
  got: string
} {
  const params = error.params as Record<string, unknown>
  const at = error.instancePath
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
      return { pointer: at, expected: `one of ${(params.allowedValues as unknown[]).join(', ')}`, got: say(error.data) }
    case 'type':
      return { pointer: at, expected: `a value of type ${String(params.type)}`, got: say(error.data) }
    default:
      return { pointer: at, expected: `a value that ${error.message ?? 'is valid'}`, got: say(error.data) }
  }
}

function say(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function formats(ajv: Ajv): Ajv {
  // The package is CommonJS: its function is the default of the default.
  const add = addFormats as unknown as (ajv: Ajv) => void
  add(ajv)
  return ajv
}
