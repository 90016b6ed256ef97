import type { Json } from '@snodo/base'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { contactsQuery } from './contacts.ts'
import { listsQuery } from './lists.ts'

/** Event names of Segment's e-commerce spec that need no set-up, and ours. */
const STANDARD_EVENTS = [
  'Signed Up',
  'Order Completed',
  'Product Viewed',
  'Product Added',
  'Product Removed',
  'Cart Viewed',
  'Checkout Started',
  'Order Cancelled',
  'Order Refunded',
  'Coupon Applied',
  'Product Reviewed',
  'Products Searched',
  'Consent Requested',
  'Consent Confirmed',
  'List Joined',
  'Tag Added',
  'Field Changed',
  'Score Changed',
]

const STANDARD_ATTRIBUTES = ['firstName', 'lastName', 'city', 'country', 'birthday', 'language', 'gender', 'company']

/** `seen`: of each attribute the value of the newest contact that has it. */
export type KnownNames = {
  events: string[]
  attributes: string[]
  tags: string[]
  lists: string[]
  seen: ReadonlyMap<string, Json>
}

/** Names to suggest: the standard ones, and what the newest contacts and the lists really carry. */
export function useKnownNames(): KnownNames {
  const people = useQuery(contactsQuery({ search: '', limit: 100 }))
  const lists = useQuery(listsQuery)
  return useMemo(() => {
    const attributes = new Set(STANDARD_ATTRIBUTES)
    const tags = new Set<string>()
    const seen = new Map<string, Json>()
    for (const contact of people.data?.items ?? []) {
      for (const [name, value] of Object.entries(contact.attributes ?? {})) {
        attributes.add(name)
        if (!seen.has(name)) seen.set(name, value as Json) // attributes come as JSON
      }
      for (const tag of contact.tags ?? []) tags.add(tag)
    }
    return {
      events: STANDARD_EVENTS,
      attributes: [...attributes],
      tags: [...tags],
      lists: (lists.data?.items ?? []).map((list) => list.name),
      seen,
    }
  }, [people.data, lists.data])
}
