import { type Clock, seededRandom } from '@snodo/base'
import type { Pool } from '@snodo/database'
import { type BareEngine, makeBareEngine } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { type GatedPool, gatedPool } from './gated-pool.ts'
import type { Mutant } from './mutants.ts'
import type { OutsideWorld } from './outside-world.ts'
import type { Turnstile } from './turnstile.ts'

/** One process of the engine: what it keeps in memory dies with it. */
export type SimulatedProcess = {
  readonly name: string
  readonly engine: BareEngine
  alive: boolean
  /** As kill -9: its sessions break where they stand, and nobody waits for it any more. */
  kill(): Promise<void>
}

export async function startProcess(given: {
  name: string
  seed: string
  url: string
  clock: Clock
  turnstile: Turnstile
  monitor: Pool
  world: OutsideWorld
  mutant: Mutant | null
  tripSize: number | undefined
  complain(event: string, data: unknown): void
}): Promise<SimulatedProcess> {
  const { name, turnstile, monitor, mutant, url, world } = given
  let engine: BareEngine | null = null
  let gated: GatedPool | null = null
  const process: SimulatedProcess = {
    name,
    alive: true,
    get engine() {
      if (engine === null) throw new Error('the process has not started yet')
      return engine
    },
    async kill() {
      process.alive = false
      turnstile.forget(process)
      await gated?.close()
    },
  }
  gated = gatedPool({ url, process, turnstile, monitor, mutant })
  engine = makeBareEngine({
    pool: gated.pool,
    clock: given.clock,
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
