import type { WhyView } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import { request } from './request.ts'

export type WhyAsked = { flow: string } | { message: string }

/** In the language and by the clock of the screen, not by those of the workspace. */
export const whyQuery = (contact: string, asked: WhyAsked, language: 'en' | 'it') =>
  queryOptions({
    queryKey: ['why', contact, asked, language],
    queryFn: ({ signal }) =>
      request<WhyView>('GET', `/api/contacts/${contact}/why`, {
        query: { ...asked, language, zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
        signal,
      }),
  })
