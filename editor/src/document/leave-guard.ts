import { useEffect } from 'react'
import { useWorkbench } from './workbench-context.ts'

/** Asks before a tab is closed on work the server does not have yet, and sends it at once when the tab is hidden. */
export function useLeaveGuard(): void {
  const bench = useWorkbench()
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (bench.autosave.state.getState().is !== 'saved') event.preventDefault()
    }
    const hide = () => {
      if (document.visibilityState === 'hidden') void bench.autosave.flush()
    }
    window.addEventListener('beforeunload', ask)
    document.addEventListener('visibilitychange', hide)
    return () => {
      window.removeEventListener('beforeunload', ask)
      document.removeEventListener('visibilitychange', hide)
    }
  }, [bench])
}
