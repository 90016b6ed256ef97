import type { Instant } from '@snodo/base'
import { countLiving, type Pool } from '@snodo/database'
import { type Counted, readCounters } from '../ledgers/counters/counters.ts'
import { type Backlog, readBacklog } from '../ledgers/health/read-backlog.ts'
import { readStanding, type Standing } from '../ledgers/health/read-standing.ts'

/** What an operator watches: how much waits, what was done, what stands, how many processes move contacts. */
export type EngineNumbers = { backlog: Backlog; standing: Standing; counters: Counted[]; processes: number }

/** Reads them all, cheaply and without any lane's lock. Throws what the database throws. */
export async function readEngineNumbers(pool: Pool, now: Instant): Promise<EngineNumbers> {
  return {
    backlog: await readBacklog(pool, now),
    standing: await readStanding(pool),
    counters: await readCounters(pool),
    processes: await countLiving(pool),
  }
}
