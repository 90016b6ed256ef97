import { engineFaults, listOrders, type OrderRow, readOrder } from '@snodo/engine'
import { Id, OrderPage, OrderQuery, OrderView } from '@snodo/protocol'
import { Type } from 'typebox'
import type { Api, Doors } from './doors.ts'
import { iso, isoOrNull, pageOf, readIdCursor } from './paging.ts'

const tags = ['flows']

/** What was ordered for many at once, and how far it is. */
export function orderRoutes(app: Api, { pool }: Doors): void {
  app.get(
    '/api/orders',
    {
      schema: {
        tags,
        summary: 'Orders for many at once, the newest first',
        querystring: OrderQuery,
        response: { 200: OrderPage },
      },
    },
    async (request) => {
      const { after, limit = 50, ...filter } = request.query
      const rows = await listOrders(pool, filter, readIdCursor(after), limit + 1)
      return pageOf(rows, limit, orderView, (row) => [row.id])
    },
  )

  app.get(
    '/api/orders/:id',
    {
      schema: {
        tags,
        summary: 'One order, and how far it is',
        params: Type.Object({ id: Id }),
        response: { 200: OrderView },
      },
    },
    async (request) => {
      const order = await readOrder(pool, request.params.id)
      if (order === undefined) throw engineFaults.ORDER_UNKNOWN({ id: request.params.id })
      return orderView(order)
    },
  )
}

export function orderView(order: OrderRow): OrderView {
  return {
    id: order.id,
    kind: order.spec.kind,
    flow: order.flow_id,
    state: order.state,
    author: order.author,
    reason: order.reason,
    matched: order.matched,
    counts: order.counts,
    progress: order.state === 'done' ? 1 : order.lanes_done / Math.max(1, order.lanes.length),
    problem: order.problem,
    placedAt: iso(order.placed_at),
    endedAt: isoOrNull(order.ended_at),
  }
}
