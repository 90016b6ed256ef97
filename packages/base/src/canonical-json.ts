import { assert } from './assert.ts'
import type { Json } from './json.ts'

/**
 * JSON with the keys of every object in code-unit order and no white space: equal values give equal texts, so the text can be a
 * key. Members that are `undefined` are left out, as in JSON.stringify; a number that JSON cannot say is a programmer's error.
 */
export function canonicalJson(value: Json | undefined | object): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    assert(Number.isFinite(value), 'canonicalJson was given a number JSON cannot say')
    return JSON.stringify(value)
  }
  assert(typeof value === 'object', () => `canonicalJson was given a ${typeof value}`)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  const object = value as Record<string, Json | undefined>
  const members: string[] = []
  for (const key of Object.keys(object).sort()) {
    if (object[key] !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(object[key])}`)
  }
  return `{${members.join(',')}}`
}
