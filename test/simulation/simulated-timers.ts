import type { SimulatedProcess } from './simulated-process.ts'
import { whereabouts } from './whereabouts.ts'

type Timer = { process: SimulatedProcess; deed: string; everyMs: number; at: number; call: () => void }

/**
 * Intervals that processes of a run begin go by the simulated clock: the engine looks for orders to stop, and says that it is
 * alive, every so often. Whoever is no process of a run keeps the machine's own intervals.
 */
export class SimulatedTimers {
  readonly #timers = new Set<Timer>()
  #passedMs = 0

  constructor() {
    install()
  }

  begin(call: () => void, everyMs: number): Timer | null {
    const at = whereabouts.getStore()
    if (at === undefined) return null
    const timer = { process: at.process, deed: at.deed, everyMs, at: this.#passedMs + everyMs, call }
    this.#timers.add(timer)
    return timer
  }

  end(timer: unknown): void {
    this.#timers.delete(timer as Timer) // whatever is no timer of ours is not in the set
  }

  /** Time went by: whose turn came meanwhile is called, once, however often it came. */
  elapse(ms: number): void {
    this.#passedMs += ms
    for (const timer of [...this.#timers]) {
      const { process, deed, everyMs, call } = timer
      if (!process.alive || process.frozen || timer.at > this.#passedMs) continue
      timer.at = this.#passedMs + everyMs
      whereabouts.run({ process, deed, timer: true }, call)
    }
  }
}

let installed = false

/** Who begins an interval is known from where the code runs, so all runs of one thread share the two functions. */
function install(): void {
  const { setInterval: begin, clearInterval: end } = globalThis
  if (installed) return
  installed = true
  globalThis.setInterval = ((call: () => void, everyMs: number) =>
    timersOf()?.begin(call, everyMs) ?? begin(call, everyMs)) as typeof globalThis.setInterval // callers only ever clear what they get
  globalThis.clearInterval = ((timer: never) => {
    timersOf()?.end(timer)
    end(timer)
  }) as typeof globalThis.clearInterval
}

function timersOf(): SimulatedTimers | undefined {
  return whereabouts.getStore()?.process.timers
}
