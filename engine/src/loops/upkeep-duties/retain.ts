import { isoOf, LANES } from '@snodo/base'
import type { UpkeepContext } from './upkeep-context.ts'

const DAY_MS = 86_400_000

/** How long things are kept that have served their turn. */
export const retention = {
  /** Message ids: a redelivery comes within hours; Segment's own libraries give up within days. */
  messageIdDays: 30,
  /** Ticks of starts: they are looked at for a day. */
  tickDays: 31,
  /** Windows in which events of contacts are counted: the longest is a day. */
  rateDays: 2,
  /** Merges that are done. */
  mergeDays: 30,
  /** Calls that could not be taken in: long enough for somebody to look, no longer, since they hold what people sent. */
  deadLetterDays: 30,
  /** Imports and what they refused, likewise. */
  importDays: 90,
} as const

/** Deletes what has been kept long enough. Once a day: message ids are read whole. */
export async function retain(context: UpkeepContext): Promise<void> {
  const before = (days: number) => new Date(context.clock.now() - days * DAY_MS)
  const day = isoOf(context.clock.now() - retention.messageIdDays * DAY_MS).slice(0, 10)
  // Slot by slot, so that no statement runs long.
  for (let slot = 0; slot < LANES; slot++)
    await context.pool.query(/* sql */ `delete from message_ids where slot = $1 and received_on < $2`, [slot, day])
  await context.pool.query(/* sql */ `delete from start_ticks where at < $1`, [before(retention.tickDays)])
  for (let lane = 0; lane < LANES; lane++)
    await context.pool.query(/* sql */ `delete from event_rates where lane = $1 and since < $2`, [
      lane,
      before(retention.rateDays),
    ])
  await context.pool.query(/* sql */ `delete from merge_requests where done_at < $1`, [before(retention.mergeDays)])
  await context.pool.query(/* sql */ `delete from dead_letters where received_at < $1`, [before(retention.deadLetterDays)])
  await context.pool.query(/* sql */ `delete from imports where ended_at < $1`, [before(retention.importDays)])
}
