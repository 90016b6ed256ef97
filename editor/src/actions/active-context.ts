import { useEffect } from 'react'
import { createStore } from 'zustand/vanilla'
import type { ActionContext } from './action.ts'

/** The flow page that is open, for the command palette, which lives in the frame around it. */
export const activeContext = createStore<{ context: ActionContext | null }>(() => ({ context: null }))

export function useActiveContext(context: ActionContext): void {
  useEffect(() => {
    activeContext.setState({ context })
    return () => activeContext.setState({ context: null })
  }, [context])
}
