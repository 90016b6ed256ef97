import { useEffect } from 'react'
import type { Workbench } from '../document/workbench.ts'
import { openSocket, watchFlow } from './live-connection.ts'

/** Watches the open flow while its numbers are on the screen. */
export function useLiveFeed(bench: Workbench, watching: boolean): void {
  useEffect(() => {
    if (!watching) return
    const stop = watchFlow(bench.flowId, bench.live, {
      open: openSocket,
      later(run, ms) {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
      now: () => Date.now(),
    })
    return () => {
      stop()
      bench.live.clear()
    }
  }, [bench, watching])
}
