import { compileComparison, numberSql, operandAt } from './compile-comparison.ts'
import { pathSteps } from './dotted-path.ts'
import { SUMMED } from './measure-events.ts'
import type { EventsPredicate } from './predicate.ts'
import type { Relations } from './relations.ts'
import type { SqlParams } from './sql-params.ts'

type EventColumns = Relations['events']['columns']

/** The name and the property filters of an events clause, without its window. */
export function eventFiltersSql(clause: EventsPredicate, alias: string, columns: EventColumns, params: SqlParams): string {
  const filters = (clause.where ?? []).map((filter) => {
    const operand = operandAt(`${alias}.${columns.properties}`, pathSteps(filter.property), params)
    return `(${compileComparison(operand, filter.is, filter.value, params)})`
  })
  return [`${alias}.${columns.name} = ${params.add(clause.event, 'text')}`, ...filters].join(' and ')
}

/** The aggregate of a clause over the rows of `alias`, as float8: the exact sum of decimals, rounded once, as `sumDecimals` does. */
export function measureSql(clause: EventsPredicate, alias: string, columns: EventColumns, params: SqlParams): string {
  if (clause.measure === undefined || clause.measure.of === 'count') return `count(${alias}.${columns.id})::float8`
  const number = numberSql(operandAt(`${alias}.${columns.properties}`, pathSteps(clause.measure.property), params), params)
  const bounds = `${params.add(String(SUMMED.least), 'numeric')} and ${params.add(String(SUMMED.most), 'numeric')}`
  return `coalesce(sum(${number}) filter (where abs(${number}) between ${bounds}), 0)::float8`
}
