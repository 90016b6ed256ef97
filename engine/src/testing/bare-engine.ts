import { setTimeout as wait } from 'node:timers/promises'
import type { Clock, Random } from '@snodo/base'
import type { Channel } from '@snodo/channels'
import type { Pause, Pool } from '@snodo/database'
import type { NodeType, OutboundHttp } from '@snodo/node-sdk'
import { carryOnOrders } from '../commands/carry-on.ts'
import { type Collector, createCollector } from '../commands/collect.ts'
import { eraseAgain } from '../commands/erase.ts'
import { doRequestedMerges } from '../commands/requested-merges.ts'
import type { Bells, EngineContext } from '../context.ts'
import type { EngineLog } from '../engine-log.ts'
import { flowCache } from '../flow-cache.ts'
import { idSource } from '../id-source.ts'
import { type LanesWithWork, lanesWithWork } from '../ledgers/lanes/lanes-with-work.ts'
import { type ActReport, act } from '../loops/act.ts'
import { type DeliverReport, deliver } from '../loops/deliver.ts'
import type { DeliverContext } from '../loops/deliver-steps/deliver-context.ts'
import { type LaneRun, moveLane } from '../loops/move/move-lane.ts'
import { dateStarts } from '../loops/upkeep-duties/date-starts.ts'
import { dealCoupons } from '../loops/upkeep-duties/deal-coupons.ts'
import { scheduleStarts } from '../loops/upkeep-duties/schedule-starts.ts'
import { sweepMessages } from '../loops/upkeep-duties/sweep-messages.ts'
import { takeBackFrom } from '../loops/upkeep-duties/take-back.ts'
import { renderMessage } from '../render/render-message.ts'
import { createTally } from '../tally.ts'

export type BareEngineOptions = {
  pool: Pool
  clock: Clock
  /** How it waits for the database while it is away; absent: by the machine's own timers. */
  pause?: Pause
  nodeTypes: readonly NodeType[]
  channels: ReadonlyMap<string, Channel>
  http: OutboundHttp
  random: Random
  log: EngineLog
  /** Most of one trip of *move*; absent: the engine's own bound. */
  tripSize?: number
}

/** What one process keeps in memory, without bells, timers and threads: every loop runs when it is called, and only then. */
export type BareEngine = {
  context: EngineContext
  collector: Collector
  move(lane: number): Promise<LaneRun>
  deliver(lane: number): Promise<DeliverReport>
  act(lane: number): Promise<ActReport>
  /** Takes back the messages of whoever has fallen silent. */
  sweep(): Promise<number>
  /** Takes back at once what processes held that were found dead. */
  takeBack(instances: readonly string[]): Promise<void>
  /** Does the merges that were asked for. */
  merge(): Promise<number>
  /** Carries on orders that were cut off. */
  carryOnOrders(): Promise<number>
  /** Erases once more whom calls came in for while they were being erased. */
  eraseAgain(): Promise<number>
  /** Begins what dates and schedules begin. */
  begin(): Promise<void>
  /** Deals the codes of coupon pools out to lanes that have run low. */
  deal(): Promise<void>
  /** The lanes that upkeep would ring. */
  ring(): Promise<LanesWithWork>
}

export function makeBareEngine(options: BareEngineOptions): BareEngine {
  const { pool, clock, random, log, pause = (ms) => wait(ms) } = options
  const nodeTypes = new Map(options.nodeTypes.map((type) => [type.manifest.type, type]))
  const flows = flowCache(nodeTypes, log)
  const context: EngineContext = {
    pool,
    clock,
    pause,
    ids: idSource(),
    nodeTypes,
    flows,
    bells: noBells,
    log,
    tally: createTally(),
  }
  const secret = 'a secret of the rig, known to nobody else'
  const listensTo = (name: string) => flows.listensTo(name)
  const delivering: DeliverContext = {
    ...context,
    channels: options.channels,
    renderer: {
      render: async (jobs) => new Map(jobs.map((job) => [job.key, renderMessage(job)])),
      close: async () => undefined,
    },
    random,
    secret,
    publicUrl: 'https://snodo.example',
    listensTo,
  }
  const moving = { ...context, secret, ...(options.tripSize === undefined ? {} : { tripSize: options.tripSize }) }
  const upkeep = { ...context, listensTo }
  const dates = dateStarts()
  return {
    context,
    collector: createCollector(context),
    move: (lane) => moveLane(moving, lane),
    deliver: (lane) => deliver(delivering, lane),
    act: (lane) => act({ ...context, http: options.http, random }, lane),
    sweep: () => sweepMessages({ ...context, listensTo }),
    takeBack: (instances) => takeBackFrom({ ...context, listensTo }, instances),
    merge: () => doRequestedMerges(context),
    carryOnOrders: () => carryOnOrders(context),
    eraseAgain: () => eraseAgain(context),
    async begin() {
      await scheduleStarts(upkeep)
      await dates(upkeep)
    },
    deal: () => dealCoupons(upkeep),
    ring: () => lanesWithWork(pool, clock.now()),
  }
}

const noBells: Bells = {
  ringMove: async () => undefined,
  ringMoveAt: async () => undefined,
  ringDeliver: async () => undefined,
  ringAct: async () => undefined,
}
