import { createContext, useContext } from 'react'
import type { Drawn } from './folded.ts'

/** The sub-flows the canvas draws as one card just now, for those cards alone. */
export const DrawnContext = createContext<Pick<Drawn, 'folded'>>({ folded: new Map() })

export function useDrawn(): Pick<Drawn, 'folded'> {
  return useContext(DrawnContext)
}
