import type { EnrollmentState } from './trip-state.ts'

/**
 * Which of two journeys of one contact goes first when both are due: the one due longer, then the one that began first, by its
 * id. (The doors of one journey have an order of their own: that in which its drawing lists them.) Total, so that neither a
 * backlog nor how a batch is cut can turn it round; `load-ready` sorts the same way in SQL.
 */
export function byDueTime(a: Pick<EnrollmentState, 'nextAt' | 'id'>, b: Pick<EnrollmentState, 'nextAt' | 'id'>): number {
  const later = (a.nextAt ?? 0) - (b.nextAt ?? 0)
  if (later !== 0) return later
  // Ids are decimal texts without leading zeros: the longer one is the larger.
  return a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
