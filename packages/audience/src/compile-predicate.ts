import { defineFaults, type Instant, isoOf } from '@snodo/base'
import { compareNumbers, longAgo } from './compare-values.ts'
import { compileComparison, NUMBER_OPERATORS, operandAt, operandOfText } from './compile-comparison.ts'
import { eventFiltersSql, measureSql } from './compile-events.ts'
import { pathSteps } from './dotted-path.ts'
import { DEFAULT_SCORE } from './evaluate.ts'
import type { EventsPredicate, Predicate } from './predicate.ts'
import { assertNames, ENGINE_RELATIONS, type Relations } from './relations.ts'
import { type Sql, SqlParams } from './sql-params.ts'

export const compileFaults = defineFaults({
  PREDICATE_NOT_FOR_SETS: {
    status: 400,
    title: 'A condition that has no meaning for a set of contacts',
    say: ({ pointer, what }: { pointer: string; what: string }) =>
      `Expected a condition on contacts alone at ${pointer === '' ? 'the top' : pointer}, got ${what}, which only has a meaning within a journey or for an event; ask for a field, a list or past events instead.`,
  },
})

export type CompileOptions = {
  /** The instant the answer is as of. */
  at: Instant
  relations?: Relations
  /** The name the contact's row has in the statement around. Default `c`. */
  alias?: string
  /** The number of the first free parameter of the statement around. Default 1. */
  firstParam?: number
}

/**
 * A predicate as a boolean expression over one row of contacts (never null), for `where`. Reaction, property, entry and `since`
 * have no meaning for a set and throw `PREDICATE_NOT_FOR_SETS`. The same answer as `evaluate`, held by a property test.
 */
export function compilePredicate(predicate: Predicate, options: CompileOptions): Sql {
  const { at, relations = ENGINE_RELATIONS, alias = 'c', firstParam = 1 } = options
  assertNames(relations, alias)
  const context: Context = { relations, alias, params: new SqlParams(firstParam) }
  const text = compile(predicate, '', context)
  return { text, values: context.params.values(at) }
}

/** Everyone who satisfies a predicate, as `(lane, id)`; of one lane where one is given. The losers of merges are nobody. */
export function compileAudience(
  predicate: Predicate,
  options: Omit<CompileOptions, 'firstParam' | 'alias'> & { lane?: number },
): Sql {
  const { relations = ENGINE_RELATIONS, lane } = options
  const condition = compilePredicate(predicate, { ...options, alias: 'c', firstParam: lane === undefined ? 1 : 2 })
  const { name, columns } = relations.contacts
  const ofLane = lane === undefined ? '' : `c.${columns.lane} = $1::smallint and `
  return {
    text: /* sql */ `select c.${columns.lane} as lane, c.${columns.id} as id from ${name} as c where ${ofLane}c.${columns.mergedInto} is null and ${condition.text}`,
    values: lane === undefined ? condition.values : [lane, ...condition.values],
  }
}

type Context = { relations: Relations; alias: string; params: SqlParams }

function compile(predicate: Predicate, pointer: string, context: Context): string {
  const { relations, alias, params } = context
  const own = relations.contacts.columns
  switch (predicate.type) {
    case 'all':
    case 'any': {
      if (predicate.of.length === 0) return predicate.type === 'all' ? 'true' : 'false'
      const parts = predicate.of.map((part, i) => compile(part, `${pointer}/of/${i}`, context))
      return `(${parts.join(predicate.type === 'all' ? ' and ' : ' or ')})`
    }
    case 'not':
      return `(not ${compile(predicate.of, `${pointer}/of`, context)})`
    case 'attribute':
      return `(${compileComparison(fieldOperand(predicate.field, context), predicate.is, predicate.value, params)})`
    case 'tag':
      return `(${alias}.${own.tags} @> array[${params.add(predicate.tag, 'text')}])`
    case 'list': {
      const { name, columns } = relations.memberships
      const list = params.add(predicate.list, 'text')
      return `(exists (select 1 from ${name} as m where ${sameContact('m', columns, context)} and m.${columns.list} = ${list}))`
    }
    case 'consent': {
      const { name, columns } = relations.consents
      const of = `s.${columns.channel} = ${params.add(predicate.channel, 'text')} and s.${columns.purpose} = ${params.add(predicate.purpose, 'text')}`
      return `(exists (select 1 from ${name} as s where ${sameContact('s', columns, context)} and ${of} and s.${columns.state} = 'granted'))`
    }
    case 'score': {
      const score = `(${alias}.${own.scores} -> ${params.add(predicate.score ?? DEFAULT_SCORE, 'text')})`
      const number = `case jsonb_typeof(${score}) when 'number' then ${score}::numeric else 0 end`
      return `(${number} ${NUMBER_OPERATORS[predicate.is]} ${params.add(String(predicate.value), 'numeric')})`
    }
    case 'events':
      if (predicate.since !== undefined)
        throw compileFaults.PREDICATE_NOT_FOR_SETS({ pointer: `${pointer}/since`, what: 'since' })
      return compileEvents(predicate, context)
    case 'reaction':
    case 'property':
    case 'entry':
      throw compileFaults.PREDICATE_NOT_FOR_SETS({ pointer, what: predicate.type })
  }
}

function fieldOperand(field: string, { relations, alias, params }: Context) {
  const { columns } = relations.contacts
  if (field === 'email' || field === 'phone' || field === 'userId') return operandOfText(`${alias}.${columns[field]}`)
  return operandAt(`${alias}.${columns.attributes}`, pathSteps(field), params)
}

function sameContact(alias: string, columns: { lane: string; contactId: string }, context: Context): string {
  const { columns: own } = context.relations.contacts
  return `${alias}.${columns.lane} = ${context.alias}.${own.lane} and ${alias}.${columns.contactId} = ${context.alias}.${own.id}`
}

/**
 * A contact without any counted event appears in no group, so the measure of the many who did nothing is decided here: where 0
 * passes the comparison, those are looked for who do not pass. "At least once" and "never" need no counting at all.
 */
function compileEvents(clause: EventsPredicate, context: Context): string {
  const { relations, params } = context
  const { name, columns } = relations.events
  const filters = [eventFiltersSql(clause, 'e', columns, params), ...windowSql(clause, context)].join(' and ')
  const counts = clause.measure === undefined || clause.measure.of === 'count'
  const zeroPasses = compareNumbers(0, clause.is, clause.value)
  if (counts && passesOnlyAtZeroOrOnlyAbove(clause)) {
    const any = `exists (select 1 from ${name} as e where ${sameContact('e', columns, context)} and ${filters})`
    return zeroPasses ? `(not ${any})` : `(${any})`
  }
  const passes = `${measureSql(clause, 'e', columns, params)} ${NUMBER_OPERATORS[clause.is]} ${params.add(clause.value, 'float8')}`
  const groups = (having: string) =>
    `select e.${columns.lane}, e.${columns.contactId} from ${name} as e where ${filters} group by e.${columns.lane}, e.${columns.contactId} having ${having}`
  const { alias } = context
  const own = relations.contacts.columns
  if (!zeroPasses) return `((${alias}.${own.lane}, ${alias}.${own.id}) in (${groups(passes)}))`
  // Not `not in`: when its set outgrows the memory of a hash, PostgreSQL reads the set again for every contact.
  return `(not exists (select 1 from (${groups(`not (${passes})`)}) as g where ${sameContact('g', columns, context)}))`
}

function passesOnlyAtZeroOrOnlyAbove({ is, value }: EventsPredicate): boolean {
  const at = (count: number) => compareNumbers(count, is, value)
  // A comparison of a count with a number changes its answer at most twice, around that number.
  const probes = [1, 2, Math.floor(value), Math.ceil(value), Math.ceil(value) + 1].filter((count) => count >= 1)
  return probes.every((count) => at(count) !== at(0))
}

function windowSql(clause: EventsPredicate, { relations, params }: Context): string[] {
  const { columns } = relations.events
  const window = [`e.${columns.occurredAt} <= ${params.add(isoOf, 'timestamptz')}`]
  const { within } = clause
  if (within === undefined) return window
  const from = params.add((at) => isoOf(longAgo(within, at)), 'timestamptz')
  // Nothing is received before it occurred, so the same bound on the receipt loses no event and lets whole partitions be skipped.
  return [...window, `e.${columns.occurredAt} >= ${from}`, `e.${columns.receivedAt} >= ${from}`]
}
