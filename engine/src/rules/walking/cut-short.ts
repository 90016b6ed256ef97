import type { EndReason, EnrollmentState } from './trip-state.ts'

const CUT_SHORT: ReadonlySet<EndReason> = new Set(['exit', 'goal', 'replaced'])

/** A journey that something ended on its way takes back what has not gone out; one that came to its own end has said what it had to. */
export function isCutShort({ ended }: Pick<EnrollmentState, 'ended'>): boolean {
  return ended !== null && CUT_SHORT.has(ended.reason)
}
