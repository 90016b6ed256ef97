import { type ContactFacts, canonicalClause, type EventsPredicate, type Reaction, type Verdict } from '@snodo/audience'
import { type Instant, isoOf, type JsonObject, must } from '@snodo/base'
import { HERE_BEFORE } from '@snodo/node-sdk'
import type { ContactState, EnrollmentState } from './trip-state.ts'

/** How a world measures a clause: a trip looks up what it loaded, the dry run counts its events in memory. */
export type Measure = (contact: ContactState, clause: EventsPredicate, since: Instant | null, at: Instant) => number

/** The key under which a measured clause is kept: the clause itself and, where it is bound to a journey, from when it counts. */
export function measureKey(clause: EventsPredicate, since: Instant | null): string {
  return since === null ? canonicalClause(clause) : `${canonicalClause(clause)}@${isoOf(since)}`
}

/**
 * From when a clause counts for this enrollment: its entry, or the latest passing of a node; null: from its own window. The event
 * that began the journey is not among those since the entry, so a clause on the same event counts from a millisecond later.
 */
export function measuredSince(clause: EventsPredicate, enrollment: EnrollmentState | null): Instant | null {
  if (clause.since === undefined || enrollment === null) return null
  const { entry, passed } = enrollment
  const fromEntry = clause.event === entry.event ? entry.at + 1 : entry.at
  if (clause.since.from === 'entry') return fromEntry
  const { node } = clause.since
  return passed[node === HERE_BEFORE ? leavingOf(enrollment.node) : node] ?? fromEntry
}

/** Where `passed` keeps from when on a journey had left a node; ids of nodes hold no such sign. */
export function leavingOf(node: string): string {
  return node + HERE_BEFORE
}

/**
 * All the instants a clause may count from while an enrollment walks on at `at`: a node it passes on the way counts from when it
 * came there, which is where it stands now or that very instant.
 */
export function measuredSinceWalking(clause: EventsPredicate, enrollment: EnrollmentState, at: Instant): (Instant | null)[] {
  const since = new Set([measuredSince(clause, enrollment)])
  if (clause.since?.from === 'node' && clause.since.node === HERE_BEFORE) {
    // Whichever block of the walk asks: it was left before, or is left on this very walk.
    for (const [node, left] of Object.entries(enrollment.passed)) if (node.endsWith(HERE_BEFORE)) since.add(left)
    since.add(at + 1)
  } else if (clause.since?.from === 'node') {
    if (clause.since.node === enrollment.node) since.add(enrollment.nodeEnteredAt)
    since.add(at)
  }
  return [...since]
}

/** What a trip loaded. A measure that was not loaded is a programmer's error: the needs of a node were not closed. */
export const loadedMeasure: Measure = (contact, clause, since) =>
  must(contact.measures.get(measureKey(clause, since)), `the measure of ${clause.event} was asked for, but not among the needs`)

/** The facts a predicate sees: the contact, and where there is one, its journey and the event at hand. */
export class TripFacts implements ContactFacts {
  readonly attributes: JsonObject
  readonly email: string | null
  readonly phone: string | null
  readonly userId: string | null
  readonly tags: ReadonlySet<string>
  readonly scores: Readonly<Record<string, number>>
  readonly event: JsonObject | null
  readonly #contact: ContactState
  readonly #enrollment: EnrollmentState | null
  readonly #measure: Measure

  constructor(contact: ContactState, enrollment: EnrollmentState | null, event: JsonObject | null, measure: Measure) {
    this.attributes = contact.attributes
    this.email = contact.email
    this.phone = contact.phone
    this.userId = contact.userId
    this.tags = contact.tags
    this.scores = contact.scores
    this.event = event
    this.#contact = contact
    this.#enrollment = enrollment
    this.#measure = measure
  }

  get lists(): ReadonlySet<string> {
    return must(this.#contact.lists, 'lists were asked for, but not among the needs')
  }
  get consents(): ContactFacts['consents'] {
    return must(this.#contact.consents, 'consents were asked for, but not among the needs')
  }
  get entry(): JsonObject | null {
    return this.#enrollment?.entry.properties ?? null
  }
  measure(clause: EventsPredicate, at: Instant): number {
    return this.#measure(this.#contact, clause, measuredSince(clause, this.#enrollment), at)
  }
  reaction(node: string, reaction: Reaction): Verdict {
    return this.#enrollment?.reactions?.get(node)?.[reaction] ?? 'no'
  }
}
