let users = 0
let real: typeof globalThis.setInterval | null = null

/**
 * While a run is on, no interval that begins ever fires: the engine looks for orders to stop every 700 ms of the machine's own
 * time, which no seed decides. What those looks are for has tests of its own.
 */
export function stillTimers(): Disposable {
  if (users++ === 0) {
    real = globalThis.setInterval
    const begin = real
    const still = () => {
      const timer = begin(() => undefined, 2 ** 30)
      timer.unref()
      return timer
    }
    globalThis.setInterval = still as typeof globalThis.setInterval // callers here only ever clear what they get
  }
  return {
    [Symbol.dispose]() {
      if (--users === 0 && real !== null) globalThis.setInterval = real
    },
  }
}
