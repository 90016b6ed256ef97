import { durationMs, isDuration, type Words } from '@snodo/base'
import { COMPARISONS, EXPECTED_OF, NUMBER_COMPARISONS, REACTIONS } from './comparisons.ts'
import { pathSteps } from './dotted-path.ts'
import { expectations as say } from './expectations.ts'
import { PREDICATE_LIMITS } from './limits.ts'
import type { Comparison } from './predicate.ts'
import { instantOf, numberOf } from './value-kinds.ts'

/** Something wrong in a predicate, said so that its author can mend it. */
export type PredicateFinding = {
  code: 'CLAUSE_UNKNOWN' | 'CLAUSE_MEMBER' | 'COMPARISON_UNKNOWN' | 'VALUE_UNFIT' | 'GROUP_EMPTY' | 'OUT_OF_PLACE' | 'TOO_LARGE'
  /** JSON pointer (RFC 6901) into the predicate. */
  pointer: string
  /** What belongs there: `a number`. */
  expected: Words
  /** What stands there, as short JSON; `nothing` where nothing does. */
  got: string
  /** What to do about it, as a sentence. */
  fix: Words
}

/** What is at hand where the predicate is evaluated. Everything is, unless said otherwise. */
export type PredicatePlace = {
  /** An event at hand, so that `property` has a meaning. */
  event?: boolean
  /** A journey, so that `entry`, `reaction` and `since` have a meaning. */
  journey?: boolean
}

/** Checks anything that claims to be a predicate. No findings: it is one, and every part of it has a meaning at that place. */
export function checkPredicate(predicate: unknown, place: PredicatePlace = {}): PredicateFinding[] {
  const walk: Walk = { place, findings: [], clauses: 0 }
  checkClause(predicate, '', 1, walk)
  return walk.findings
}

type Walk = { place: PredicatePlace; findings: PredicateFinding[]; clauses: number }
type Clause = Record<string, unknown>
type Check = (value: unknown) => Words | null

function checkClause(clause: unknown, pointer: string, depth: number, walk: Walk): void {
  walk.clauses++
  if (walk.clauses > PREDICATE_LIMITS.clauses || depth > PREDICATE_LIMITS.depth) {
    // Said once: every further clause would only say it again.
    if (walk.findings.some((finding) => finding.code === 'TOO_LARGE')) return
    const expected = depth > PREDICATE_LIMITS.depth ? say.depth : say.clauses
    report(walk, { code: 'TOO_LARGE', pointer, expected, got: 'more', fix: say.splitIt })
    return
  }
  const type = isObject(clause) ? clause.type : undefined
  if (!isObject(clause) || typeof type !== 'string' || !Object.hasOwn(clauses, type)) {
    const at = isObject(clause) ? `${pointer}/type` : pointer
    report(walk, {
      code: 'CLAUSE_UNKNOWN',
      pointer: at,
      expected: say.clause,
      got: short(isObject(clause) ? type : clause),
      fix: say.chooseClause,
    })
    return
  }
  checkMembers(clause, clauses[type]!, pointer, walk)
  if (type === 'all' || type === 'any') {
    const parts = Array.isArray(clause.of) ? clause.of : []
    if (type === 'any' && Array.isArray(clause.of) && parts.length === 0)
      report(walk, { code: 'GROUP_EMPTY', pointer: `${pointer}/of`, expected: say.someClause, got: '[]', fix: say.addClause })
    for (const [i, part] of parts.entries()) checkClause(part, `${pointer}/of/${i}`, depth + 1, walk)
  } else if (type === 'not') checkClause(clause.of, `${pointer}/of`, depth + 1, walk)
  else if (type === 'attribute' || type === 'property' || type === 'entry') checkComparison(clause, pointer, walk)
  else if (type === 'events') checkFilters(clause, pointer, walk)
  checkPlace(clause, type, pointer, walk)
}

function checkMembers(
  clause: Clause,
  members: Record<string, { check: Check; optional?: true }>,
  pointer: string,
  walk: Walk,
): void {
  for (const [name, member] of Object.entries(members)) {
    const value = clause[name]
    if (value === undefined && member.optional) continue
    const expected = member.check(value)
    if (expected === null) continue
    const code = name === 'is' ? 'COMPARISON_UNKNOWN' : name === 'value' ? 'VALUE_UNFIT' : 'CLAUSE_MEMBER'
    report(walk, { code, pointer: `${pointer}/${name}`, expected, got: short(value), fix: say.enter(expected) })
  }
  for (const name of Object.keys(clause)) {
    if (Object.hasOwn(members, name) || name === 'type') continue
    const at = `${pointer}/${name.slice(0, PREDICATE_LIMITS.name).replaceAll('~', '~0').replaceAll('/', '~1')}`
    report(walk, { code: 'CLAUSE_MEMBER', pointer: at, expected: say.nothing, got: short(clause[name]), fix: say.remove(name) })
  }
}

/** The value fits its comparison. The comparison itself has been checked as a member. */
function checkComparison(clause: Clause, pointer: string, walk: Walk): void {
  const is = clause.is as Comparison
  if (!COMPARISONS.includes(is)) return
  const expected = fits[EXPECTED_OF[is]](clause.value)
  if (expected !== null)
    report(walk, {
      code: 'VALUE_UNFIT',
      pointer: `${pointer}/value`,
      expected,
      got: short(clause.value),
      fix: say.enter(expected),
    })
}

function checkFilters(clause: Clause, pointer: string, walk: Walk): void {
  if (!Array.isArray(clause.where)) return
  for (const [i, filter] of clause.where.slice(0, PREDICATE_LIMITS.filters).entries()) {
    const at = `${pointer}/where/${i}`
    if (!isObject(filter)) {
      report(walk, { code: 'CLAUSE_MEMBER', pointer: at, expected: say.filter, got: short(filter), fix: say.enter(say.filter) })
      continue
    }
    checkMembers(filter, { property: { check: path }, is: { check: comparison }, value: { check: anything } }, at, walk)
    checkComparison(filter, at, walk)
  }
}

function checkPlace(clause: Clause, type: string, pointer: string, walk: Walk): void {
  const { event = true, journey = true } = walk.place
  const outOf = (expected: Words, fix: Words, at = pointer) =>
    report(walk, { code: 'OUT_OF_PLACE', pointer: at, expected, got: type, fix })
  if (type === 'property' && !event) outOf(say.notProperty, say.useAttribute)
  if ((type === 'entry' || type === 'reaction') && !journey) outOf(say.notJourney, say.useContact)
  if (type === 'events' && clause.since !== undefined && !journey) outOf(say.notJourney, say.useWithin, `${pointer}/since`)
}

function report(walk: Walk, finding: PredicateFinding): void {
  walk.findings.push(finding)
}

const anything: Check = () => null
const name: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= PREDICATE_LIMITS.name ? null : say.name
const path: Check = (value) => (typeof value === 'string' && pathSteps(value) !== null ? null : say.path)
const number: Check = (value) => (typeof value === 'number' && Number.isFinite(value) ? null : say.number)
const comparison: Check = (value) => (COMPARISONS.includes(value as never) ? null : say.oneOf(COMPARISONS))
const numberComparison: Check = (value) => (NUMBER_COMPARISONS.includes(value as never) ? null : say.oneOf(NUMBER_COMPARISONS))
const text: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= PREDICATE_LIMITS.text ? null : say.text
const scalar: Check = (value) =>
  typeof value === 'boolean' || number(value) === null || text(value) === null ? null : say.scalar
const parts: Check = (value) => (Array.isArray(value) ? null : say.clauseList)

/** 100 years: longer than anyone has been a customer, and well within the calendar. */
const LONGEST_WINDOW_MS = 100 * 365 * 86_400_000
const duration: Check = (value) => {
  if (!isDuration(value)) return say.duration
  const ms = durationMs(value)
  return ms > 0 && ms <= LONGEST_WINDOW_MS ? null : say.duration
}

const fits: Record<(typeof EXPECTED_OF)[Comparison], Check> = {
  scalar,
  number: (value) => (numberOf(value as never) !== null && Number.isFinite(numberOf(value as never)) ? null : say.number),
  text,
  scalars: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= PREDICATE_LIMITS.choices &&
    value.every((item) => scalar(item) === null)
      ? null
      : say.scalars,
  time: (value) => (instantOf(value as never) === null ? say.time : null),
  duration,
  nothing: (value) => (value === undefined || value === null ? null : say.nothing),
}

const compared = { is: { check: comparison }, value: { check: anything, optional: true } } as const
const clauses: Record<string, Record<string, { check: Check; optional?: true }>> = {
  all: { of: { check: parts } },
  any: { of: { check: parts } },
  not: { of: { check: anything } },
  attribute: { field: { check: path }, ...compared },
  tag: { tag: { check: name } },
  list: { list: { check: name } },
  consent: { channel: { check: name }, purpose: { check: name } },
  score: { score: { check: name, optional: true }, is: { check: numberComparison }, value: { check: number } },
  events: {
    event: { check: name },
    where: {
      check: (value) => (Array.isArray(value) && value.length <= PREDICATE_LIMITS.filters ? null : say.filters),
      optional: true,
    },
    measure: { check: measure, optional: true },
    is: { check: numberComparison },
    value: { check: number },
    within: { check: duration, optional: true },
    since: { check: since, optional: true },
  },
  reaction: {
    node: { check: name },
    reaction: { check: (value) => (REACTIONS.includes(value as never) ? null : say.oneOf(REACTIONS)) },
  },
  property: { property: { check: path }, ...compared },
  entry: { property: { check: path }, ...compared },
}

function measure(value: unknown): Words | null {
  if (!isObject(value)) return say.measure
  if (value.of === 'count' && Object.keys(value).length === 1) return null
  return value.of === 'sum' && Object.keys(value).length === 2 && path(value.property) === null ? null : say.measure
}

function since(value: unknown): Words | null {
  if (!isObject(value)) return say.since
  if (value.from === 'entry' && Object.keys(value).length === 1) return null
  return value.from === 'node' && Object.keys(value).length === 2 && name(value.node) === null ? null : say.since
}

function isObject(value: unknown): value is Clause {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function short(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (isObject(value)) return '{…}'
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]'
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 80).toWellFormed() : value) ?? typeof value
}
