import { canonicalJson } from '@snodo/base'
import { DEFAULT_SCORE } from './evaluate.ts'
import type { EventsPredicate, Predicate } from './predicate.ts'

/** What a predicate asks of the world, so that it can be loaded for a whole batch before anything is decided. */
export type FactsNeeded = {
  /** Dotted paths into the attributes, or `email`, `phone`, `userId`. */
  fields: Set<string>
  tags: boolean
  lists: boolean
  consents: boolean
  scores: Set<string>
  /** Clauses to measure, by `canonicalClause`: two clauses with the same key have the same measure. */
  measures: Map<string, EventsPredicate>
  /** Message nodes whose reactions are asked for. */
  reactions: Set<string>
  /** Whether it looks at the event at hand, and at what was frozen at entry. */
  event: boolean
  entry: boolean
}

export function factsNeeded(...predicates: readonly Predicate[]): FactsNeeded {
  const needed: FactsNeeded = {
    fields: new Set(),
    tags: false,
    lists: false,
    consents: false,
    scores: new Set(),
    measures: new Map(),
    reactions: new Set(),
    event: false,
    entry: false,
  }
  for (const predicate of predicates) collect(predicate, needed)
  return needed
}

/** The key of what an events clause measures; what it is compared with is no part of it. */
export function canonicalClause(clause: EventsPredicate): string {
  const { event, where = [], measure = { of: 'count' }, within, since } = clause
  return canonicalJson({ event, where, measure, within, since })
}

function collect(predicate: Predicate, needed: FactsNeeded): void {
  switch (predicate.type) {
    case 'all':
    case 'any':
      for (const part of predicate.of) collect(part, needed)
      return
    case 'not':
      collect(predicate.of, needed)
      return
    case 'attribute':
      needed.fields.add(predicate.field)
      return
    case 'tag':
      needed.tags = true
      return
    case 'list':
      needed.lists = true
      return
    case 'consent':
      needed.consents = true
      return
    case 'score':
      needed.scores.add(predicate.score ?? DEFAULT_SCORE)
      return
    case 'events':
      needed.measures.set(canonicalClause(predicate), predicate)
      return
    case 'reaction':
      needed.reactions.add(predicate.node)
      return
    case 'property':
      needed.event = true
      return
    case 'entry':
      needed.entry = true
  }
}
