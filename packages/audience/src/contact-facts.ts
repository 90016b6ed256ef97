import type { Instant, JsonObject } from '@snodo/base'
import type { EventsPredicate, Reaction, Verdict } from './predicate.ts'

export type ConsentState = 'granted' | 'denied' | 'pending'

/** What a predicate may ask of one contact, already loaded: the world `evaluate` sees. */
export type ContactFacts = {
  attributes: JsonObject
  email: string | null
  phone: string | null
  userId: string | null
  tags: ReadonlySet<string>
  lists: ReadonlySet<string>
  /** Keyed `channel:purpose`, e.g. `email:marketing`. Absent is unknown, and unknown is not granted. */
  consents: ReadonlyMap<string, ConsentState>
  /** Keyed by score name; the workspace's own score is `default`. Absent is 0. */
  scores: Readonly<Record<string, number>>
  /** The count or sum an events predicate asks for, as of `at`. Its comparison is left to `evaluate`. */
  measure(clause: EventsPredicate, at: Instant): number
  reaction(node: string, reaction: Reaction): Verdict
  /** Properties of the event at hand, or null where none is. */
  event: JsonObject | null
  /** Properties frozen at entry, or null outside a journey. */
  entry: JsonObject | null
}
