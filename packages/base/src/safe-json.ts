import { defineFaults } from './faults.ts'
import type { Json } from './json.ts'
import { limits } from './limits.ts'

/** What came of making a value safe: the value (the very same object when nothing had to change), and what was mended, by JSON pointer. */
export type SafeJson = { value: Json; mended: string[] }

export const jsonFaults = defineFaults({
  JSON_UNSAFE: {
    status: 400,
    title: 'Data that cannot be stored',
    say: ({ pointer, expected, got }: { pointer: string; expected: string; got: string }) =>
      `Expected ${expected} at ${pointer === '' ? 'the top' : pointer}, got ${got}.`,
  },
})

/**
 * Makes any value that `JSON.parse` may return fit for PostgreSQL's jsonb and for our own walks over it.
 *
 * Mended: U+0000 is taken out of texts and keys (PostgreSQL refuses it), lone surrogates become U+FFFD, a key `__proto__` is left
 * out, and so are members that are `undefined`. Refused with `JSON_UNSAFE`, because mending would change what was meant: numbers
 * that are not finite or beyond `limits.jsonNumber`, nesting, keys, values or texts beyond their limits, and what is no JSON at all.
 */
export function safeJson(value: unknown, bounds: JsonBounds = {}): SafeJson {
  const most = { values: bounds.values ?? limits.jsonValues, keys: bounds.keys ?? limits.jsonKeys }
  const walk: Walk = { values: 0, most, mended: [], path: [] }
  const safe = safeValue(value, walk)
  return { value: safe, mended: walk.mended }
}

/** A text without U+0000 and without lone surrogates. */
export function safeText(text: string): string {
  const kept = text.includes('\0') ? text.replaceAll('\0', '') : text
  return kept.isWellFormed() ? kept : kept.toWellFormed()
}

/**
 * True when a JSON text nests deeper than allowed. Looks at brackets only, so it can run before `JSON.parse`, which happily
 * builds what nothing after it can walk.
 */
export function nestsTooDeep(text: string, depth: number = limits.jsonDepth): boolean {
  let open = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      open++
      if (open > depth) return true
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) open--
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** `path` is where the walk stands; a pointer is made of it only when there is something to say, for most data is clean. */
/** Bounds for those who take larger documents than events are: values in all, and keys in one object. */
export type JsonBounds = { values?: number; keys?: number }

type Walk = { values: number; most: Required<JsonBounds>; mended: string[]; path: (string | number)[] }

function safeValue(value: unknown, walk: Walk): Json {
  walk.values++
  if (walk.values > walk.most.values) throw refuse(walk, `at most ${walk.most.values} values`, 'more')
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string': {
      if (value.length > limits.jsonText) throw refuse(walk, `a text of at most ${limits.jsonText} characters`, `${value.length}`)
      const text = safeText(value)
      if (text !== value) walk.mended.push(pointerOf(walk))
      return text
    }
    case 'number':
      if (!(Math.abs(value) <= limits.jsonNumber)) throw refuse(walk, `a number up to ${limits.jsonNumber}`, String(value))
      return value
    case 'object': {
      if (value === null) return null
      if (walk.path.length >= limits.jsonDepth) throw refuse(walk, `at most ${limits.jsonDepth} levels of nesting`, 'more')
      return Array.isArray(value) ? safeArray(value, walk) : safeObject(value as Record<string, unknown>, walk)
    }
    default:
      throw refuse(walk, 'JSON', typeof value)
  }
}

function safeArray(items: unknown[], walk: Walk): Json {
  let copy: Json[] | null = null
  for (let i = 0; i < items.length; i++) {
    walk.path.push(i)
    const safe = safeValue(items[i], walk)
    walk.path.pop()
    if (safe !== items[i]) {
      copy ??= items.slice() as Json[]
      copy[i] = safe
    }
  }
  return copy ?? (items as Json[])
}

function safeObject(object: Record<string, unknown>, walk: Walk): Json {
  const prototype = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null)
    throw refuse(walk, 'JSON', `an object of class ${prototype.constructor?.name}`)
  const keys = Object.keys(object)
  if (keys.length > walk.most.keys) throw refuse(walk, `at most ${walk.most.keys} keys in one object`, `${keys.length}`)
  // What has to change, by its old key: the new key and value, or null to leave it out.
  let changes: Map<string, [string, Json] | null> | null = null
  for (const key of keys) {
    if (key.length > limits.jsonKeyText) throw refuse(walk, `keys of at most ${limits.jsonKeyText} characters`, `${key.length}`)
    walk.path.push(key)
    const safeKey = safeText(key)
    const value = object[key]
    if (safeKey !== key || safeKey === '__proto__' || value === undefined) walk.mended.push(pointerOf(walk))
    const leftOut = safeKey === '__proto__' || value === undefined
    const safe = leftOut ? null : safeValue(value, walk)
    if (leftOut || safe !== value || safeKey !== key) {
      changes ??= new Map()
      changes.set(key, leftOut ? null : [safeKey, safe])
    }
    walk.path.pop()
  }
  if (changes === null) return object as { [key: string]: Json }
  return Object.fromEntries(
    keys.flatMap((key): [string, Json][] => {
      const change = changes.get(key)
      if (change === null) return []
      return [change ?? [key, object[key] as Json]]
    }),
  )
}

function pointerOf(walk: Walk): string {
  return walk.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function refuse(walk: Walk, expected: string, got: string) {
  return jsonFaults.JSON_UNSAFE({ pointer: safeText(pointerOf(walk)).slice(0, 200), expected, got })
}
