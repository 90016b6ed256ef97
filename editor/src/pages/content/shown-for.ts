import { SAMPLE_CONTACT, SAMPLE_ENTRY, SAMPLE_VARS } from '@snodo/content'
import type { ContactProfile } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ShownFor } from '../../api/contents.ts'
import { request } from '../../api/request.ts'

/** For whom contents are shown, in every editor of this tab; null: Maria, who is made up. */
export const shownForStore = createStore<ShownFor>(() => ({ contact: null, event: null }))

export function useShownFor<Picked>(pick: (state: ShownFor) => Picked): Picked {
  return useStore(shownForStore, pick)
}

export const shownForQuery = (contact: string | null) =>
  queryOptions({
    queryKey: ['contact', contact, 'shown'],
    queryFn: ({ signal }) => request<ContactProfile>('GET', `/api/contacts/${contact}`, { signal }),
    enabled: contact !== null,
    staleTime: 60_000,
  })

/** What a field is for somebody, as it is offered; empty where they have none. */
export function sampleOf(path: string, person: ContactProfile | null): string {
  const [root = '', ...members] = path.split('.')
  const { email, phone, attributes } = person ?? SAMPLE_CONTACT
  const roots: Record<string, unknown> = {
    contact: { ...attributes, email, phone },
    entry: SAMPLE_ENTRY,
    vars: SAMPLE_VARS,
  }
  let value = roots[root]
  for (const member of members) value = isRecord(value) ? value[member] : undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
