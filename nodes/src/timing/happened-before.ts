import {
  type Comparison,
  type DecideStep,
  defineFaults,
  type EventsPredicate,
  type Predicate,
  type PropertyFilter,
} from '@snodo/node-sdk'

/** Where looking back ends: at the entry, or at an earlier block (a message, for reactions to it). */
export type Since = { from: 'entry' } | { from: 'message' | 'node'; node: string }

export const waitFaults = defineFaults({
  WAIT_CONDITION_NOT_COUNTABLE: {
    status: 422,
    title: 'This condition cannot be asked of the past',
    say: ({ is }: { is: string }) =>
      `"Wait for" cannot tell whether an event with a negated "${is}" has already happened. Write the condition without "not", or set "If it has already happened" to "ignore the past".`,
  },
})

/**
 * Whether the event has already happened since then. The past is counted, not read: so the condition is taken apart into
 * alternatives, each a list of property filters for one count, beside what it asks of the contact as it is now.
 */
export function happenedBefore(step: DecideStep<unknown>, event: string, where: Predicate | undefined, since: Since): boolean {
  if (since.from !== 'entry' && step.passedAt(since.node) === null) return false
  return questionsOf(event, where, since).some((questions) => questions.every((question) => step.holds(question) === 'yes'))
}

/** All that `happenedBefore` may ask, for the facts to be loaded beforehand. */
export function questionsAsked(event: string, where: Predicate | undefined, since: Since): Predicate[] {
  return questionsOf(event, where, since).flat()
}

/** Alternatives of questions; the counts come last, being the dearest to answer. */
function questionsOf(event: string, where: Predicate | undefined, since: Since): Predicate[][] {
  const from: EventsPredicate['since'] = since.from === 'entry' ? { from: 'entry' } : { from: 'node', node: since.node }
  return alternativesOf(where).map(({ filters, others }) => {
    const count: EventsPredicate = { type: 'events', event, is: 'atLeast', value: 1, since: from }
    return [...others, filters.length > 0 ? { ...count, where: filters } : count]
  })
}

type Alternative = { filters: PropertyFilter[]; others: Predicate[] }

function alternativesOf(where: Predicate | undefined): Alternative[] {
  return where === undefined ? ANYTHING : takeApart(where, false)
}

const ANYTHING: Alternative[] = [{ filters: [], others: [] }]

/** Disjunctive normal form, with negations carried down to the comparisons. */
function takeApart(predicate: Predicate, negated: boolean): Alternative[] {
  switch (predicate.type) {
    case 'not':
      return takeApart(predicate.of, !negated)
    case 'all':
    case 'any': {
      const parts = predicate.of.map((part: Predicate) => takeApart(part, negated))
      const both = (predicate.type === 'all') !== negated
      return both ? parts.reduce(combine, ANYTHING) : parts.flat()
    }
    case 'property': {
      const { property, value } = predicate
      const is = negated ? opposite(predicate.is) : predicate.is
      return [{ filters: [value === undefined ? { property, is } : { property, is, value }], others: [] }]
    }
    default:
      return [{ filters: [], others: [negated ? { type: 'not', of: predicate } : predicate] }]
  }
}

function combine(left: Alternative[], right: Alternative[]): Alternative[] {
  return left.flatMap((a) => right.map((b) => ({ filters: [...a.filters, ...b.filters], others: [...a.others, ...b.others] })))
}

/** Only where both say something of every value: not "greater" would also hold of a property that is missing. */
const OPPOSITES: Partial<Record<Comparison, Comparison>> = {
  equals: 'notEquals',
  notEquals: 'equals',
  contains: 'notContains',
  notContains: 'contains',
  in: 'notIn',
  notIn: 'in',
  isSet: 'isNotSet',
  isNotSet: 'isSet',
}

function opposite(is: Comparison): Comparison {
  const found = OPPOSITES[is]
  if (!found) throw waitFaults.WAIT_CONDITION_NOT_COUNTABLE({ is })
  return found
}
