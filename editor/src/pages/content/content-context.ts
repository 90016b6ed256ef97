import { type Brand, STANDARD_BRAND } from '@snodo/content'
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { ContentState, ContentStore } from './content-store.ts'

/** The content that is open, with the brand it is drawn in. */
export const ContentContext = createContext<{ store: ContentStore; brand: Brand } | null>(null)

export function useContent(): ContentStore {
  const open = useContext(ContentContext)
  if (open === null) throw new Error('a part of the content editor outside of it')
  return open.store
}

export function useContentState<Picked>(pick: (state: ContentState) => Picked): Picked {
  return useStore(useContent(), pick)
}

export function useBrand(): Brand {
  return useContext(ContentContext)?.brand ?? STANDARD_BRAND
}
