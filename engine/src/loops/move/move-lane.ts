import { asError, isFault } from '@snodo/base'
import { transaction, type Urge } from '@snodo/database'
import type { EngineContext } from '../../context.ts'
import { idSource } from '../../id-source.ts'
import { earliestDue } from '../../ledgers/enrollments/load-enrollments.ts'
import { failNextReady } from '../../ledgers/enrollments/set-aside.ts'
import { setAsideFirst } from '../../ledgers/inbox/set-aside.ts'
import { lockLane, tryLockLane } from '../../ledgers/lanes/lock-lane.ts'
import { limits } from '../../limits.ts'
import { isRace, isUnavailable } from '../../rules/database-error.ts'
import { advance } from './advance.ts'
import { intake } from './intake.ts'
import { makeTrip } from './trip.ts'
import { type TripNews, writeTrip } from './write-trip.ts'

export type MoveContext = EngineContext & {
  secret: string
  /** Most of one trip; absent: `limits.tripSize`. Whatever it is changes nothing about any journey (I12). */
  tripSize?: number
}

/** What a run of a lane did, for metrics and tests. */
export type LaneRun = {
  lane: number
  trips: number
  taken: number
  moved: number
  steps: number
  setAside: number
  locked: boolean
}

/**
 * Moves a lane: trip after trip until nothing is left to take or to advance, or the run has had its share. A lane somebody
 * else moves is left alone and looked at again shortly: the other may have passed the point where our work came in.
 *
 * A trip that cannot be written because of what is in it is made again with fewer, down to one, who is then set aside alone
 * (I5: a poisoned contact or node fails alone); after that the trips grow again.
 */
export async function moveLane(context: MoveContext, lane: number): Promise<LaneRun> {
  const run: LaneRun = { lane, trips: 0, taken: 0, moved: 0, steps: 0, setAside: 0, locked: false }
  const most = context.tripSize ?? limits.tripSize
  let size: number = most
  const began = context.clock.now()
  let more: Urge | null = null
  // Whoever looks for a poison sees it through, however long it takes: the next run would begin with a full trip again.
  do {
    run.trips += 1
    more = 'soon'
    const trip = await tryTrip(context, lane, size)
    if (trip === 'locked') {
      run.locked = true
      more = 'again'
      break
    }
    if ('poison' in trip) {
      if (size === 1) run.setAside += await setAside(context, lane, trip.poison)
      size = Math.max(1, Math.floor(size / 8))
      continue
    }
    size = Math.min(most, size * 4)
    run.taken += trip.taken
    run.moved += trip.news.moved
    run.steps += trip.news.steps
    more = trip.more
    // Hints only: rung after the commit; if they are lost, upkeep finds the rows.
    if (trip.news.deliver !== null) await context.bells.ringDeliver([lane], trip.news.deliver)
    if (trip.news.act !== null) await context.bells.ringAct([lane], trip.news.act)
    if (more === null && trip.due !== null) await context.bells.ringMoveAt(lane, trip.due)
  } while (more !== null && run.trips < limits.tripsPerRun && (size < most || context.clock.now() < began + limits.runMs))
  if (more !== null) await context.bells.ringMove([lane], more)
  for (const what of ['taken', 'moved', 'steps', 'setAside'] as const) context.tally.add(what, run[what])
  return run
}

/** `more`: how soon the lane wants its next trip; null: nothing is left but what becomes due at `due`. */
type TripResult = { taken: number; news: TripNews; more: 'now' | 'soon' | null; due: number | null }

/** One trip, or what is wrong with its content. An outage or a race is nobody's fault: it is thrown, and the bell rings again. */
async function tryTrip(context: MoveContext, lane: number, size: number): Promise<TripResult | 'locked' | { poison: Error }> {
  try {
    return await oneTrip(context, lane, size)
  } catch (thrown) {
    // A start whose type is missing here is no fault of what waits in the inbox either: it waits until the type is back.
    if (isUnavailable(thrown) || isRace(thrown) || isFault(thrown, 'NODE_TYPE_UNKNOWN')) throw thrown
    const poison = asError(thrown)
    // Its words may quote what a person sent; the operator reads them where the person is set aside, the log only where it broke.
    context.log.error('move.poison', {
      lane,
      size,
      name: poison.name,
      code: 'code' in poison ? poison.code : undefined,
      stack: framesOf(poison),
    })
    return { poison }
  }
}

function framesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}

/** One transaction under the lane's lock. A trip of one either takes one row of the inbox or walks one enrollment. */
async function oneTrip(context: MoveContext, lane: number, size: number): Promise<TripResult | 'locked'> {
  return transaction(context.pool, async (sql) => {
    const epoch = await tryLockLane(sql, lane)
    if (epoch === null) return 'locked'
    const catalog = await context.flows.catalog(sql, epoch)
    // Ids of its own, drawn after it has read: what it tells of itself comes after all that it has taken.
    const trip = makeTrip({ sql, ids: idSource(), lane, now: context.clock.now(), catalog, secret: context.secret })
    const { taken, more } = await intake(trip, size)
    // Events must not starve those whose time has come, and what an event set off is not to wait for a whole trip of theirs.
    const room = size === 1 ? 1 - taken : taken > 0 ? Math.ceil(size / 4) : size
    const ready = await advance(trip, room)
    const news = await writeTrip(trip)
    // Events that have come in are fresh work; the rest of a drain, and what it tells of itself, comes after them.
    if (more) return { taken, news, more: 'now', due: null }
    if ((room > 0 && ready >= room) || news.ownEvents > 0) return { taken, news, more: 'soon', due: null }
    const due = await earliestDue(sql, lane, [...catalog.paused])
    return { taken, news, more: due !== null && due <= context.clock.now() ? 'soon' : null, due }
  })
}

/** Sets aside what a trip of one could not write: the first row of the inbox, or the first enrollment that is ready. */
async function setAside(context: MoveContext, lane: number, poison: Error): Promise<number> {
  return transaction(context.pool, async (sql) => {
    await lockLane(sql, lane)
    const now = context.clock.now()
    const message = poison.message.slice(0, 500)
    if (await setAsideFirst(sql, lane, now, message)) return 1
    const failed = await failNextReady(sql, lane, now, { code: 'TRIP_FAILED', values: { message } })
    return failed === null ? 0 : 1
  })
}
