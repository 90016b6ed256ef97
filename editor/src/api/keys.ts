import type { ApiKeyView, CreatedApiKey } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { request } from './request.ts'

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await request<Page<ApiKeyView>>('GET', '/api/keys', { signal })).items,
})

export function createKey(name: string): Promise<CreatedApiKey> {
  return request<CreatedApiKey>('POST', '/api/keys', { body: { name } })
}

export function revokeKey(id: string): Promise<unknown> {
  return request('DELETE', `/api/keys/${id}`)
}
