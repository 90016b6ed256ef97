import type { Brand, ContentDocument } from '@snodo/content'
import type { ContentDetail, ContentPreview, ContentPublished, ContentSummary, ContentTested } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { request } from './request.ts'

export const contentsQuery = queryOptions({
  queryKey: ['contents', 'all'],
  queryFn: ({ signal }) => request<Page<ContentSummary>>('GET', '/api/contents', { query: { limit: 500 }, signal }),
})

export const contentQuery = (id: string) =>
  queryOptions({
    queryKey: ['contents', id],
    queryFn: ({ signal }) => request<ContentDetail>('GET', `/api/contents/${id}`, { signal }),
  })

export const brandQuery = queryOptions({
  queryKey: ['workspace', 'brand'],
  queryFn: async ({ signal }) => {
    const { settings } = await request<{ settings: { brand: Brand } }>('GET', '/api/workspace', { signal })
    return settings.brand
  },
})

export function createContent(name: string, document: ContentDocument): Promise<ContentDetail> {
  return request('POST', '/api/contents', { body: { name, document } })
}

export function saveContent(
  id: string,
  saved: { name: string; document: ContentDocument; revision: number },
): Promise<{ revision: number }> {
  return request('PUT', `/api/contents/${id}`, { body: saved })
}

export function publishContent(id: string, revision: number): Promise<ContentPublished> {
  return request('POST', `/api/contents/${id}/publish`, { body: { revision } })
}

export function deleteContent(id: string): Promise<unknown> {
  return request('DELETE', `/api/contents/${id}`)
}

export type ShownFor = { contact: string | null; event: string | null }

export const previewQuery = (document: ContentDocument, { contact, event }: ShownFor, brand: Brand | null = null) =>
  queryOptions({
    queryKey: ['content-preview', document, contact, event, brand],
    queryFn: ({ signal }) =>
      request<ContentPreview>('POST', '/api/contents/preview', {
        body: { document, ...given({ contact, event, brand }) },
        signal,
      }),
    gcTime: 60_000,
    staleTime: 10_000,
    retry: false,
  })

export function testContent(document: ContentDocument, to: string, { contact, event }: ShownFor): Promise<ContentTested> {
  return request('POST', '/api/contents/test', { body: { document, to, ...given({ contact, event }) } })
}

export function saveBrand(brand: Brand): Promise<unknown> {
  return request('PUT', '/api/workspace/settings/brand', { body: { value: brand } })
}

/** What is null is left out: the server takes a made-up contact, a sample order and the saved brand. */
function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}
