import { asError, type Clock } from '@snodo/base'
import type { Log } from '../log.ts'
import type { Sql } from '../pool.ts'
import { type Place, ringDue } from './ring.ts'

/** What a bell sets off. It looks at its place and does what is due there; it must be harmless when run twice or for nothing. */
export type BellTask = ((place: number) => Promise<void>) | ((place: string) => Promise<void>)
export type BellTasks = Readonly<Record<string, BellTask>>

/** When bells were last looked for, how many tasks run, also of each name, and how often in a row each place has failed. */
export type Looks = { last: number | null; running: number; runningOf: Map<string, number>; failures: Map<string, number> }

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 30_000

/**
 * Runs a task for its place. A failure is told and rung again later by ourselves: graphile-worker's own retries are slower to
 * begin with (2.7 s), and leave rows for ever once a bell has failed too often.
 */
export async function runTask(run: {
  name: string
  task: BellTask
  payload: unknown
  pool: Sql
  clock: Clock
  log: Log
  looks: Looks
}): Promise<void> {
  const place = placeOf(run.payload)
  if (place === null) {
    run.log.error('a bell without a place was dropped', { task: run.name })
    return
  }
  const key = `${run.name}:${place}`
  count(run.looks, run.name, 1)
  try {
    // The place of a task has the type it was rung with: lanes are rung as numbers, channels as texts.
    await (run.task as (place: Place) => Promise<void>)(place)
    run.looks.failures.delete(key)
  } catch (error) {
    const times = (run.looks.failures.get(key) ?? 0) + 1
    run.looks.failures.set(key, times)
    const waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (times - 1))
    run.log.error('a task failed and will be tried again', {
      task: run.name,
      place,
      times,
      waitMs,
      because: asError(error).message,
      stack: asError(error).stack,
    })
    await ringDue(run.pool, run.name, place, run.clock.now() + waitMs, run.clock).catch((lost: unknown) =>
      run.log.warn('a bell could not be rung again', { task: run.name, place, because: asError(lost).message }),
    )
  } finally {
    count(run.looks, run.name, -1)
  }
}

function count(looks: Looks, task: string, change: 1 | -1): void {
  looks.running += change
  looks.runningOf.set(task, (looks.runningOf.get(task) ?? 0) + change)
}

function placeOf(payload: unknown): Place | null {
  if (typeof payload !== 'object' || payload === null || !('place' in payload)) return null
  const { place } = payload
  return typeof place === 'number' || typeof place === 'string' ? place : null
}
