import type { Await } from '@snodo/node-sdk'
import { type FactNeeds, NO_NEEDS, needsOfPredicates } from '../flows/compile-flow.ts'

/** The facts an awaited event or predicate needs. Awaits come back from the database as fresh objects, so this is computed, not cached. */
export function needsOfAwait(awaited: Await): FactNeeds {
  const predicate = 'event' in awaited ? awaited.where : awaited.predicate
  return predicate === undefined ? NO_NEEDS : needsOfPredicates([predicate])
}
