import { queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { request } from './request.ts'

export type ListView = { name: string; title: string; members: number; createdAt: string }

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: ({ signal }) => request<Page<ListView>>('GET', '/api/lists', { query: { limit: 500 }, signal }),
  staleTime: 60_000,
})

export type ListUse = { flow: string; name: string; state: string; published: boolean; starts: boolean }

export const listQuery = (name: string) =>
  queryOptions({
    queryKey: ['list', name],
    queryFn: ({ signal }) => request<ListView & { uses: ListUse[] }>('GET', `/api/lists/${encodeURIComponent(name)}`, { signal }),
  })

/** Makes a list, or gives the one of that name another title. */
export function saveList(name: string, title: string): Promise<unknown> {
  return request('POST', '/api/lists', { body: { name, title } })
}

export function deleteList(name: string): Promise<unknown> {
  return request('DELETE', `/api/lists/${encodeURIComponent(name)}`)
}
