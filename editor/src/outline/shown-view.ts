import { useMediaQuery } from '@mantine/hooks'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** The two ways to see and edit one flow. */
export type FlowView = 'drawing' | 'outline'

/** Below this a drawing is a keyhole: one reads the flow as a list. */
const PHONE = '(max-width: 48em)'
const STORED = 'snodo.view'

const choice = createStore<{ chosen: FlowView | null }>(() => ({ chosen: stored() }))

export function useOnPhone(): boolean {
  return useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false
}

/** What the author chose in this browser; else the outline on a phone and the drawing elsewhere. */
export function useView(): FlowView {
  const chosen = useStore(choice, (state) => state.chosen)
  const phone = useOnPhone()
  return chosen ?? (phone ? 'outline' : 'drawing')
}

export function showView(view: FlowView): void {
  choice.setState({ chosen: view })
  try {
    localStorage.setItem(STORED, view)
  } catch {
    // Storage forbidden: it holds until the page is left.
  }
}

function stored(): FlowView | null {
  try {
    const value = localStorage.getItem(STORED)
    return value === 'drawing' || value === 'outline' ? value : null
  } catch {
    // Storage forbidden: as if nothing had been chosen.
    return null
  }
}
