import type { OrderEnrollments, OrderReply, OrderView } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { request } from './request.ts'

export type OrderFilter = OrderEnrollments['filter']
export type OrderVerb = OrderEnrollments['verb']
export type AskedOrder = Pick<OrderEnrollments, 'filter' | 'verb' | 'to' | 'port'>

/** How many an order would concern; nothing is changed. */
export function previewOrder(order: AskedOrder, signal?: AbortSignal): Promise<OrderReply> {
  return request<OrderReply>('POST', '/api/enrollments/verbs', {
    body: { ...order, preview: true },
    ...(signal ? { signal } : {}),
  })
}

/** Answered after eight seconds at the latest; what is left goes on by itself, and `order` tells how far it is. */
export function placeOrder(order: AskedOrder, reason: string): Promise<OrderReply> {
  return request<OrderReply>('POST', '/api/enrollments/verbs', { body: { ...order, reason } })
}

export const ordersQuery = (flow?: string) =>
  queryOptions({
    queryKey: ['orders', flow ?? null],
    queryFn: async ({ signal }) =>
      (await request<Page<OrderView>>('GET', '/api/orders', { query: { flow, limit: 10 }, signal })).items,
    // One that is being carried out is looked at often, and none is looked at seldom.
    refetchInterval: (query) => (query.state.data?.some((order) => order.state === 'running') ? 1_000 : 10_000),
  })
