import { type Comparison, EXPECTED_OF, type ExpectedKind, type Predicate } from '@snodo/audience'
import type { Json } from '@snodo/base'

export type PredicateKind = Exclude<Predicate['type'], 'all' | 'any' | 'not'>
export type GroupPredicate = Extract<Predicate, { type: 'all' | 'any' }>
export type LeafPredicate = Extract<Predicate, { type: PredicateKind }>

export const PREDICATE_KINDS: readonly PredicateKind[] = [
  'attribute',
  'events',
  'reaction',
  'tag',
  'list',
  'consent',
  'score',
  'property',
  'entry',
]

/** A fresh clause of a kind, to be filled in. */
export function newClause(kind: PredicateKind): LeafPredicate {
  const clauses: { [Kind in PredicateKind]: Extract<Predicate, { type: Kind }> } = {
    attribute: { type: 'attribute', field: '', is: 'equals', value: '' },
    events: { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1 },
    reaction: { type: 'reaction', node: '', reaction: 'opened' },
    tag: { type: 'tag', tag: '' },
    list: { type: 'list', list: '' },
    consent: { type: 'consent', channel: 'email', purpose: 'marketing' },
    score: { type: 'score', is: 'atLeast', value: 10 },
    property: { type: 'property', property: '', is: 'equals', value: '' },
    entry: { type: 'entry', property: '', is: 'equals', value: '' },
  }
  return clauses[kind]
}

/** The outermost group: any predicate can be shown as one, `not` as its own switch. */
export function asGroup(predicate: Predicate | null): { group: GroupPredicate; negated: boolean } {
  if (predicate === null) return { group: { type: 'all', of: [] }, negated: false }
  if (predicate.type === 'not') {
    const inner = asGroup(predicate.of)
    return { group: inner.group, negated: !inner.negated }
  }
  if (predicate.type === 'all' || predicate.type === 'any') return { group: predicate, negated: false }
  return { group: { type: 'all', of: [predicate] }, negated: false }
}

/** Back from what the builder shows: a group of one clause is the clause itself. */
export function fromGroup(group: GroupPredicate, negated: boolean): Predicate {
  const only = group.of.length === 1 ? group.of[0]! : null
  const inner: Predicate = only && only.type !== 'all' && only.type !== 'any' ? only : group
  return negated ? { type: 'not', of: inner } : inner
}

/** A value of the kind a comparison compares with; the old one where it fits. */
export function valueFor(is: Comparison, value: Json | undefined): Json | undefined {
  const fits: Record<ExpectedKind, () => Json | undefined> = {
    nothing: () => undefined,
    scalar: () => (value === undefined || Array.isArray(value) || (typeof value === 'object' && value !== null) ? '' : value),
    number: () =>
      typeof value === 'number'
        ? value
        : Number.isFinite(Number(value)) && value !== '' && value !== null && value !== undefined
          ? Number(value)
          : 0,
    text: () => (typeof value === 'string' ? value : ''),
    scalars: () => (Array.isArray(value) ? value : value === undefined || value === '' || value === null ? [] : [value]),
    time: () => (typeof value === 'string' ? value : ''),
    duration: () => (typeof value === 'string' && value.startsWith('P') ? value : 'P30D'),
  }
  return fits[EXPECTED_OF[is]]()
}

/** A text as people write it into a condition: a number where it is one, else the text. */
export function readScalar(text: string): Json {
  const trimmed = text.trim()
  if (trimmed !== '' && /^-?\d+(?:\.\d+)?$/.test(trimmed) && String(Number(trimmed)) === trimmed) return Number(trimmed)
  return text
}
