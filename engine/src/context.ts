import type { Clock, Instant } from '@snodo/base'
import type { Pause, Pool, Urge } from '@snodo/database'
import type { NodeType } from '@snodo/node-sdk'
import type { EngineLog } from './engine-log.ts'
import type { FlowCache } from './flow-cache.ts'
import type { IdSource } from './id-source.ts'
import type { Tally } from './tally.ts'

/** What every loop, command and ledger of the engine works with; wired once, in engine.ts. */
export type EngineContext = {
  pool: Pool
  clock: Clock
  /** How whoever has to wait for the database waits. */
  pause: Pause
  ids: IdSource
  /** Node types by name: the engine knows no built-in node, they are handed in. */
  nodeTypes: ReadonlyMap<string, NodeType>
  flows: FlowCache
  bells: Bells
  log: EngineLog
  /** What is counted for operators. */
  tally: Tally
}

/** Hints to look, never the truth: losing, doubling or delaying one changes nothing but the time. */
export type Bells = {
  /** Something can be done in these lanes: now, where nothing else is said. What is to be sent has to be written first, so moving on goes before sending in turn. */
  ringMove(lanes: readonly number[], urge?: Urge): Promise<void>
  /** Something becomes due in this lane at this instant. */
  ringMoveAt(lane: number, at: Instant): Promise<void>
  /** Messages are due in these lanes. */
  ringDeliver(lanes: readonly number[], urge?: Urge): Promise<void>
  /** Steps of acting nodes are ready in these lanes. */
  ringAct(lanes: readonly number[], urge?: Urge): Promise<void>
}
