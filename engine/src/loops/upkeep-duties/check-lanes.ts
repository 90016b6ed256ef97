import { checkLane } from '../../ledgers/health/check-lanes.ts'
import { nextLaneToCheck } from '../../ledgers/health/lane-checks.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** How often a lane is looked at, by whichever process comes first: all 64 in about five hours, for a hundredth of a core. */
export const CHECK_EVERY_MS = 300_000

/** Looks at the invariants of the lane that was looked at the longest ago. A system that breaks one should say so before people do. */
export async function checkLanes(context: UpkeepContext): Promise<void> {
  const now = context.clock.now()
  const lane = await nextLaneToCheck(context.pool, now - CHECK_EVERY_MS / 2)
  if (lane === null) return
  const { broken } = await checkLane(context.pool, lane, now)
  for (const { name, rows } of broken) context.log.error('invariant.broken', { lane, invariant: name, rows })
}
