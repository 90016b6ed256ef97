import { jsonFaults, nestsTooDeep, safeJson } from '@snodo/base'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance, FastifyRequest, FastifyTypeProvider } from 'fastify'
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
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const { value, mended } = parseJson(body as Buffer)
      if (mended.length > 0) MENDED.set(request, mended)
      done(null, value)
    } catch (error) {
      done(error as Error)
    }
  })
}

/** Bodies in which something that cannot be stored was mended, and where. */
const MENDED = new WeakMap<FastifyRequest, string[]>()

/** For what is kept as it was typed, and shown again: a mended text is another one. Throws JSON_UNSAFE. */
export function mustBeWhole(request: FastifyRequest): void {
  const [pointer] = MENDED.get(request) ?? []
  if (pointer === undefined) return
  throw jsonFaults.JSON_UNSAFE({
    pointer,
    expected: 'a text without U+0000 and without halves of characters (lone surrogates)',
    got: 'one with them: leave them out. Nothing was changed',
  })
}

/** A JSON body made safe for storing; an empty one is `undefined`. Throws coded faults. */
function parseJson(body: Buffer): { value: unknown; mended: string[] } {
  if (body.length === 0) return { value: undefined, mended: [] }
  const parsed = parseJsonText(decodeUtf8(body))
  // A drawing of two thousand blocks is many values; the size of the body bounds them already.
  return safeJson(parsed, BODY_BOUNDS)
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

function formats(ajv: Ajv): Ajv {
  // The package is CommonJS: its function is the default of the default.
  const add = addFormats as unknown as (ajv: Ajv) => void
  add(ajv)
  return ajv
}
