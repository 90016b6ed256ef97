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

/** Whom the list of contacts shows; what is absent is not asked. */
export type ContactFilter = {
  search?: string
  list?: string
  tag?: string
  consent?: string
  flow?: string
  kind?: 'known' | 'anonymous'
}

export const contactPages = (filter: ContactFilter) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'pages', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<ContactSummary>>('GET', '/api/contacts', { query: { ...filter, limit: 100, after: pageParam }, signal }),
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

export type NewContact = { email: string; phone?: string; attributes?: JsonObject; tags?: string[]; lists?: string[] }

export function addContact(contact: NewContact): Promise<{ id: string; created: boolean }> {
  return request('POST', '/api/contacts', { body: contact })
}

export type Marks = { join?: string[]; leave?: string[]; addTags?: string[]; removeTags?: string[] }
export type MarkedWhom = { contacts: string[] } | { search: ContactFilter }
type Marked = { matched: number; more: boolean; changed: number; next: string | null }

export function countMarked(whom: MarkedWhom): Promise<Marked> {
  return request('POST', '/api/contacts/mark', { body: { ...whom, preview: true } })
}

/** A thousand a request, until all are done; `progress` is told how many were looked at. */
export async function markContacts(whom: MarkedWhom, marks: Marks, progress: (seen: number) => void): Promise<number> {
  let changed = 0
  let seen = 0
  for (let after: string | null = null, more = true; more; more = after !== null) {
    const done: Marked = await request('POST', '/api/contacts/mark', {
      body: { ...whom, ...marks, ...(after === null ? {} : { after }) },
    })
    changed += done.changed
    seen += done.matched
    progress(seen)
    after = done.next
  }
  return changed
}

/** Where everyone a filter finds can be had as a file. */
export function exportUrl(filter: ContactFilter): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''))
  return `/api/contacts.csv${query.size === 0 ? '' : `?${query}`}`
}

export function eraseContact(id: string, reason: string): Promise<unknown> {
  return request('DELETE', `/api/contacts/${id}`, { body: { reason } })
}

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
