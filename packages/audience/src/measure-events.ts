import type { Instant, JsonObject } from '@snodo/base'
import { compareValues, longAgo } from './compare-values.ts'
import { valueAt } from './dotted-path.ts'
import type { EventsPredicate } from './predicate.ts'
import { sumDecimals } from './sum-decimals.ts'
import { numberOf } from './value-kinds.ts'

export type MeasuredEvent = { name: string; properties: JsonObject; occurredAt: Instant }

/**
 * The count or sum an events clause asks for, over one contact's events in memory, as of `at`: events after `at` do not count,
 * the window includes its both ends, and `since` is the instant the clause's own `since` stands for (null: none). A property that
 * is missing or no number adds nothing to a sum.
 */
export function measureEvents(
  clause: EventsPredicate,
  events: readonly MeasuredEvent[],
  at: Instant,
  since: Instant | null = null,
): number {
  const from = Math.max(
    since ?? Number.NEGATIVE_INFINITY,
    clause.within === undefined ? Number.NEGATIVE_INFINITY : longAgo(clause.within, at),
  )
  const counted = events.filter(
    (event) =>
      event.name === clause.event &&
      event.occurredAt <= at &&
      event.occurredAt >= from &&
      (clause.where ?? []).every((filter) =>
        compareValues(valueAt(event.properties, filter.property), filter.is, filter.value, at),
      ),
  )
  const measure = clause.measure ?? { of: 'count' }
  if (measure.of === 'count') return counted.length
  return sumDecimals(counted.flatMap((event) => summable(numberOf(valueAt(event.properties, measure.property)))))
}

/** Magnitudes that are summed besides 0: within them no sum overflows a double or vanishes, in JS as in SQL. */
export const SUMMED = { least: 1e-100, most: 1e100 } as const

function summable(number: number | null): number[] {
  if (number === null) return []
  const magnitude = Math.abs(number)
  return number === 0 || (magnitude >= SUMMED.least && magnitude <= SUMMED.most) ? [number] : []
}
