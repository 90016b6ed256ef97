import type { Json } from '@snodo/base'

/** True when both say the same, whatever the order of their members. What is the same object is not looked into. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]))
  }
  // A member set to undefined is, in JSON, no member.
  const members = (value: Record<string, Json | undefined>) => Object.keys(value).filter((key) => value[key] !== undefined)
  const keys = members(a)
  return keys.length === members(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}
