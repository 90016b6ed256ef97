import {
  type Comparison,
  type DecideStep,
  defineFaults,
  type EventsPredicate,
  HERE_BEFORE,
  type Predicate,
  type PropertyFilter,
} from '@snodo/node-sdk'

/** Where looking back ends: at the entry, or at an earlier block (a message, for reactions to it). */
export type Since = { from: 'entry' } | { from: 'message' | 'node'; node: string }

/** What is looked back for. Kept by identity, so it must not change. */
export type LookingBack = { event: string; where?: Predicate; since?: Since }

/** Most alternatives a condition may be taken apart into: each is a count over the contact's events. */
const MOST_ALTERNATIVES = 32

export const waitFaults = defineFaults({
  WAIT_CONDITION_NOT_COUNTABLE: {
    status: 422,
    title: 'This condition cannot be asked of the past',
    say: ({ because }: { because: string }) =>
      `"Wait for" cannot tell whether such an event has already happened: ${because}. Write the condition more simply, or set "If it has already happened" to "ignore the past".`,
  },
})

/**
 * Whether the event has already happened since then. The past is counted, not read: so the condition is taken apart into
 * alternatives, each a count with property filters beside what it asks of the contact as it is now.
 */
export function happenedBefore(step: DecideStep<unknown>, looking: LookingBack): boolean {
  const { since } = looking
  const reached = since === undefined || since.from === 'entry' ? step.entry.at : step.passedAt(since.node)
  if (reached === null) return false
  // Whoever comes back to this block has used up what had happened when it left it.
  const left = step.passedAt(HERE_BEFORE)
  const asked = left !== null && left > reached ? alternativesOf(looking).again : alternativesOf(looking).first
  return asked.some((questions) => questions.every((question) => step.holds(question) === 'yes'))
}

/**
 * All that `happenedBefore` may ask, for the facts to be loaded beforehand. Of a condition that cannot be asked it names nothing:
 * the contact that comes to it fails with the reason, and nobody else.
 */
export function questionsAsked(looking: LookingBack): Predicate[] {
  try {
    const { first, again } = alternativesOf(looking)
    return [...first, ...again].flat()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'WAIT_CONDITION_NOT_COUNTABLE') return []
    throw thrown
  }
}

/** Worked out once for each event of a published config, not once for each contact. */
const ALTERNATIVES = new WeakMap<LookingBack, Alternatives>()

/** What is asked on the first visit, and on a later one. */
type Alternatives = { first: Predicate[][]; again: Predicate[][] }

function alternativesOf(looking: LookingBack): Alternatives {
  let known = ALTERNATIVES.get(looking)
  if (!known) {
    const { event, where, since = { from: 'entry' } } = looking
    const cases = where === undefined ? ANYTHING : takeApart(where, false)
    const asking = (from: EventsPredicate['since']) =>
      cases.map(({ filters, others }) => {
        const count: EventsPredicate = { type: 'events', event, is: 'atLeast', value: 1, since: from }
        // The count comes last, being the dearest to answer.
        return [...others, filters.length > 0 ? { ...count, where: filters } : count]
      })
    known = {
      first: asking(since.from === 'entry' ? since : { from: 'node', node: since.node }),
      again: asking({ from: 'node', node: HERE_BEFORE }),
    }
    ALTERNATIVES.set(looking, known)
  }
  return known
}

type Alternative = { filters: PropertyFilter[]; others: Predicate[] }

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
  if (left.length * right.length > MOST_ALTERNATIVES)
    throw waitFaults.WAIT_CONDITION_NOT_COUNTABLE({ because: `its "any" and "all" make more than ${MOST_ALTERNATIVES} cases` })
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
  if (!found) throw waitFaults.WAIT_CONDITION_NOT_COUNTABLE({ because: `it has "not" before "${is}"` })
  return found
}
