import { type Instant, isoOf } from '@snodo/base'
import { longAgo } from './compare-values.ts'
import { eventFiltersSql, measureSql } from './compile-events.ts'
import type { EventsPredicate } from './predicate.ts'
import { assertNames, ENGINE_RELATIONS, type Relations } from './relations.ts'
import { type Sql, SqlParams } from './sql-params.ts'

/** Whose events are measured: a contact of the lane, from when, and up to which event (by its id, included). */
export type Measured = { contactId: string; since: Instant | null; upTo: string | null }

/**
 * One events clause, ready to be measured for many contacts of a lane in one statement. Rows are `{ n, contact_id, value }`: `n` is
 * the position in the batch from 1 (a contact may stand in it twice, with another `since`), `value` a float8, 0 where nothing counts.
 * The clause's own `since` is not looked at: each one measured brings the instant it stands for.
 *
 * The text depends on the clause alone, so it can be a prepared statement; its values depend on the batch and the instant.
 */
export function compileMeasure(
  clause: EventsPredicate,
  relations: Relations = ENGINE_RELATIONS,
): (lane: number, batch: readonly Measured[], at: Instant) => Sql {
  assertNames(relations, 'e')
  const { name, columns } = relations.events
  const params = new SqlParams(5)
  const { within } = clause
  const at = params.add(isoOf, 'timestamptz')
  const filters = [eventFiltersSql(clause, 'e', columns, params), `e.${columns.occurredAt} <= ${at}`]
  // Nothing is received before it occurred, so the bounds on the receipt lose no event; they let whole partitions be skipped.
  if (within !== undefined) {
    const from = params.add((now) => isoOf(longAgo(within, now)), 'timestamptz')
    filters.push(`e.${columns.occurredAt} >= ${from}`, `e.${columns.receivedAt} >= ${from}`)
  }
  const text = /* sql */ `
    select b.n::int as n, b.contact_id, ${measureSql(clause, 'e', columns, params)} as value
    from (
      select n, contact_id, coalesce(since, '-infinity') as since, coalesce(up_to, 9223372036854775807) as up_to
      from unnest($2::bigint[], $3::timestamptz[], $4::bigint[]) with ordinality as measured(contact_id, since, up_to, n)
    ) as b
    left join ${name} as e on e.${columns.lane} = $1::smallint and e.${columns.contactId} = b.contact_id
      and e.${columns.occurredAt} >= b.since and e.${columns.receivedAt} >= b.since and e.${columns.id} <= b.up_to
      and ${filters.join(' and ')}
    group by b.n, b.contact_id
    order by b.n`
  return (lane, batch, now) => ({
    text,
    values: [
      lane,
      batch.map((measured) => measured.contactId),
      batch.map((measured) => (measured.since === null ? null : isoOf(measured.since))),
      batch.map((measured) => measured.upTo),
      ...params.values(now),
    ],
  })
}
