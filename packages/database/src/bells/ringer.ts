import { asError } from '@snodo/base'
import { type Log, silentLog } from '../log.ts'
import type { Sql } from '../pool.ts'
import { type Place, type Precedence, ringNow } from './ring.ts'

/** A place is rung at once when it is quiet, else at most so often: a bell costs a row, its fetch and its deletion. */
export const QUIET_MS = 250
/**
 * Under a flood a place is rung only so often: four looks a second at each of 64 lanes found a few dozen events each, and what a look
 * costs by itself was a third of the database's time. One look a second finds the hundreds together.
 */
export const FLOOD_QUIET_MS = 1_000
/** Places asked for within a second, for one task, from which on it is a flood: thousands of events a second. */
const FLOOD = 2_000
/** How soon a place is rung again that could not be looked at because somebody else was at it: trips are milliseconds. */
export const AGAIN_MS = 50

/** `again`: somebody else is at the place and may have passed the point where our work came in; so now, in a moment, however lately it was rung. */
export type Urge = Precedence | 'again'

export type Ringer = {
  /** Asks for a look at these places soon. Never waits and never throws: a bell is a hint, upkeep finds what is lost. */
  ring(task: string, places: readonly Place[], urge?: Urge): void
  /** Resolves when everything asked for so far has been rung. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** The bells of one task and precedence: when they were rung and what is to be rung when. */
type Rope = {
  task: string
  precedence: Precedence
  /** Places asked for, each with the earliest instant at which it may be rung. */
  asked: Map<Place, number>
  rungAt: Map<Place, number>
  /** Places asked for in the second that began at `since`, and in the one before. */
  second: { since: number; now: number; before: number }
}

/** Gathers rings into few statements: for the process that takes events in, many times a second, whether or not it runs bells itself. */
export function startRinger(sql: Sql, log: Log = silentLog): Ringer {
  const ropes = new Map<string, Rope>()
  let timer: NodeJS.Timeout | null = null
  let timerAt = 0
  let running: Promise<void> | null = null
  let stopped = false

  function ring(task: string, places: readonly Place[], urge: Urge = 'now'): void {
    if (stopped || places.length === 0) return
    const rope = ropeOf(task, urge === 'again' ? 'now' : urge)
    const now = performance.now()
    count(rope, now, places.length)
    const quiet = quietMs(rope)
    for (const place of places) {
      const at = urge === 'again' ? now + AGAIN_MS : Math.max(now, (rope.rungAt.get(place) ?? -quiet) + quiet)
      rope.asked.set(place, Math.min(at, rope.asked.get(place) ?? at))
    }
    plan()
  }

  function ropeOf(task: string, precedence: Precedence): Rope {
    const key = `${task}:${precedence}`
    const known = ropes.get(key)
    if (known !== undefined) return known
    const rope: Rope = {
      task,
      precedence,
      asked: new Map(),
      rungAt: new Map(),
      second: { since: performance.now(), now: 0, before: 0 },
    }
    ropes.set(key, rope)
    return rope
  }

  function plan(): void {
    if (running) return
    const at = soonest()
    if (at === null || (timer && timerAt <= at + 1)) return
    if (timer) clearTimeout(timer)
    timerAt = at
    timer = setTimeout(flush, Math.max(0, Math.ceil(at - performance.now())))
  }

  function flush(): void {
    timer = null
    running = ringAsked().finally(() => {
      running = null
      plan()
    })
  }

  async function ringAsked(): Promise<void> {
    for (const rope of ropes.values()) {
      const now = performance.now()
      const places = [...rope.asked].filter(([, at]) => stopped || at <= now).map(([place]) => place)
      for (const place of places) {
        rope.asked.delete(place)
        rope.rungAt.set(place, now)
      }
      try {
        if (places.length > 0) await ringNow(sql, rope.task, places, rope.precedence)
      } catch (error) {
        log.warn('bells could not be rung', { task: rope.task, places: places.length, because: asError(error).message })
      }
    }
  }

  /** The instant at which the first of those asked for may be rung; null: nothing is asked for. */
  function soonest(): number | null {
    const all = [...ropes.values()].flatMap((rope) => [...rope.asked.values()])
    return all.length === 0 ? null : Math.min(...all)
  }

  async function settled(): Promise<void> {
    while (timer || running || soonest() !== null) await (running ?? new Promise((resolve) => setTimeout(resolve, 1)))
  }

  return {
    ring,
    settled,
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await running
      timer = null
      await ringAsked()
    },
  }
}

function count(rope: Rope, at: number, places: number): void {
  const passed = at - rope.second.since
  if (passed >= 1_000) rope.second = { since: at, now: 0, before: passed < 2_000 ? rope.second.now : 0 }
  rope.second.now += places
}

function quietMs({ second }: Rope): number {
  return Math.max(second.now, second.before) >= FLOOD ? FLOOD_QUIET_MS : QUIET_MS
}
