import type { FlowDocument } from '@snodo/flow'
import { queryOptions } from '@tanstack/react-query'
import { request } from './request.ts'

/** Who may enter a flow again, in one sentence of each language, and how many could now. */
export const reentryQuery = (flow: string) =>
  queryOptions({
    queryKey: ['reentry', flow],
    queryFn: ({ signal }) =>
      request<{ words: { en: string; it: string }; entered: number; again: number }>('POST', `/api/flows/${flow}/reentry`, {
        body: {},
        signal,
      }),
    staleTime: 60_000,
  })

/** Until when whoever came to each wait of a drawing now would stay there; null: until something happens. */
export const waitsQuery = (flow: string, draft: FlowDocument) =>
  queryOptions({
    // The drawing of a version never changes; what is looked at in Live is one.
    queryKey: ['waits', flow, Object.keys(draft.nodes)],
    queryFn: async ({ signal }) =>
      (
        await request<{ waits: Record<string, { until: string | null; zone: string }> }>('POST', `/api/flows/${flow}/waits`, {
          body: { draft },
          signal,
        })
      ).waits,
    staleTime: 60_000,
  })
