import { createContext, useContext } from 'react'

/** How much of a card can be read: all of it, its name, or only that it is there. One for the whole canvas: no card reads the zoom. */
export type ZoomLevel = 'near' | 'middle' | 'far'

export const ZoomLevelContext = createContext<ZoomLevel>('near')

export function useZoomLevel(): ZoomLevel {
  return useContext(ZoomLevelContext)
}

export function zoomLevelOf(zoom: number): ZoomLevel {
  if (zoom >= 0.6) return 'near'
  return zoom >= 0.35 ? 'middle' : 'far'
}
