import type { TodayView } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import { request } from './request.ts'

export const todayQuery = queryOptions({
  queryKey: ['today'],
  queryFn: ({ signal }) => request<TodayView>('GET', '/api/today', { signal }),
  refetchInterval: 15_000,
})
