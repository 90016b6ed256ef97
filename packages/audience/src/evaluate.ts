import type { Instant, Json } from '@snodo/base'
import { compareNumbers, compareValues } from './compare-values.ts'
import type { ContactFacts } from './contact-facts.ts'
import { valueAt } from './dotted-path.ts'
import type { Predicate, Verdict } from './predicate.ts'

/**
 * Whether a predicate holds for one contact as of an instant. Three answers: only reactions may be *cannotTell*, and it spreads as
 * in Kleene's logic (`cannotTell` and `no` is `no`; `cannotTell` or `yes` is `yes`; its opposite is itself).
 * Reads no more facts than it needs to decide, so facts may be fetched when asked for.
 */
export function evaluate(predicate: Predicate, facts: ContactFacts, at: Instant): Verdict {
  switch (predicate.type) {
    case 'all':
      return allOf(predicate.of, facts, at)
    case 'any':
      return anyOf(predicate.of, facts, at)
    case 'not':
      return OPPOSITE[evaluate(predicate.of, facts, at)]
    case 'reaction':
      return facts.reaction(predicate.node, predicate.reaction)
    default:
      return holds(predicate, facts, at) ? 'yes' : 'no'
  }
}

export type Leaf = Exclude<Predicate, { type: 'all' | 'any' | 'not' | 'reaction' }>

/** The value a leaf looks at: what `explain` shows and `holds` compares. Sets answer true or false. */
export function valueOfLeaf(leaf: Leaf, facts: ContactFacts, at: Instant): Json | undefined {
  switch (leaf.type) {
    case 'attribute':
      return attributeOf(facts, leaf.field)
    case 'tag':
      return facts.tags.has(leaf.tag)
    case 'list':
      return facts.lists.has(leaf.list)
    case 'consent':
      return facts.consents.get(`${leaf.channel}:${leaf.purpose}`)
    case 'score':
      return scoreOf(facts, leaf.score)
    case 'events':
      return facts.measure(leaf, at)
    case 'property':
      return valueAt(facts.event, leaf.property)
    case 'entry':
      return valueAt(facts.entry, leaf.property)
  }
}

/** The workspace's own score, where a predicate names none. */
export const DEFAULT_SCORE = 'default'

/** Fields that are no attributes but names the contact goes by. */
export const IDENTITY_FIELDS = ['email', 'phone', 'userId'] as const

const OPPOSITE: Record<Verdict, Verdict> = { yes: 'no', no: 'yes', cannotTell: 'cannotTell' }

function allOf(parts: readonly Predicate[], facts: ContactFacts, at: Instant): Verdict {
  let verdict: Verdict = 'yes'
  for (const part of parts) {
    const answer = evaluate(part, facts, at)
    if (answer === 'no') return 'no'
    if (answer === 'cannotTell') verdict = 'cannotTell'
  }
  return verdict
}

function anyOf(parts: readonly Predicate[], facts: ContactFacts, at: Instant): Verdict {
  let verdict: Verdict = 'no'
  for (const part of parts) {
    const answer = evaluate(part, facts, at)
    if (answer === 'yes') return 'yes'
    if (answer === 'cannotTell') verdict = 'cannotTell'
  }
  return verdict
}

function holds(leaf: Leaf, facts: ContactFacts, at: Instant): boolean {
  const value = valueOfLeaf(leaf, facts, at)
  switch (leaf.type) {
    case 'tag':
    case 'list':
      return value === true
    case 'consent':
      return value === 'granted'
    case 'score':
    case 'events':
      return compareNumbers(value as number, leaf.is, leaf.value)
    default:
      return compareValues(value, leaf.is, leaf.value, at)
  }
}

function attributeOf(facts: ContactFacts, field: string): Json | undefined {
  switch (field) {
    case 'email':
      return facts.email
    case 'phone':
      return facts.phone
    case 'userId':
      return facts.userId
    default:
      return valueAt(facts.attributes, field)
  }
}

function scoreOf(facts: ContactFacts, score: string = DEFAULT_SCORE): number {
  return Object.hasOwn(facts.scores, score) ? facts.scores[score]! : 0
}
