import type { JsonObject } from '@snodo/base'
import { Compile, Errors } from 'typebox/schema'

/** What a JSON Schema says against a value, in the names JSON Schema itself uses. */
export type SchemaError = { keyword: string; path: string; schemaPath: string; params: Record<string, unknown> }

type Validator = { Check(value: unknown): boolean }
const validators = new WeakMap<object, Validator>()

/**
 * Checks a value against a JSON Schema (2020-12), each schema compiled once. TypeBox's own validator does it: where a page's
 * content security policy forbids making code from text it interprets the schema instead, which ajv cannot.
 */
export function schemaErrors(schema: JsonObject, value: unknown): SchemaError[] {
  let validator = validators.get(schema)
  if (!validator) {
    validator = Compile(schema) as Validator
    validators.set(schema, validator)
  }
  if (validator.Check(value)) return []
  const [, errors] = Errors(schema, value)
  return errors.map(({ keyword, instancePath, schemaPath, params }) => ({
    keyword,
    path: instancePath,
    schemaPath,
    params: params as Record<string, unknown>,
  }))
}
