import type { Json, JsonObject } from '@snodo/base'

/**
 * A config for a node just dropped on the canvas: each field's default, and for required fields without one a blank of their
 * type. A blank text is the author's to fill in, and shows as a problem on the card until it is.
 */
export function defaultsOf(schema: JsonObject): JsonObject {
  const required = new Set(schema.required as string[] | undefined)
  const defaults = structuredClone((schema.default ?? {}) as JsonObject)
  for (const [name, field] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
    if (field.default !== undefined) defaults[name] = structuredClone(field.default)
    else if (required.has(name)) defaults[name] ??= blankOf(field)
  }
  return defaults
}

function blankOf(field: JsonObject): Json {
  if (field['x-widget'] === 'predicate') return { type: 'all', of: [] }
  if (Array.isArray(field.enum)) return field.enum[0] ?? null
  const type = Array.isArray(field.type) ? field.type[0] : field.type
  if (type === 'object') return defaultsOf(field)
  if (type === 'array') return []
  if (type === 'number' || type === 'integer') return (field.minimum as number | undefined) ?? 0
  if (type === 'boolean') return false
  return ''
}
