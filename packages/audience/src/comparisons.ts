import type { Comparison, NumberComparison, Reaction } from './predicate.ts'

/** What a comparison compares with: the form draws its input from it, the check judges by it. */
export type ExpectedKind = 'scalar' | 'number' | 'text' | 'scalars' | 'time' | 'duration' | 'nothing'

export const EXPECTED_OF: Readonly<Record<Comparison, ExpectedKind>> = {
  equals: 'scalar',
  notEquals: 'scalar',
  greater: 'number',
  atLeast: 'number',
  less: 'number',
  atMost: 'number',
  contains: 'scalar',
  notContains: 'scalar',
  startsWith: 'text',
  endsWith: 'text',
  in: 'scalars',
  notIn: 'scalars',
  isSet: 'nothing',
  isNotSet: 'nothing',
  isTrue: 'nothing',
  isFalse: 'nothing',
  before: 'time',
  after: 'time',
  within: 'duration',
  notWithin: 'duration',
}

export const COMPARISONS = Object.keys(EXPECTED_OF) as Comparison[]

export const NUMBER_COMPARISONS: readonly NumberComparison[] = ['equals', 'notEquals', 'greater', 'atLeast', 'less', 'atMost']

export const REACTIONS: readonly Reaction[] = ['delivered', 'opened', 'clicked', 'bounced', 'unsubscribed', 'notSent']
