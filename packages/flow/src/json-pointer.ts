import type { Json } from '@snodo/base'

/** JSON pointers (RFC 6901): `/content/subject`, `/branches/0/name`; the empty text is the whole. */
export function appendPointer(pointer: string, key: string | number): string {
  const name = String(key)
  return `${pointer}/${/[~/]/.test(name) ? name.replace(/~/g, '~0').replace(/\//g, '~1') : name}`
}

export function pointerKeys(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'))
}

/** The value there, or undefined; never what an object inherits. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root
  for (const key of pointerKeys(pointer)) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, Json>)[key]
  }
  return value
}
