import { type Instant, LANES } from '@snodo/base'
import type { Pool } from '@snodo/database'
import { CHECK_BOUNDS } from '../../limits.ts'
import { type Found, findBroken } from './find-broken.ts'
import { INVARIANTS } from './invariants.ts'
import { saveLaneCheck } from './lane-checks.ts'

const ofLanes = INVARIANTS.filter((each) => each.of === 'lane')
const ofAll = INVARIANTS.filter((each) => each.of === 'all')
const everyLane = Array.from({ length: LANES }, (_, lane) => lane)

/** The names of all invariants, in order. */
export const INVARIANT_NAMES: readonly string[] = INVARIANTS.map(({ name }) => name)

/** Looks at one lane now, and keeps what was found for the metrics. Bounded in time, takes no lock; what it finds is damage or a bug. */
export async function checkLane(pool: Pool, lane: number, now: Instant): Promise<Found> {
  const found = await findBroken(pool, ofLanes, [lane], CHECK_BOUNDS.lane)
  await saveLaneCheck(pool, lane, found, now)
  return found
}

/** What only all lanes together can tell: it reads the whole journal once, so it is asked for, never done by itself. */
export function checkAllTogether(pool: Pool): Promise<Found> {
  return findBroken(pool, ofAll, everyLane, CHECK_BOUNDS.all)
}
