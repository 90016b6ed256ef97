/**
 * Coded faults: every operating error Snodo can report is one row in a table of its room, made with `defineFaults`.
 * A fault says what was expected, what came, and what to do about it; it never carries personal data or secrets.
 */

/** What a fault row declares: the HTTP status it becomes at the border, a short title, and the sentence. */
export type FaultRow<Data> = {
  /** HTTP status used when the fault reaches an API border. */
  status: number
  /** Short human title, stable for a code (RFC 9457 `title`). */
  title: string
  /** One or two sentences: what was expected, what came, what to do. */
  say: (data: Data) => string
}

/** An operating error with a code. Thrown with `throw faults.CODE({...})`, told apart by `code`. */
export class Fault extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: string, row: { status: number; title: string }, sentence: string, data: Record<string, unknown>) {
    super(sentence)
    this.name = 'Fault'
    this.code = code
    this.status = row.status
    this.title = row.title
    this.data = data
  }
}

type FaultMakers<Rows> = {
  [Code in keyof Rows]: Rows[Code] extends FaultRow<infer Data> ? (data: Data) => Fault : never
}

/** Turns a table of fault rows into makers: `faults.UNKNOWN_FLOW({ id })` gives a `Fault` with code `UNKNOWN_FLOW`. */
// biome-ignore lint/suspicious/noExplicitAny: the row's own data type is recovered by FaultMakers; unknown would refuse every row.
export function defineFaults<Rows extends Record<string, FaultRow<any>>>(
  rows: Rows,
): FaultMakers<Rows> & { readonly rows: Rows } {
  const makers: Record<string, unknown> = { rows }
  for (const [code, row] of Object.entries(rows)) {
    makers[code] = (data: Record<string, unknown>) => new Fault(code, row, row.say(data), data ?? {})
  }
  return makers as FaultMakers<Rows> & { readonly rows: Rows }
}

/** True for a fault, optionally of one code. */
export function isFault(error: unknown, code?: string): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code)
}

/** The two fates of a failed piece of work: try again later, or give up for good. */
export type Fate = { fate: 'retry'; afterMs: number | null; because: string } | { fate: 'fail'; because: string }

/** Anything thrown, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`something that is not an Error was thrown: ${String(thrown)}`)
}
