import type { JsonObject } from '@snodo/base'
import type { ContactState } from '../rules/walking/trip-state.ts'
import type { DryRunContact } from './trace.ts'

/** Whoever is walked through a drawing, as a trip would hold them; everything about them is at hand from the start. */
export function contactState(contact: DryRunContact): ContactState {
  return {
    id: contact.id,
    lane: 0,
    email: contact.email,
    phone: contact.phone,
    userId: contact.userId,
    attributes: contact.attributes,
    tags: new Set(contact.tags),
    scores: { ...contact.scores },
    lists: new Set(contact.lists),
    consents: new Map(Object.entries(contact.consents)),
    measures: new Map(),
    profileChanged: false,
  }
}

/** Properties a start's own filter asks for by equality, so that trying a "list joined" start needs no typing. */
export function impliedBy(where: unknown): JsonObject {
  if (typeof where !== 'object' || where === null) return {}
  const predicate = where as { type?: string; of?: unknown; property?: string; is?: string; value?: JsonObject[string] }
  if (predicate.type === 'all' && Array.isArray(predicate.of)) return Object.assign({}, ...predicate.of.map(impliedBy))
  if (
    predicate.type === 'property' &&
    predicate.is === 'equals' &&
    predicate.property !== undefined &&
    predicate.value !== undefined
  ) {
    return { [predicate.property]: predicate.value }
  }
  return {}
}
