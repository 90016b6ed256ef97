import { serverFaults } from '../server-faults.ts'

/** Why an operator orders something that touches people: every verb asks for it, and a preview, which changes nothing, does not. */
export function reasonOf(given: { reason?: string } | null | undefined): string {
  const reason = given?.reason?.trim() ?? ''
  if (reason === '') throw serverFaults.REASON_MISSING({ pointer: '/reason' })
  return reason
}
