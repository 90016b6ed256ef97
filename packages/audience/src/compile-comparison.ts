import type { Instant, Json } from '@snodo/base'
import { isDuration, isoOf } from '@snodo/base'
import { longAgo } from './compare-values.ts'
import { FOLD_FROM, FOLD_TO, foldCase } from './fold-case.ts'
import type { Comparison, NumberComparison } from './predicate.ts'
import type { SqlParams } from './sql-params.ts'
import { booleanOf, instantOf, NUMBER_TEXT, numberOf, TIME_TEXT, ZONE_AT_END } from './value-kinds.ts'

/**
 * Comparisons in SQL, with the meaning `compare-values.ts` gives them in JavaScript. Each answers true or false, never null.
 *
 * Casts stand inside `case`, always: the planner may evaluate the sides of an `and` in any order, and one text that is no number
 * would fail the statement for everyone.
 */
export function compileComparison(operand: Operand, is: Comparison, expected: Json | undefined, params: SqlParams): string {
  return compilers[is](operand, expected, params)
}

/** A value of jsonb as SQL expressions: itself, and as text (of a JSON string, its characters). Null where there is none. */
export type Operand = { json: string; text: string }

/** The value at a path of a jsonb column. Null for a path that means nothing. */
export function operandAt(column: string, steps: readonly string[] | null, params: SqlParams): Operand {
  if (steps === null) return { json: 'null::jsonb', text: 'null::text' }
  const place = params.add([...steps], 'text[]')
  return { json: `(${column} #> ${place})`, text: `(${column} #>> ${place})` }
}

/** A nullable text column as a value. */
export function operandOfText(column: string): Operand {
  return { json: `to_jsonb(${column})`, text: column }
}

/** The number a value is or says, null for any other. */
export function numberSql({ json, text }: Operand, params: SqlParams): string {
  const pattern = params.add(NUMBER_TEXT, 'text')
  return `case jsonb_typeof(${json}) when 'number' then ${json}::numeric when 'string' then case when ${text} ~ ${pattern} then ${text}::numeric end end`
}

export const NUMBER_OPERATORS: Readonly<Record<NumberComparison, string>> = {
  equals: '=',
  notEquals: '<>',
  greater: '>',
  atLeast: '>=',
  less: '<',
  atMost: '<=',
}

type Compile = (operand: Operand, expected: Json | undefined, params: SqlParams) => string

const compilers: Record<Comparison, Compile> = {
  equals: (operand, expected, params) => amongSql(operand, [expected ?? null], params),
  notEquals: opposite((operand, expected, params) => amongSql(operand, [expected ?? null], params)),
  greater: ordered('>'),
  atLeast: ordered('>='),
  less: ordered('<'),
  atMost: ordered('<='),
  contains,
  notContains: opposite(contains),
  startsWith: textual((text, part) => `starts_with(${text}, ${part})`),
  endsWith: textual((text, part) => `right(${text}, char_length(${part})) = ${part}`),
  in: (operand, expected, params) => amongSql(operand, Array.isArray(expected) ? expected : [], params),
  notIn: opposite((operand, expected, params) => amongSql(operand, Array.isArray(expected) ? expected : [], params)),
  isSet,
  isNotSet: opposite(isSet),
  isTrue: (operand, _expected, params) => amongSql(operand, [true], params),
  isFalse: (operand, _expected, params) => amongSql(operand, [false], params),
  before: timed('<'),
  after: timed('>'),
  within,
  notWithin: opposite(within),
}

/** Whether the value is the same as one of the expected ones: the reading of `same` in compare-values.ts, for many at once. */
function amongSql(operand: Operand, expected: readonly Json[], params: SqlParams): string {
  const { json, text } = operand
  const texts = expected.filter((item) => typeof item === 'string')
  const numbers = expected.filter((item) => typeof item === 'number')
  const truths = expected.filter((item) => typeof item === 'boolean')
  const numbersAndTheirTexts = [...numbers, ...texts.map(numberOf).filter((number) => number !== null)]
  const truthsAndTheirTexts = [...truths, ...texts.map(booleanOf).filter((truth) => truth !== null)]
  const foldedTexts = [...texts.map(foldCase), ...truths.map(String)]

  const ofString: string[] = []
  if (foldedTexts.length > 0) ofString.push(`${foldSql(text, params)} = any(${params.add(foldedTexts, 'text[]')})`)
  if (numbers.length > 0) {
    const pattern = params.add(NUMBER_TEXT, 'text')
    ofString.push(
      `case when ${text} ~ ${pattern} then ${text}::numeric = any(${params.add(numbers.map(String), 'numeric[]')}) else false end`,
    )
  }
  const cases: string[] = []
  if (ofString.length > 0) cases.push(`when 'string' then ${ofString.join(' or ')}`)
  if (numbersAndTheirTexts.length > 0)
    cases.push(`when 'number' then ${json}::numeric = any(${params.add(numbersAndTheirTexts.map(String), 'numeric[]')})`)
  if (truthsAndTheirTexts.length > 0)
    cases.push(`when 'boolean' then ${text} = any(${params.add(truthsAndTheirTexts.map(String), 'text[]')})`)
  return cases.length === 0 ? never(operand) : `case jsonb_typeof(${json}) ${cases.join(' ')} else false end`
}

function ordered(operator: '>' | '>=' | '<' | '<='): Compile {
  return (operand, expected, params) => {
    const number = numberOf(expected)
    if (number === null) return never(operand)
    return orFalse(`${numberSql(operand, params)} ${operator} ${params.add(String(number), 'numeric')}`)
  }
}

function timed(operator: '<' | '>'): Compile {
  return (operand, expected, params) => {
    const instant = instantOf(expected)
    return instant === null
      ? never(operand)
      : orFalse(`${timeSql(operand, params)} ${operator} ${params.add(isoOf(instant), 'timestamptz')}`)
  }
}

function within(operand: Operand, expected: Json | undefined, params: SqlParams): string {
  if (!isDuration(expected)) return never(operand)
  const from = params.add((at: Instant) => isoOf(longAgo(expected, at)), 'timestamptz')
  return orFalse(`${timeSql(operand, params)} between ${from} and ${params.add(isoOf, 'timestamptz')}`)
}

function textual(sql: (text: string, part: string) => string): Compile {
  return (operand, expected, params) => {
    const { json, text } = operand
    if (typeof expected !== 'string' || expected === '') return never(operand)
    return `case jsonb_typeof(${json}) when 'string' then ${sql(foldSql(text, params), params.add(foldCase(expected), 'text'))} else false end`
  }
}

const containsText = textual((text, part) => `strpos(${text}, ${part}) > 0`)

function contains(operand: Operand, expected: Json | undefined, params: SqlParams): string {
  const item = amongSql({ json: 'item.value', text: `(item.value #>> '{}')` }, [expected ?? null], params)
  const items = `case jsonb_typeof(${operand.json}) when 'array' then ${operand.json} else '[]'::jsonb end`
  return `(${containsText(operand, expected, params)} or exists (select 1 from jsonb_array_elements(${items}) as item(value) where ${item}))`
}

function isSet({ json }: Operand): string {
  return orFalse(`${json} not in ('null'::jsonb, '""'::jsonb)`)
}

function opposite(compile: Compile): Compile {
  return (operand, expected, params) => `not (${compile(operand, expected, params)})`
}

/** False, and yet it mentions the operand: PostgreSQL refuses a parameter that no expression uses. */
function never({ json }: Operand): string {
  return `(false and ${json} is null)`
}

function orFalse(sql: string): string {
  return `coalesce(${sql}, false)`
}

/** `foldCase` in SQL. Most texts are ASCII, and for those `lower` under the C collation does all of it; `translate` is slow. */
function foldSql(text: string, params: SqlParams): string {
  const lower = `lower(${text} collate "C")`
  const translated = `translate(${lower}, ${params.add(FOLD_FROM, 'text')}, ${params.add(FOLD_TO, 'text')})`
  return `(case when octet_length(${text}) = char_length(${text}) then ${lower} else ${translated} end)`
}

/** `instantOf` in SQL: digits finer than milliseconds are cut off, not rounded, and what says no zone is in UTC. */
function timeSql({ json, text }: Operand, params: SqlParams): string {
  const toMs = `regexp_replace(${text}, '([.][0-9]{3})[0-9]+', '\\1')`
  const withZone = `${text} ~ ${params.add(ZONE_AT_END, 'text')}`
  const time = `case when ${withZone} then ${toMs}::timestamptz else ${toMs}::timestamp at time zone 'UTC' end`
  return `case when jsonb_typeof(${json}) = 'string' and ${text} ~ ${params.add(TIME_TEXT, 'text')} then ${time} end`
}
