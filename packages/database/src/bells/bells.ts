import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { asError, assert, type Clock, systemClock } from '@snodo/base'
import { type Log, silentLog } from '../log.ts'
import type { Pool } from '../pool.ts'
import { PatientPool } from './patient-pool.ts'
import { type Place, ringDue, ringNow } from './ring.ts'
import { type BellTasks, type Looks, runTask } from './run-task.ts'
import { type Shift, startShift } from './shift.ts'

export type BellOptions = {
  /** The pool of the tasks; the bells open connections of their own to the same database, under the same application name. */
  pool: Pool
  tasks: BellTasks
  /** How many tasks run at once. */
  concurrency: number
  /** Tasks that wait for others, and how many of their runs together may run at once: they must leave room for those that do not. */
  waiting?: { tasks: readonly string[]; most: number }
  clock?: Clock
  log?: Log
  /** How often the table is looked at for bells whose time has come. Default 1 s; bells for now come by NOTIFY at once. */
  pollMs?: number
  /** Called with the names of processes (`applicationName` of their pools) that were found dead, or frozen and their sessions ended. Again if it fails. */
  onSwept?: (instances: readonly string[]) => Promise<void>
}

export type Readiness = {
  /** True if bells have been looked for lately. */
  ready: boolean
  /** Milliseconds since the last look; null before the first. */
  sinceLookMs: number | null
  /** How often the runner has been started; more than 1 tells of outages. */
  shifts: number
  running: number
}

export type Bells = {
  ringNow(task: string, places: readonly Place[]): Promise<number>
  ringDue(task: string, place: Place, at: number): Promise<number>
  readiness(): Readiness
  /** Takes no new bells, waits for the running tasks at most `withinMs` (default 10 s), leaves. Twice is harmless. */
  stop(withinMs?: number): Promise<void>
}

const READY_MS = 5_000
const RESTART_MS = 200

/**
 * Runs tasks when their bells ring, through outages: the runner of graphile-worker stops working in several ways without its
 * process ending, so whatever makes it settle, or breaks our own session, ends the shift, and a new one begins.
 */
export async function startBells(options: BellOptions): Promise<Bells> {
  const { pool, concurrency } = options
  assert(Number.isInteger(concurrency) && concurrency > 0, 'bells need a concurrency of at least 1')
  const log = options.log ?? silentLog
  const clock = options.clock ?? systemClock
  // One connection listens, one carries our lock, each task borrows one for a moment to fetch and to finish.
  const own = new PatientPool(
    {
      connectionString: pool.url,
      max: concurrency + 3,
      application_name: pool.applicationName,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      // A connection that swallows statements without an answer must not look alive.
      query_timeout: 15_000,
    },
    log,
  )
  const looks: Looks = { last: null, running: 0, runningOf: new Map(), failures: new Map() }
  const tasks = Object.fromEntries(
    Object.entries(options.tasks).map(([name, task]) => [
      name,
      (payload: unknown) => runTask({ name, task, payload, pool, clock, log, looks }),
    ]),
  )
  let stopping = false
  let shifts = 0
  let shift: Shift | null = null
  const abort = new AbortController()
  const first = Promise.withResolvers<void>()

  async function keepShifts(): Promise<void> {
    let left: string[] = []
    while (!stopping) {
      try {
        shift = await startShift({
          own,
          pool,
          tasks,
          concurrency,
          waiting: options.waiting ?? { tasks: [], most: concurrency },
          pollMs: options.pollMs ?? 1_000,
          log,
          looks,
          free: left,
          events: new EventEmitter(),
          onSwept: options.onSwept ?? (async () => undefined),
        })
        shifts += 1
        first.resolve()
        const because = await shift.over
        if (!stopping) log.warn('the bells start again', { because })
        left = [shift.poolId]
      } catch (error) {
        first.reject(error)
        if (!stopping) log.warn('the bells could not start', { because: asError(error).message })
      }
      shift = null
      await pause(RESTART_MS, undefined, { signal: abort.signal }).catch(() => undefined) // aborted: stopping
    }
  }
  const kept = keepShifts()
  try {
    await first.promise
  } catch (error) {
    // A first start that fails is the caller's to hear; only what once worked is worth waiting for.
    stopping = true
    abort.abort()
    await kept
    await own.end()
    throw error
  }

  async function stop(withinMs = 10_000): Promise<void> {
    stopping = true
    abort.abort()
    await shift?.stop(withinMs)
    await kept
    await Promise.race([own.end(), pause(1_000, undefined, { ref: false })])
  }
  let stopped: Promise<void> | null = null
  return {
    ringNow: (task, places) => ringNow(pool, task, places),
    ringDue: (task, place, at) => ringDue(pool, task, place, at, clock),
    readiness: () => {
      const sinceLookMs = looks.last === null ? null : Math.round(performance.now() - looks.last)
      return {
        ready: !stopping && shift !== null && sinceLookMs !== null && sinceLookMs < READY_MS,
        sinceLookMs,
        shifts,
        running: looks.running,
      }
    },
    stop: (withinMs) => (stopped ??= stop(withinMs)),
  }
}
