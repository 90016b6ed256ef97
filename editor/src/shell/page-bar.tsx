import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'

export const PAGE_BAR_ID = 'page-bar'

/** Puts a page's own controls into the one bar on top. */
export function PageBar({ children }: { children: ReactNode }) {
  const place = document.getElementById(PAGE_BAR_ID)
  return place ? createPortal(children, place) : null
}
