import { asError } from '@snodo/base'
import { type Log, silentLog } from '../log.ts'
import type { Sql } from '../pool.ts'
import { type Place, ringNow } from './ring.ts'

/** A place is rung at once when it is quiet, else at most so often: a bell costs a row, its fetch and its deletion. */
export const QUIET_MS = 250
/**
 * Under a flood a place is rung only so often: four looks a second at each of 64 lanes found a few dozen events each, and what a look
 * costs by itself was a third of the database's time. One look a second finds the hundreds together.
 */
export const FLOOD_QUIET_MS = 1_000
/** Places asked for within a second, for one task, from which on it is a flood: thousands of events a second. */
const FLOOD = 2_000

export type Ringer = {
  /** Asks for a look at these places soon. Never waits and never throws: a bell is a hint, upkeep finds what is lost. */
  ring(task: string, places: readonly Place[]): void
  /** Resolves when everything asked for so far has been rung. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** Gathers rings into few statements: for the process that takes events in, many times a second, whether or not it runs bells itself. */
export function startRinger(sql: Sql, log: Log = silentLog): Ringer {
  const asked = new Map<string, Set<Place>>()
  const rungAt = new Map<string, number>()
  /** For each task: places asked for in the second that began at `since`, and in the one before. */
  const seconds = new Map<string, { since: number; now: number; before: number }>()
  let timer: NodeJS.Timeout | null = null
  let timerAt = 0
  let running: Promise<void> | null = null
  let stopped = false

  function ring(task: string, places: readonly Place[]): void {
    if (stopped || places.length === 0) return
    const waiting = asked.get(task) ?? new Set()
    for (const place of places) waiting.add(place)
    asked.set(task, waiting)
    secondOf(task).now += places.length
    plan()
  }

  function quietMs(task: string): number {
    const { now, before } = secondOf(task)
    return Math.max(now, before) >= FLOOD ? FLOOD_QUIET_MS : QUIET_MS
  }

  function secondOf(task: string): { since: number; now: number; before: number } {
    const at = performance.now()
    const second = seconds.get(task) ?? { since: at, now: 0, before: 0 }
    const passed = at - second.since
    const next = passed < 1_000 ? second : { since: at, now: 0, before: passed < 2_000 ? second.now : 0 }
    seconds.set(task, next)
    return next
  }

  function plan(): void {
    if (running || asked.size === 0) return
    const wait = soonest()
    const at = performance.now() + wait
    if (timer && timerAt <= at + 1) return
    if (timer) clearTimeout(timer)
    timerAt = at
    timer = setTimeout(flush, wait)
  }

  function flush(): void {
    timer = null
    running = ringQuiet().finally(() => {
      running = null
      plan()
    })
  }

  async function ringQuiet(): Promise<void> {
    for (const [task, waiting] of asked) {
      const now = performance.now()
      const quiet = quietMs(task)
      const places = stopped
        ? [...waiting]
        : [...waiting].filter((place) => now - (rungAt.get(`${task}:${place}`) ?? -quiet) >= quiet)
      for (const place of places) {
        waiting.delete(place)
        rungAt.set(`${task}:${place}`, now)
      }
      if (waiting.size === 0) asked.delete(task)
      try {
        await ringNow(sql, task, places)
      } catch (error) {
        log.warn('bells could not be rung', { task, places: places.length, because: asError(error).message })
      }
    }
  }

  /** Milliseconds until the first of those asked for has been quiet long enough. */
  function soonest(): number {
    const now = performance.now()
    let wait = FLOOD_QUIET_MS
    for (const [task, waiting] of asked) {
      const quiet = quietMs(task)
      for (const place of waiting) wait = Math.min(wait, quiet - (now - (rungAt.get(`${task}:${place}`) ?? -quiet)))
    }
    return Math.max(0, Math.ceil(wait))
  }

  async function settled(): Promise<void> {
    while (timer || running || asked.size > 0) await (running ?? new Promise((resolve) => setTimeout(resolve, 1)))
  }

  return {
    ring,
    settled,
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await running
      timer = null
      await ringQuiet()
    },
  }
}
