import type { Log } from './log.ts'

/** Waits so long; an argument, so that whoever turns the clock turns this as well. */
export type Pause = (ms: number) => Promise<void>

const FIRST_PAUSE_MS = 50
/** A database that comes back is found within it. */
const LAST_PAUSE_MS = 1_000

/**
 * Does `work` again for as long as it fails by what passes: the database is away, or somebody else was first. For what is known
 * here alone and would be lost with the attempt to write it down. It may have been carried out and yet be told as failed, so it
 * has to be harmless twice. What fails otherwise fails at once; only the end of the process ends the patience.
 */
export async function patiently<T>(work: () => Promise<T>, given: { pause: Pause; log: Log; what: string }): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      if (tries === 0) given.log.warn('waits for the database', { what: given.what, because: error.message })
      await given.pause(Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 10)))
    }
  }
}

/** A lost connection, or SQLSTATE classes of what the same statement may well not meet again: 40 rolled back for the sake of others, 53 out of something, 55P03 a lock. */
function isPassing(error: unknown): error is Error {
  return isLostConnection(error) || (error instanceof Error && /^(40|53|55P03)/.test(codeOf(error)))
}

/** Errors of the connection, not of the statement: of the socket, of pg itself (without a code), SQLSTATE classes 08 and 57P. */
export function isLostConnection(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  return (
    code.startsWith('08') ||
    code.startsWith('57P') ||
    /^E[A-Z]+$/.test(code) ||
    /connection|not queryable|timeout/i.test(error.message)
  )
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
