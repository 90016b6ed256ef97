import { asError } from '@snodo/base'
import { CHECK_EVERY_MS, checkLanes } from './upkeep-duties/check-lanes.ts'
import { dateStarts } from './upkeep-duties/date-starts.ts'
import { dealCoupons } from './upkeep-duties/deal-coupons.ts'
import { dropMonths } from './upkeep-duties/drop-months.ts'
import { makePartitions } from './upkeep-duties/make-partitions.ts'
import { noteHours } from './upkeep-duties/note-hours.ts'
import { retain } from './upkeep-duties/retain.ts'
import { ringLanes } from './upkeep-duties/ring-lanes.ts'
import { scheduleStarts } from './upkeep-duties/schedule-starts.ts'
import { sweepMessages } from './upkeep-duties/sweep-messages.ts'
import type { UpkeepContext } from './upkeep-duties/upkeep-context.ts'
import { forgetSends, watchFlows } from './upkeep-duties/watch-flows.ts'

/** How often `beat` is to be called. */
export const BEAT_MS = 5_000

export type Upkeep = {
  /** Does what is due. Every process may call it: each duty is harmless twice and beside itself. */
  beat(): Promise<void>
}

type Duty = { name: string; everyMs: number; run: (context: UpkeepContext) => Promise<unknown> }

/**
 * What keeps the engine going without anybody asking: lost bells, dates and schedules, partitions, stock, merges, the dead.
 * Merging, carrying orders on and erasing are commands, which loops do not know, so they are handed in.
 */
export function createUpkeep(
  context: UpkeepContext,
  commands: { merge(): Promise<unknown>; carryOnOrders(): Promise<unknown>; eraseAgain(): Promise<unknown> },
): Upkeep {
  const duties: Duty[] = [
    // First, and at once: until its partition is there, a month's rows go to the default one.
    { name: 'partitions', everyMs: 3_600_000, run: makePartitions },
    // Soon after the hour has begun: what came in before the first beat is taken for the hour before.
    { name: 'hours', everyMs: BEAT_MS, run: noteHours },
    { name: 'breaker', everyMs: BEAT_MS, run: watchFlows },
    { name: 'sends', everyMs: 600_000, run: forgetSends },
    { name: 'ring', everyMs: BEAT_MS, run: ringLanes },
    { name: 'merges', everyMs: BEAT_MS, run: commands.merge },
    { name: 'orders', everyMs: BEAT_MS, run: commands.carryOnOrders },
    { name: 'erasures', everyMs: 15_000, run: commands.eraseAgain },
    { name: 'sweep', everyMs: 15_000, run: sweepMessages },
    { name: 'schedules', everyMs: 15_000, run: scheduleStarts },
    { name: 'dates', everyMs: 60_000, run: dateStarts() },
    { name: 'coupons', everyMs: 60_000, run: dealCoupons },
    { name: 'invariants', everyMs: CHECK_EVERY_MS, run: checkLanes },
    { name: 'retention', everyMs: 86_400_000, run: retain },
    { name: 'months', everyMs: 86_400_000, run: dropMonths },
  ]
  const doneAt = new Map<Duty, number>()
  return {
    async beat() {
      for (const duty of duties) {
        const now = context.clock.now()
        // A beat may come a little early; a duty of every beat must not be left out for that.
        if (now - (doneAt.get(duty) ?? Number.NEGATIVE_INFINITY) < duty.everyMs - BEAT_MS / 2) continue
        doneAt.set(duty, now)
        try {
          await duty.run(context)
        } catch (error) {
          // One duty that fails must not take the others with it; it comes round again.
          context.log.error('upkeep.failed', { duty: duty.name, because: asError(error).message })
        }
      }
    },
  }
}
