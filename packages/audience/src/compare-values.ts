import { type Instant, type IsoDuration, isDuration, type Json, plusDuration } from '@snodo/base'
import { foldCase } from './fold-case.ts'
import type { Comparison, NumberComparison } from './predicate.ts'
import { booleanOf, instantOf, isSet, numberOf } from './value-kinds.ts'

/**
 * Whether a stored value stands in a comparison to the expected one. The meaning of every comparison is the table in the README;
 * `compile-comparison.ts` says the same in SQL, and a property test holds the two equal.
 *
 * Two rules carry the rest: a comparison that makes no sense for the value at hand (a text that is no date is `before` nothing)
 * does not hold; and each `not…` is the exact opposite of its positive, so it holds for a missing value too.
 */
export function compareValues(value: Json | undefined, is: Comparison, expected: Json | undefined, at: Instant): boolean {
  return comparisons[is](value, expected, at)
}

export function compareNumbers(a: number, is: NumberComparison, b: number): boolean {
  return numberComparisons[is](a, b)
}

/** The instant a duration before `at`: months by the calendar, days of 24 h, in UTC. */
export function longAgo(duration: IsoDuration, at: Instant): Instant {
  // A batch asks for the same few windows of the same instant a thousand times over.
  if (windows.at !== at || windows.starts.size > 1_000) windows = { at, starts: new Map() }
  const known = windows.starts.get(duration)
  if (known !== undefined) return known
  const start = plusDuration(at, `-${duration.replace(/^[-+]/, '')}`, 'exact', 'UTC')
  windows.starts.set(duration, start)
  return start
}

let windows: { at: Instant; starts: Map<IsoDuration, Instant> } = { at: Number.NaN, starts: new Map() }

type Compare = (value: Json | undefined, expected: Json | undefined, at: Instant) => boolean

const numberComparisons: Record<NumberComparison, (a: number, b: number) => boolean> = {
  equals: (a, b) => a === b,
  notEquals: (a, b) => a !== b,
  greater: (a, b) => a > b,
  atLeast: (a, b) => a >= b,
  less: (a, b) => a < b,
  atMost: (a, b) => a <= b,
}

const comparisons: Record<Comparison, Compare> = {
  equals: same,
  notEquals: (value, expected) => !same(value, expected),
  greater: ordered((a, b) => a > b),
  atLeast: ordered((a, b) => a >= b),
  less: ordered((a, b) => a < b),
  atMost: ordered((a, b) => a <= b),
  contains,
  notContains: (value, expected) => !contains(value, expected),
  startsWith: textual((text, part) => text.startsWith(part)),
  endsWith: textual((text, part) => text.endsWith(part)),
  in: among,
  notIn: (value, expected) => !among(value, expected),
  isSet: (value) => isSet(value),
  isNotSet: (value) => !isSet(value),
  isTrue: (value) => booleanOf(value) === true,
  isFalse: (value) => booleanOf(value) === false,
  before: timed((a, b) => a < b),
  after: timed((a, b) => a > b),
  within,
  notWithin: (value, expected, at) => !within(value, expected, at),
}

/** Texts without regard to case; a number equals a text that is that number; true equals the text `true`. Nothing else equals. */
function same(value: Json | undefined, expected: Json | undefined): boolean {
  if (typeof expected === 'string') {
    // Folding keeps the length, so most pairs that differ are told apart without it.
    if (typeof value === 'string')
      return value === expected || (value.length === expected.length && foldCase(value) === foldCase(expected))
    if (typeof value === 'number') return numberOf(expected) === value
    return typeof value === 'boolean' && booleanOf(expected) === value
  }
  if (typeof expected === 'number') return numberOf(value) === expected
  return typeof expected === 'boolean' && booleanOf(value) === expected
}

function ordered(holds: (a: number, b: number) => boolean): Compare {
  return (value, expected) => {
    const a = numberOf(value)
    const b = numberOf(expected)
    return a !== null && b !== null && holds(a, b)
  }
}

function timed(holds: (a: Instant, b: Instant) => boolean): Compare {
  return (value, expected) => {
    const a = instantOf(value)
    const b = instantOf(expected)
    return a !== null && b !== null && holds(a, b)
  }
}

function textual(holds: (text: string, part: string) => boolean): Compare {
  return (value, expected) =>
    typeof value === 'string' && typeof expected === 'string' && expected !== '' && holds(foldCase(value), foldCase(expected))
}

const containsText = textual((text, part) => text.includes(part))

/** A part of a text, or an item of an array. */
function contains(value: Json | undefined, expected: Json | undefined, at: Instant = 0): boolean {
  return Array.isArray(value) ? value.some((item) => same(item, expected)) : containsText(value, expected, at)
}

function among(value: Json | undefined, expected: Json | undefined): boolean {
  return Array.isArray(expected) && expected.some((item) => same(value, item))
}

/** From so long before `at` up to `at`, both included. */
function within(value: Json | undefined, expected: Json | undefined, at: Instant): boolean {
  const instant = instantOf(value)
  if (instant === null || instant > at || typeof expected !== 'string') return false
  return isDuration(expected) && instant >= longAgo(expected, at)
}
