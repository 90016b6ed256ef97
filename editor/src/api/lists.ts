import { queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { request } from './request.ts'

export type ListView = { name: string; title: string; members: number; createdAt: string }

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: ({ signal }) => request<Page<ListView>>('GET', '/api/lists', { query: { limit: 200 }, signal }),
  staleTime: 60_000,
})
