import { transaction } from '@snodo/database'
import type { EngineContext } from '../../context.ts'
import type { FlowCache } from '../../flow-cache.ts'
import { earliestDue } from '../../ledgers/enrollments/load-enrollments.ts'
import { tryLockLane } from '../../ledgers/lanes/lock-lane.ts'
import { limits } from '../../limits.ts'
import { advance } from './advance.ts'
import { intake } from './intake.ts'
import { makeTrip } from './trip.ts'
import { type TripNews, writeTrip } from './write-trip.ts'

export type MoveSettings = { secret: string }

/** What a run of a lane did, for metrics and tests. */
export type LaneRun = { lane: number; trips: number; taken: number; moved: number; steps: number; locked: boolean }

/**
 * Moves a lane: trip after trip until nothing is left to take or to advance, or the run has had its share. A lane somebody
 * else moves is left alone and looked at again shortly: the other may have passed the point where our work came in.
 */
export async function moveLane(engine: EngineContext, flows: FlowCache, settings: MoveSettings, lane: number): Promise<LaneRun> {
  const run: LaneRun = { lane, trips: 0, taken: 0, moved: 0, steps: 0, locked: false }
  let messages = 0
  let acts = 0
  for (;;) {
    const trip = await oneTrip(engine, flows, settings, lane)
    if (trip === 'locked') {
      run.locked = true
      await engine.bells.ringMoveAt(lane, engine.clock.now() + limits.lockedLaneRetryMs)
      break
    }
    run.trips += 1
    run.taken += trip.taken
    run.moved += trip.news.moved
    run.steps += trip.news.steps
    messages += trip.news.messages
    acts += trip.news.acts
    if (!trip.more) {
      if (trip.due !== null) await engine.bells.ringMoveAt(lane, trip.due)
      break
    }
    if (run.trips >= limits.tripsPerRun) {
      await engine.bells.ringMove([lane])
      break
    }
  }
  // Hints only: rung after the commits; if they are lost, upkeep finds the rows.
  if (messages > 0) await engine.bells.ringDeliver([lane])
  if (acts > 0) await engine.bells.ringAct([lane])
  return run
}

type TripResult = { taken: number; news: TripNews; more: boolean; due: number | null }

/** One trip: one transaction under the lane's lock. */
async function oneTrip(
  engine: EngineContext,
  flows: FlowCache,
  settings: MoveSettings,
  lane: number,
): Promise<TripResult | 'locked'> {
  return transaction(engine.pool, async (sql) => {
    const epoch = await tryLockLane(sql, lane)
    if (epoch === null) return 'locked'
    const catalog = await flows.catalog(sql, epoch)
    const trip = makeTrip({ sql, ids: engine.ids, lane, now: engine.clock.now(), catalog, secret: settings.secret })
    const taken = await intake(trip)
    const ready = await advance(trip, limits.tripSize - trip.enrollments.size)
    const news = await writeTrip(trip)
    const more = taken >= limits.tripSize || ready > 0 || news.ownEvents > 0
    const due = more ? null : await earliestDue(sql, lane, [...catalog.paused])
    return { taken, news, more: more || (due !== null && due <= engine.clock.now()), due }
  })
}
