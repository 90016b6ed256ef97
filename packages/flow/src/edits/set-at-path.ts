import type { Json, JsonObject } from '@snodo/base'
import { flowFaults } from '../flow-faults.ts'
import { pointerKeys, valueAt } from '../json-pointer.ts'

/** A value put at (or, without one, taken from) a path; and the path and value that put everything back. */
export type SetAtPath = { root: JsonObject; back: { path: string; value?: Json } }

/**
 * Sets or removes one value in plain data, copying only what lies on the way. Missing objects on the way are made. In a list
 * a number replaces an item, the list's length (or `-`) appends, and removing closes the gap.
 */
export function setAtPath(root: JsonObject, path: string, value: Json | undefined, edit: string): SetAtPath {
  const keys = pointerKeys(path)
  if (keys.length === 0 || !path.startsWith('/')) throw flowFaults.PATH_MISSING({ path: path || 'the root', edit })
  return {
    root: put(root, keys, value, () => flowFaults.PATH_MISSING({ path, edit })) as JsonObject,
    back: backOf(root, path, keys),
  }
}

function put(target: Json | undefined, keys: string[], value: Json | undefined, missing: () => Error): Json {
  const [key, ...rest] = keys as [string, ...string[]]
  if (target === undefined && value !== undefined) return putInObject({}, key, rest, value, missing)
  if (Array.isArray(target)) return putInList(target, key, rest, value, missing)
  if (target === null || typeof target !== 'object') throw missing()
  return putInObject(target, key, rest, value, missing)
}

function putInObject(target: JsonObject, key: string, rest: string[], value: Json | undefined, missing: () => Error): JsonObject {
  const inner = Object.hasOwn(target, key) ? target[key] : undefined
  if (rest.length > 0) return { ...target, [key]: put(inner, rest, value, missing) }
  if (value !== undefined) return { ...target, [key]: value }
  if (inner === undefined) throw missing()
  const { [key]: _, ...others } = target
  return others
}

function putInList(target: Json[], key: string, rest: string[], value: Json | undefined, missing: () => Error): Json[] {
  const place = key === '-' ? target.length : Number(key)
  if (!/^(?:-|0|[1-9][0-9]*)$/.test(key) || place > target.length) throw missing()
  if (place === target.length && value === undefined) throw missing()
  if (rest.length > 0) return target.toSpliced(place, 1, put(target[place], rest, value, missing))
  return value === undefined ? target.toSpliced(place, 1) : target.toSpliced(place, 1, value)
}

/** The outermost thing the change makes new, or the whole list where one grows or shrinks; else the old value itself. */
function backOf(root: JsonObject, path: string, keys: string[]): { path: string; value?: Json } {
  const pointers = pathsOf(path)
  for (const [depth, pointer] of pointers.entries()) {
    const parent = depth === 0 ? root : valueAt(root, pointers[depth - 1]!)
    const last = depth === keys.length - 1
    const there = valueAt(root, pointer)
    // A list that grows or shrinks is put back whole: taking the item out again would not say where it stood.
    if (Array.isArray(parent) && (last || there === undefined)) {
      const list = pointers[depth - 1]
      if (list !== undefined) return { path: list, value: parent }
    }
    if (there === undefined) return { path: pointer }
    if (last) return { path: pointer, value: there }
  }
  return { path }
}

/** `/a/b/c` as `/a`, `/a/b`, `/a/b/c`. */
function pathsOf(path: string): string[] {
  const parts = path.slice(1).split('/')
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
}
