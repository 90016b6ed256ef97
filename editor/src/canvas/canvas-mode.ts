import { createContext, useContext } from 'react'

export type CanvasMode = 'edit' | 'try' | 'live' | 'compare'
export const ModeContext = createContext<CanvasMode>('edit')

export function useMode(): CanvasMode {
  return useContext(ModeContext)
}
