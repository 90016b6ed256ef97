import type { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { asError, must } from '@snodo/base'
import { run, type TaskList, type WorkerEvents } from 'graphile-worker'
import type { PoolClient } from 'pg'
import type { Log } from '../log.ts'
import { BELL_SCHEMA } from '../migrate.ts'
import type { Pool, Sql } from '../pool.ts'
import { workerLogger } from '../worker-logger.ts'
import { BEAT_MS, beat, enrol, freeJobs, JUDGES_AFTER_MS, leave, sweep } from './membership.ts'
import type { PatientPool } from './patient-pool.ts'
import type { Looks } from './run-task.ts'

/** From one start of graphile-worker's runner to its end, by whatever cause. */
export type Shift = {
  poolId: string
  /** Why it ended. Never rejects. */
  over: Promise<string>
  stop(withinMs: number): Promise<void>
}

/** If nobody works and nobody has looked for so long, the runner is dead without having said so. */
const STALLED_MS = 10_000

export async function startShift(options: {
  own: PatientPool
  pool: Pool
  tasks: TaskList
  concurrency: number
  waiting: { tasks: readonly string[]; most: number }
  pollMs: number
  log: Log
  looks: Looks
  /** Pools of earlier shifts of this process, whose jobs are to be freed. */
  free: readonly string[]
  events: EventEmitter
  /** Told of processes that were found dead or frozen and swept, until it has done what is to be done for them. */
  onSwept: (instances: readonly string[]) => Promise<void>
}): Promise<Shift> {
  const { own, pool, log, looks } = options
  const instance = pool.applicationName
  const ended = Promise.withResolvers<string>()
  let stopping = false
  const client = await own.connect()
  const session: Sql = {
    async query(text, values) {
      const result = await client.query(text, values as unknown[] | undefined) // pg only reads them
      return { rows: result.rows, count: result.rowCount ?? 0 }
    },
  }
  client.on('error', (error) => ended.resolve(`the session broke: ${error.message}`))
  try {
    await enrol(session, instance)
    await freeJobs(session, options.free)
    const runner = await startRunner()
    const beats = keepBeating(runner.poolId)
    // Both fates: in an outage the promise may resolve as if all were well.
    runner.promise.then(
      () => stopping || ended.resolve('the runner ended'),
      (error: unknown) => stopping || ended.resolve(`the runner failed: ${asError(error).message}`),
    )
    const over = ended.promise.then(async (because) => {
      clearInterval(beats)
      // Already stopped, or hanging in the outage: nothing waits for it, its jobs are freed by the next shift.
      runner.stop().catch(() => undefined)
      client.release(true)
      return because
    })
    return { poolId: runner.poolId, over, stop: (withinMs) => stop(runner, withinMs) }
  } catch (error) {
    client.release(true)
    throw error
  }

  async function startRunner() {
    // graphile-worker types its events one by one; a plain emitter is what it makes itself.
    const events = options.events as WorkerEvents
    const created: string[] = []
    const looked = () => {
      looks.last = performance.now()
    }
    events.on('pool:create', ({ workerPool }) => {
      created.push(workerPool.id)
    })
    events.on('worker:getJob:empty', looked)
    events.on('job:start', looked)
    events.on('pool:listen:error', ({ error }) => ended.resolve(`the listening connection broke: ${asError(error).message}`))
    // Bells rung before LISTEN has been carried out would be found only by polling: the shift begins after it.
    const listening = new Promise<void>((resolve) =>
      events.on('pool:listen:success', (event: { client: PoolClient }) => event.client.once('drain', () => resolve())),
    )
    const runner = await run({
      pgPool: own,
      schema: BELL_SCHEMA,
      taskList: options.tasks,
      parsedCronItems: [],
      concurrency: options.concurrency,
      // Asked before each fetch. Two that ask at once may both be let through: a place too many for one run harms nobody.
      forbiddenFlags: full,
      pollInterval: options.pollMs,
      noHandleSignals: true,
      logger: workerLogger(log),
      events,
      preset: { worker: { localQueue: { size: -1 }, completeJobBatchDelay: -1, failJobBatchDelay: -1 } },
    })
    await Promise.race([listening, ended.promise])
    return { poolId: must(created[0], 'graphile-worker announces its pool'), promise: runner.promise, stop: () => runner.stop() }
  }

  /** Tasks that may not begin now, because as many of them run as may. */
  function full(): string[] {
    const { tasks, most } = options.waiting
    return tasks.reduce((sum, task) => sum + (looks.runningOf.get(task) ?? 0), 0) < most ? [] : [...tasks]
  }

  function keepBeating(poolId: string): NodeJS.Timeout {
    let busy = false
    const swept = new Set<string>()
    const startedAt = performance.now()
    const once = async () => {
      if (busy) return
      busy = true
      try {
        const listed = await beat(session, instance, poolId).catch((error: unknown) => asError(error))
        if (listed instanceof Error) ended.resolve(`a beat failed: ${listed.message}`)
        else if (!listed) ended.resolve('another process took this one for dead')
        if (performance.now() - startedAt > JUDGES_AFTER_MS) for (const name of await sweep(pool, instance)) swept.add(name)
        if (swept.size > 0) {
          log.warn('swept dead processes', { instances: [...swept] })
          await options.onSwept([...swept])
          swept.clear()
        }
        const quiet = performance.now() - Math.max(startedAt, looks.last ?? 0)
        if (looks.running === 0 && quiet > STALLED_MS) ended.resolve(`nobody looked for bells for ${Math.round(quiet / 1000)} s`)
      } catch (error) {
        log.warn('a sweep failed', { because: asError(error).message })
      } finally {
        busy = false
      }
    }
    void once()
    return setInterval(once, BEAT_MS)
  }

  async function stop(runner: { stop(): Promise<void> }, withinMs: number): Promise<void> {
    // The session is needed to sign off, after the last task: the end of the runner must not end the shift.
    stopping = true
    const graceful = runner.stop().then(
      () => true,
      () => true, // it had already stopped
    )
    await Promise.race([graceful, pause(withinMs, false, { ref: false })])
    await leave(session, instance).catch((error: unknown) => log.warn('could not sign off', { because: asError(error).message }))
    ended.resolve('stopped')
  }
}
