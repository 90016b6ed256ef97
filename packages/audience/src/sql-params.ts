import { canonicalJson, type Instant, type Json } from '@snodo/base'

/** A statement's text and its values, ready for `pool.query(text, values)`. */
export type Sql = { text: string; values: unknown[] }

/** A value known when compiling, or one that depends on the instant the statement runs as of. */
export type SqlValue = Json | ((at: Instant) => Json)

/** Collects the parameters of a statement: equal values share one place, and no value ever enters the text. */
export class SqlParams {
  readonly #first: number
  readonly #values: SqlValue[] = []
  readonly #places = new Map<string, string>()

  /** `first` is the number of the first parameter that is free. */
  constructor(first = 1) {
    this.#first = first
  }

  /** The place of a value with its type, e.g. `$3::numeric`. Numbers and instants go as texts, so that none is rounded on the way. */
  add(
    value: SqlValue,
    type: 'text' | 'text[]' | 'numeric' | 'numeric[]' | 'boolean' | 'timestamptz' | 'float8' | 'bigint[]' | 'smallint',
  ): string {
    if (typeof value === 'function') return this.#push(value, type)
    const key = `${type} ${canonicalJson(value)}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place = this.#push(value, type)
    this.#places.set(key, place)
    return place
  }

  values(at: Instant): unknown[] {
    return this.#values.map((value) => (typeof value === 'function' ? value(at) : value))
  }

  #push(value: SqlValue, type: string): string {
    this.#values.push(value)
    return `$${this.#first + this.#values.length - 1}::${type}`
  }
}
