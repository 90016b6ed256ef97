import type { JsonObject } from '@snodo/base'
import { type FieldSchema, isRecord } from './field.ts'

/** The properties in the order of `x-order`, else of the schema. */
export function fieldsOf(schema: JsonObject): [string, FieldSchema][] {
  const properties = isRecord(schema.properties) ? schema.properties : {}
  const fields = Object.entries(properties).filter((entry): entry is [string, FieldSchema] => isRecord(entry[1]))
  return fields
    .map(([name, field], i) => ({ name, field, order: Number(field['x-order'] ?? i + 1000) }))
    .sort((a, b) => a.order - b.order)
    .map(({ name, field }) => [name, field])
}
