/** What an error of PostgreSQL or of the way to it means for who gave the statement. Codes: PostgreSQL's appendix A. */

/** Somebody else did the same in the same moment: doing it again from the start will work. */
export function isRace(error: unknown): boolean {
  const code = codeOf(error)
  return code === '23505' || code === '40001' || code === '40P01'
}

/** A row like this is there already, under a constraint of that name. */
export function isRepeated(error: unknown, constraint: string): boolean {
  return codeOf(error) === '23505' && (error as { constraint?: unknown }).constraint === constraint
}

/** The data itself is refused; other data may well be taken. */
export function isPoison(error: unknown): boolean {
  const code = codeOf(error)
  if (code === '23505') return false
  return /^(22|23|54)/.test(code) && code.length === 5
}

/** A value no column can hold: a number beyond its range, a NUL in a text, a text that is no number and no instant. */
export function isOutOfRange(error: unknown): boolean {
  return ['22003', '22007', '22008', '22021', '22P02', '22P05'].includes(codeOf(error))
}

/** Nobody is to blame and time will mend it: no connection, no room, shutting down, a statement that took too long. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (/^(08|53|55|57|58|25P0)/.test(code) && code.length === 5) return true
  if (/^E[A-Z]+$/.test(code)) return true // of node's sockets: ECONNREFUSED, ECONNRESET, ETIMEDOUT, EPIPE …
  // pg reports a connection that broke or could not be had in words only.
  return error instanceof Error && /connection|timeout|terminated|pool/i.test(error.message) && code === ''
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' ? code : ''
}
