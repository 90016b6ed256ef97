import type { Json } from '@snodo/base'

const SHOWN_MOST = 240

/** A value of a field as people may read it: a text as it is, anything else as JSON; undefined when nothing stands there. */
export function sayValue(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const text =
    typeof value === 'string'
      ? value
      : Array.isArray(value)
        ? value.map((each) => sayValue(each) ?? '—').join(', ')
        : JSON.stringify(value)
  return text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST - 1)}…` : text
}
