import { asError } from '@snodo/base'
import { type Log, silentLog } from '../log.ts'
import type { Sql } from '../pool.ts'
import { type Place, ringNow } from './ring.ts'

/** A place is rung at once when it is quiet, else at most so often: a bell costs a row, its fetch and its deletion. */
export const QUIET_MS = 250

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
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let stopped = false

  function ring(task: string, places: readonly Place[]): void {
    if (stopped || places.length === 0) return
    const waiting = asked.get(task) ?? new Set()
    for (const place of places) waiting.add(place)
    asked.set(task, waiting)
    plan()
  }

  function plan(): void {
    if (timer || running || asked.size === 0) return
    timer = setTimeout(flush, soonest())
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
      const places = stopped
        ? [...waiting]
        : [...waiting].filter((place) => now - (rungAt.get(`${task}:${place}`) ?? -QUIET_MS) >= QUIET_MS)
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
    let wait = QUIET_MS
    for (const [task, waiting] of asked)
      for (const place of waiting) wait = Math.min(wait, QUIET_MS - (now - (rungAt.get(`${task}:${place}`) ?? -QUIET_MS)))
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
