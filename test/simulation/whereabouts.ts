import { AsyncLocalStorage } from 'node:async_hooks'
import type { SimulatedProcess } from './simulated-process.ts'

/** In which process, and at what, the code is that runs right now: engines of one machine thread are told apart by it. */
export type Whereabouts = {
  process: SimulatedProcess
  /** The deed a process was set to: `move`, `deliver`, `pause` … */
  deed: string
  /** A timer has called it. */
  timer: boolean
}

export const whereabouts = new AsyncLocalStorage<Whereabouts>()
