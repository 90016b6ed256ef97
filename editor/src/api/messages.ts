import { infiniteQueryOptions } from '@tanstack/react-query'
import type { MessageView, Page } from './replies.ts'
import { request } from './request.ts'

export type MessageFilter = {
  contact: string | undefined
  flow: string | undefined
  channel: string | undefined
  state: string | undefined
}

export const messagePages = (filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ['messages', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<MessageView>>('GET', '/api/messages', { query: { ...filter, after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 5_000,
  })
