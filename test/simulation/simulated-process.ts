import { type Clock, type Instant, seededRandom } from '@snodo/base'
import { type BareEngine, makeBareEngine } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { type GatedPool, gatedPool } from './gated-pool.ts'
import type { Mutant } from './mutants.ts'
import type { OutsideWorld } from './outside-world.ts'
import type { SimulatedTimers } from './simulated-timers.ts'
import type { Turnstile } from './turnstile.ts'
import type { Bench } from './warm-sessions.ts'

/** One process of the engine: what it keeps in memory dies with it. */
export type SimulatedProcess = {
  readonly name: string
  readonly engine: BareEngine
  readonly timers: SimulatedTimers
  alive: boolean
  /** It stands still: nothing of it happens until it goes on. */
  frozen: boolean
  /** How far its clock is off, in milliseconds. */
  skew: number
  /** Others may have taken it for dead: it stood still, or its clock was wrong. What it has in its hands may be somebody else's. */
  doubtful: boolean
  /** As kill -9: its sessions break where they stand, and nobody waits for it any more. */
  kill(): Promise<void>
  /** PostgreSQL was restarted. */
  loseSessions(): Promise<void>
}

export async function startProcess(given: {
  name: string
  seed: string
  clock: Clock
  timers: SimulatedTimers
  turnstile: Turnstile
  sessions: Bench
  world: OutsideWorld
  mutant: Mutant | null
  tripSize: number | undefined
  complain(event: string, data: unknown): void
}): Promise<SimulatedProcess> {
  const { name, turnstile, sessions, mutant, world } = given
  let engine: BareEngine | null = null
  let gated: GatedPool | null = null
  const process: SimulatedProcess = {
    name,
    timers: given.timers,
    alive: true,
    frozen: false,
    skew: 0,
    doubtful: false,
    get engine() {
      if (engine === null) throw new Error('the process has not started yet')
      return engine
    },
    async kill() {
      process.alive = false
      turnstile.forget(process)
      await gated?.close()
    },
    async loseSessions() {
      await gated?.loseSessions()
    },
  }
  gated = gatedPool({ process, turnstile, sessions, mutant })
  engine = makeBareEngine({
    pool: gated.pool,
    clock: { now: (): Instant => given.clock.now() + process.skew },
    pause: () => mutant?.pause?.() ?? world.pause(process),
    nodeTypes: builtInNodes,
    channels: world.channels(process),
    http: world.http(process),
    random: seededRandom(`${given.seed}/${name}`),
    log: { info() {}, warn() {}, error: (event, data) => given.complain(event, data) },
    ...(given.tripSize === undefined ? {} : { tripSize: given.tripSize }),
  })
  await gated.open()
  return process
}
