import { serverFaults } from '../server-faults.ts'

/** Why an operator orders something that touches people: every verb asks for it but a pause and the order to stop sending, which act at once; a preview changes nothing and needs none. */
export function reasonOf(given: { reason?: string } | null | undefined): string {
  const reason = given?.reason?.trim() ?? ''
  if (reason === '') throw serverFaults.REASON_MISSING({ pointer: '/reason' })
  return reason
}
