import type { Json, JsonObject } from '@snodo/base'
import { PREDICATE_LIMITS } from './limits.ts'

/**
 * The steps of a dotted path (`address.city`, `products.0.sku`); null for a path that means nothing. A step of digits picks an
 * item of an array. Steps such as `-1` or ` 1` mean nothing, because PostgreSQL would read them as positions and JS would not.
 */
export function pathSteps(path: string): readonly string[] | null {
  const known = parsed.get(path)
  if (known !== undefined) return known
  const steps = path.split('.')
  const means = path.length <= PREDICATE_LIMITS.name && steps.length <= PREDICATE_LIMITS.pathSteps && steps.every(isStep)
  const result = means ? steps : null
  // Paths come from published predicates, so there are few; the bound is for whoever checks strangers' drafts all day.
  if (parsed.size < 10_000) parsed.set(path, result)
  return result
}

/** The value at a path, undefined where there is none. Own members only, so that no path ever reaches a prototype. */
export function valueAt(object: JsonObject | null, path: string): Json | undefined {
  const steps = pathSteps(path)
  if (steps === null || object === null) return undefined
  let value: Json | undefined = object
  for (const step of steps) {
    if (value === null || typeof value !== 'object') return undefined
    if (Array.isArray(value)) value = POSITION.test(step) ? value[Number(step)] : undefined
    else value = Object.hasOwn(value, step) ? value[step] : undefined
    if (value === undefined) return undefined
  }
  return value
}

const POSITION = /^[0-9]{1,9}$/
/** What C's strtol would take for a number, and with it PostgreSQL. */
const LIKE_NUMBER = /^[\t-\r ]*[-+]?[0-9]+$/
const parsed = new Map<string, readonly string[] | null>()

function isStep(step: string): boolean {
  return step !== '' && (POSITION.test(step) || !LIKE_NUMBER.test(step))
}
