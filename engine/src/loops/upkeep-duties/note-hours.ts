import { noteTotals } from '../../ledgers/totals/hourly-totals.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** Writes the running totals down at the first beat of each hour, by which a week can be shown without counting it. */
export async function noteHours({ pool, clock }: Pick<UpkeepContext, 'pool' | 'clock'>): Promise<void> {
  await noteTotals(pool, clock.now())
}
