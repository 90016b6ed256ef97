import type { TurnedClock } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { BareEngine } from '@snodo/engine/testing'
import { type Duty, NEXT_DUE, TO_DO } from './what-is-left.ts'

export type Rest = {
  monitor: Sql
  clock: TurnedClock
  /** Sets a process to it, until it is over. */
  upkeep(work: (engine: BareEngine) => Promise<void>): Promise<void>
  /** Asked before each round; throws where going on says nothing new. */
  mayGoOn(): boolean
  neverRests(): never
}

/** One thing after the other until nothing is left to do at the present instant. No bell rings: upkeep finds all there is (I14). */
export async function comeToRest(rest: Rest): Promise<void> {
  for (let round = 0; round < 40 && rest.mayGoOn(); round++) {
    let did = 0
    // Most of the time there is nothing to do: looked at in one statement, or it would be most of a run.
    const now = new Date(rest.clock.now())
    const { rows } = await rest.monitor.query<{ duty: Duty | 'look' }>(TO_DO, [now], { name: 'to do' })
    if (rows.length === 0) return
    await rest.upkeep(async (engine) => {
      for (const { duty } of rows) if (duty !== 'look') did += await engine[duty]()
      const { move, deliver, act } = await engine.ring()
      // What deliver refuses is for intake, so it is seen by what is moved.
      for (const lane of deliver) did += (await engine.deliver(lane)).claimed
      for (const lane of act) did += (await engine.act(lane)).acted
      for (const lane of new Set([...move, ...deliver, ...act])) {
        const run = await engine.move(lane)
        did += run.taken + run.moved + run.setAside
      }
    })
    if (did === 0) return
  }
  rest.neverRests()
}

/** Turns the clock to an instant, stopping at whatever is due on the way. */
export async function restUntil(rest: Rest, target: number): Promise<void> {
  await comeToRest(rest)
  for (let turns = 0; turns < 400; turns++) {
    const now = new Date(rest.clock.now())
    const { rows } = await rest.monitor.query<{ at: number | null }>(NEXT_DUE, [now], { name: 'next due' })
    const due = rows[0]?.at ?? null
    if (due === null || due > target) break
    rest.clock.turnTo(due)
    await comeToRest(rest)
  }
  rest.clock.turnTo(target)
  await comeToRest(rest)
}
