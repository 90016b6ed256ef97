import { setTimeout as pause } from 'node:timers/promises'
import { asError, type Clock, type Random } from '@snodo/base'
import type { Channel } from '@snodo/channels'
import { type Bells as DatabaseBells, type Pool, ringDue, startBells, startRinger } from '@snodo/database'
import type { NodeType, OutboundHttp } from '@snodo/node-sdk'
import { carryOnOrders } from './commands/carry-on.ts'
import { eraseAgain } from './commands/erase.ts'
import { doRequestedMerges } from './commands/requested-merges.ts'
import type { Bells, EngineContext } from './context.ts'
import type { EngineLog } from './engine-log.ts'
import { flowCache } from './flow-cache.ts'
import { idSource } from './id-source.ts'
import { type ActContext, act } from './loops/act.ts'
import { deliver } from './loops/deliver.ts'
import type { DeliverContext } from './loops/deliver-steps/deliver-context.ts'
import { type MoveContext, moveLane } from './loops/move/move-lane.ts'
import { BEAT_MS, createUpkeep } from './loops/upkeep.ts'
import { takeBackFrom } from './loops/upkeep-duties/take-back.ts'
import type { UpkeepContext } from './loops/upkeep-duties/upkeep-context.ts'
import { watchRepeats } from './loops/upkeep-duties/watch-repeats.ts'
import { createRenderer } from './render/renderer.ts'
import { createTally, TALLY_MS } from './tally.ts'

/** What an engine is made of; the one place that wires it by hand is `createEngine`. */
export type EngineOptions = {
  pool: Pool
  clock: Clock
  nodeTypes: readonly NodeType[]
  channels: ReadonlyMap<string, Channel>
  /** The one door to the outside for nodes that do I/O. */
  http: OutboundHttp
  random: Random
  /** Signs links and derives coupon codes; the same for every process on one database. */
  secret: string
  /** Where this installation answers, for links in messages. */
  publicUrl: string
  log: EngineLog
}

/** How long the running tasks may take by themselves when nobody says. */
const STOP_MS = 10_000

/** A living engine: its context for commands and ledgers, and the tasks that bells set off. */
export type Engine = EngineContext & {
  settings: { secret: string; publicUrl: string }
  tasks: {
    move(lane: number): Promise<void>
    deliver(lane: number): Promise<void>
    act(lane: number): Promise<void>
  }
  /** Begins to run tasks and upkeep in this process. */
  start(concurrency: number): Promise<RunningEngine>
  close(): Promise<void>
}

export type RunningEngine = {
  readiness: DatabaseBells['readiness']
  /** Takes no new bells, waits for the running tasks, leaves. */
  stop(withinMs?: number): Promise<void>
}

export function createEngine(options: EngineOptions): Engine {
  const { pool, clock, log, secret, publicUrl } = options
  const ringer = startRinger(pool)
  const bells: Bells = {
    async ringMove(lanes, urge) {
      ringer.ring('move', lanes, urge)
    },
    async ringMoveAt(lane, at) {
      await ringDue(pool, 'move', lane, at, clock)
    },
    async ringDeliver(lanes, urge) {
      ringer.ring('deliver', lanes, urge)
    },
    async ringAct(lanes, urge) {
      ringer.ring('act', lanes, urge)
    },
  }
  const nodeTypes = new Map(options.nodeTypes.map((type) => [type.manifest.type, type]))
  const tally = createTally()
  const flows = flowCache(nodeTypes, log)
  const context: EngineContext = { pool, clock, pause: (ms) => pause(ms), ids: idSource(), nodeTypes, flows, bells, log, tally }
  const renderer = createRenderer()
  const leaving = new AbortController()
  const delivering: DeliverContext = {
    ...context,
    channels: options.channels,
    renderer,
    random: options.random,
    secret,
    publicUrl,
    listensTo: (name) => flows.listensTo(name),
    leaving: leaving.signal,
    repeated: watchRepeats(context),
  }

  const moving: MoveContext = { ...context, secret }
  const acting: ActContext = { ...context, http: options.http, random: options.random }
  const maintaining: UpkeepContext = { ...context, listensTo: (name) => flows.listensTo(name) }
  const upkeep = createUpkeep(maintaining, {
    merge: () => doRequestedMerges(context),
    carryOnOrders: () => carryOnOrders(context),
    eraseAgain: () => eraseAgain(context),
  })

  const tasks: Engine['tasks'] = {
    async move(lane) {
      await moveLane(moving, lane)
    },
    async deliver(lane) {
      const report = await deliver(delivering, lane)
      if (report.more !== null) ringer.ring('deliver', [lane], report.more)
      else if (report.nextAt !== null) await ringDue(pool, 'deliver', lane, report.nextAt, clock)
    },
    async act(lane) {
      const report = await act(acting, lane)
      if (report.more !== null) ringer.ring('act', [lane], report.more)
      else if (report.nextAt !== null) await ringDue(pool, 'act', lane, report.nextAt, clock)
    },
  }

  let shifts = () => 0
  let shiftsTold = 0
  const writeTally = async () => {
    tally.add('shifts', shifts() - shiftsTold)
    shiftsTold = shifts()
    await tally.write(pool, log)
  }
  // Also where no loop runs: a process that only serves takes events in.
  const tallying = setInterval(() => void writeTally(), TALLY_MS)
  tallying.unref()

  async function start(concurrency: number): Promise<RunningEngine> {
    const onSwept = (instances: readonly string[]) => takeBackFrom(maintaining, instances)
    // These wait for providers and others outside: they never take all places, so contacts go on moving however slow those are.
    const waiting = { tasks: ['deliver', 'act'], most: Math.max(1, concurrency - 1) }
    const running = await startBells({ pool, tasks, concurrency, waiting, clock, log, onSwept })
    shifts = () => running.readiness().shifts
    let beating: Promise<void> = Promise.resolve()
    const beat = () => {
      // One beat at a time: a slow one is waited for, not doubled.
      beating = beating.then(() => upkeep.beat()).catch((error) => log.error('upkeep.beat', { because: asError(error).message }))
    }
    beat()
    const timer = setInterval(beat, BEAT_MS)
    return {
      readiness: () => running.readiness(),
      async stop(withinMs = STOP_MS) {
        clearInterval(timer)
        // Half of the time for what is with providers; then what has not begun there is given back, for others to send.
        const shorten = setTimeout(() => leaving.abort(), withinMs / 2)
        await running.stop(withinMs)
        clearTimeout(shorten)
        await beating
      },
    }
  }

  return {
    ...context,
    flows,
    settings: { secret, publicUrl },
    tasks,
    start,
    async close() {
      clearInterval(tallying)
      await writeTally()
      await ringer.stop()
      await renderer.close()
    },
  }
}
