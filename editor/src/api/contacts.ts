import type { ConsentState } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'
import type { ContactProfile, ContactSummary } from '@snodo/protocol'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Page, TimelineEntry } from './replies.ts'
import { request } from './request.ts'

export const contactsQuery = ({ search, limit }: { search: string; limit: number }) =>
  queryOptions({
    queryKey: ['contacts', 'first', search, limit],
    queryFn: ({ signal }) => request<Page<ContactSummary>>('GET', '/api/contacts', { query: { search, limit }, signal }),
    staleTime: 60_000,
  })

export const contactPages = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'pages', search],
    queryFn: ({ pageParam, signal }) =>
      request<Page<ContactSummary>>('GET', '/api/contacts', { query: { search, limit: 100, after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: 5_000,
  })

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => request<ContactProfile>('GET', `/api/contacts/${id}`, { signal }),
    refetchInterval: 10_000,
  })

export const timelinePages = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', id],
    queryFn: ({ pageParam, signal }) =>
      request<Page<TimelineEntry>>('GET', `/api/contacts/${id}/timeline`, { query: { after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  })

export function changeConsents(id: string, consents: Record<string, ConsentState>, proof: JsonObject): Promise<unknown> {
  return request('PUT', `/api/contacts/${id}/consents`, { body: { consents, proof } })
}

export function changeTags(id: string, tags: string[]): Promise<unknown> {
  return request('PUT', `/api/contacts/${id}`, { body: { tags } })
}

/** What people call a contact: the name, else the e-mail, the phone, the user id. */
export function contactName(contact: {
  email?: string | null
  phone?: string | null
  userId?: string | null
  attributes?: Record<string, unknown>
}): string | null {
  const { firstName, lastName, name } = contact.attributes ?? {}
  const full = [firstName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ')
  return (
    full || (typeof name === 'string' && name !== '' ? name : null) || contact.email || contact.phone || contact.userId || null
  )
}
