import { asError } from '@snodo/base'
import type { Log, Pool } from '@snodo/database'
import { addCounters, type Counted } from './ledgers/counters/counters.ts'

/**
 * What the engine counts for its operators. `events` by `outcome`: accepted, repeated (taken in before), refused (the whole request),
 * deadLettered. `messages` by `channel` and `fate`. `taken`: inbox rows read; `moved`: enrollments that were walked on; `steps`: nodes
 * passed; `setAside`: contacts whose step could not be written; `shifts`: starts of the bells.
 */
export type CounterName = 'events' | 'taken' | 'moved' | 'steps' | 'messages' | 'setAside' | 'shifts'

/** How often each process adds what it counted. */
export const TALLY_MS = 5_000

/**
 * Counts in memory, which cost a loop nothing, put together with those of all other processes every few seconds: whichever
 * server is asked knows the whole installation, workers without a port included. A killed process loses what it counted since;
 * these numbers are for watching, no rule reads them.
 */
export type Tally = {
  add(name: CounterName, count: number, labels?: Record<string, string>): void
  /** Writes what was counted since the last time. Never throws: what could not be written is written with the next. */
  write(pool: Pool, log: Log): Promise<void>
}

export function createTally(): Tally {
  let counts = new Map<string, Counted>()

  function add(name: CounterName, count: number, labels: Record<string, string> = {}): void {
    if (count === 0) return
    const key = JSON.stringify([name, labels])
    const before = counts.get(key)
    if (before === undefined) counts.set(key, { name, labels, count })
    else before.count += count
  }

  return {
    add,
    async write(pool, log) {
      if (counts.size === 0) return
      const taken = counts
      counts = new Map()
      try {
        await addCounters(pool, [...taken.values()])
      } catch (error) {
        for (const { name, count, labels } of taken.values()) add(name as CounterName, count, labels)
        log.warn('tally.kept', { because: asError(error).message })
      }
    },
  }
}
