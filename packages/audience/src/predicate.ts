import type { IsoDuration, Json } from '@snodo/base'

/**
 * A predicate: a condition on a contact, as data. The same predicate is evaluated in JS for one contact (`evaluate`) and
 * compiled to SQL for a set (`compilePredicate`); a property test holds the two equal.
 */
export type Predicate =
  | { type: 'all'; of: Predicate[] }
  | { type: 'any'; of: Predicate[] }
  | { type: 'not'; of: Predicate }
  /** A field of the contact's profile; `field` is a dotted path into its attributes (`address.city`), or `email`, `phone`, `userId`. */
  | { type: 'attribute'; field: string; is: Comparison; value?: Json }
  | { type: 'tag'; tag: string }
  | { type: 'list'; list: string }
  /** Granted means granted; unknown is not granted. */
  | { type: 'consent'; channel: string; purpose: string }
  | { type: 'score'; score?: string; is: NumberComparison; value: number }
  | EventsPredicate
  /** A reaction to an earlier message of this flow, named by its node. Answers yes, no, or can't tell. */
  | { type: 'reaction'; node: string; reaction: Reaction }
  /** A property of the event at hand (the one that triggers or is awaited); dotted path. Only where an event is at hand. */
  | { type: 'property'; property: string; is: Comparison; value?: Json }
  /** A value frozen at entry: a property of the event that began the journey; dotted path. */
  | { type: 'entry'; property: string; is: Comparison; value?: Json }

/** Events counted, or one of their properties summed, in a time window, with property filters. */
export type EventsPredicate = {
  type: 'events'
  event: string
  where?: PropertyFilter[]
  measure?: { of: 'count' } | { of: 'sum'; property: string }
  is: NumberComparison
  value: number
  /** Only events within this long before now. Absent: all of the past. */
  within?: IsoDuration
  /** Only events since the contact entered this journey, or since it reached a node of it. */
  since?: { from: 'entry' } | { from: 'node'; node: string }
}

export type PropertyFilter = { property: string; is: Comparison; value?: Json }

export type Reaction = 'delivered' | 'opened' | 'clicked' | 'bounced' | 'unsubscribed' | 'notSent'

export type NumberComparison = 'equals' | 'notEquals' | 'greater' | 'atLeast' | 'less' | 'atMost'

export type Comparison =
  | NumberComparison
  | 'contains'
  | 'notContains'
  | 'startsWith'
  | 'endsWith'
  | 'in'
  | 'notIn'
  | 'isSet'
  | 'isNotSet'
  | 'isTrue'
  | 'isFalse'
  /** Dates and instants: before / after the given one; `within` and `notWithin` take an ISO duration before now. */
  | 'before'
  | 'after'
  | 'within'
  | 'notWithin'

/** Three answers: a mail without open tracking can neither be said to be opened nor not (semantics rule 22). */
export type Verdict = 'yes' | 'no' | 'cannotTell'
