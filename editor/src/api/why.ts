import type { WhyView } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import { request } from './request.ts'

export type WhyAsked = { flow: string } | { message: string }

/** In the language of the screen, not in that of the workspace. */
export const whyQuery = (contact: string, asked: WhyAsked, language: 'en' | 'it') =>
  queryOptions({
    queryKey: ['why', contact, asked, language],
    queryFn: ({ signal }) => request<WhyView>('GET', `/api/contacts/${contact}/why`, { query: { ...asked, language }, signal }),
  })

/** Who may enter a flow again, in one sentence of each language. */
export const reentryQuery = (flow: string) =>
  queryOptions({
    queryKey: ['reentry', flow],
    queryFn: ({ signal }) =>
      request<{ words: { en: string; it: string } }>('POST', `/api/flows/${flow}/reentry`, { body: {}, signal }),
    staleTime: 60_000,
  })
