import { type Sql, transaction } from '@snodo/database'
import type { Because } from '@snodo/node-sdk'
import type { EngineContext } from '../context.ts'
import type { EnrollmentFilter, OrderChunk, OrderDone } from '../ledgers/enrollments/order-enrollments.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { limits } from '../limits.ts'

/** What is done to one chunk of enrollments, set-based, under their lane's lock. */
export type ChunkWork = (sql: Sql, chunk: OrderChunk) => Promise<OrderDone>

/** Does some work to all enrollments of a lane that a filter finds, chunk by chunk in order of id. Returns how many it changed. */
export async function inChunks(
  engine: EngineContext,
  given: { lane: number; filter: EnrollmentFilter; because: Because },
  work: ChunkWork,
): Promise<number> {
  let changed = 0
  for (let after = '0'; ; ) {
    const done = await transaction(engine.pool, async (sql) => {
      await lockLane(sql, given.lane)
      return work(sql, { ...given, after, limit: limits.commandChunk, now: engine.clock.now() })
    })
    changed += done.count
    if (done.last === null) return changed
    after = done.last
  }
}
