/** A programmer's error: never caught as an operating error, on in production too. */
export class AssertionFailed extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AssertionFailed'
  }
}

export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new AssertionFailed(typeof message === 'string' ? message : message())
}

/** The value, asserted to be neither null nor undefined. */
export function must<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new AssertionFailed(message)
  return value
}

export function unreachable(value: never, what = 'value'): never {
  throw new AssertionFailed(`unexpected ${what}: ${JSON.stringify(value)}`)
}
