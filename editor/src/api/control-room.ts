import type {
  AuditView,
  DeadLetterView,
  OperationsView,
  SendingNow,
  StandingStillView,
  StopReply,
  StopView,
} from '@snodo/protocol'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { request } from './request.ts'

export const operationsQuery = queryOptions({
  queryKey: ['operations'],
  queryFn: ({ signal }) => request<OperationsView>('GET', '/api/health/operations', { signal }),
  refetchInterval: 10_000,
})

export const sendingNowQuery = queryOptions({
  queryKey: ['sending-now'],
  queryFn: ({ signal }) => request<SendingNow>('GET', '/api/sending-now', { signal }),
  refetchInterval: 3_000,
})

export const stopsQuery = queryOptions({
  queryKey: ['stops'],
  queryFn: async ({ signal }) => (await request<Page<StopView>>('GET', '/api/stop-sending', { signal })).items,
  refetchInterval: 10_000,
})

export type StopScope = { channel?: string; flow?: string; node?: string }

/** With `preview` nothing is stopped: the reply says what it would concern. */
export function orderStop(scope: StopScope, order: { stopped: boolean; reason?: string; preview?: boolean }): Promise<StopReply> {
  return request<StopReply>('POST', '/api/stop-sending', { body: { ...scope, ...order } })
}

/** `repeats`: messages the brake kept back that repeat what their contact had within a day are not sent unless somebody wants them. */
export type BrakeRelease = { repeats: 'drop' | 'send' } & ({ preview: true } | { reason: string })

export function releaseBrake(
  flow: string,
  release: BrakeRelease,
): Promise<{ held: number; blocks: number; contacts: number; repeats: number }> {
  return request('POST', `/api/flows/${flow}/reset-breaker`, { body: release })
}

export const standingStillQuery = (of: { flow?: string; node?: string } = {}) =>
  queryOptions({
    queryKey: ['standing-still', of],
    queryFn: async ({ signal }) =>
      (await request<Page<StandingStillView>>('GET', '/api/enrollments/standing-still', { query: of, signal })).items,
    refetchInterval: 5_000,
  })

export const rejectedPages = infiniteQueryOptions({
  queryKey: ['rejected'],
  queryFn: ({ pageParam, signal }) =>
    request<Page<DeadLetterView>>('GET', '/api/rejected', { query: { after: pageParam, limit: 100 }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next,
  refetchInterval: 30_000,
})

export type AuditFilter = { action: string | undefined; actor: string | undefined; subject: string | undefined }

export const auditPages = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<AuditView>>('GET', '/api/audit', { query: { ...filter, after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
