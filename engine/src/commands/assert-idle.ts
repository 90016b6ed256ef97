import type { Sql } from '@snodo/database'
import { engineFaults } from '../faults.ts'
import { runningOrders } from '../ledgers/orders/order-rows.ts'
import type { OrderKind } from '../rules/flows/order-spec.ts'

/** Refuses a verb while an order of one of these kinds is being carried out for the flow, whose row the caller has locked. */
export async function assertIdle(sql: Sql, flow: string, verb: string, kinds: readonly OrderKind[]): Promise<void> {
  const running = (await runningOrders(sql, flow)).find((order) => kinds.includes(order.spec.kind))
  if (running === undefined) return
  const done = Math.floor((100 * running.lanes_done) / Math.max(1, running.lanes.length))
  throw engineFaults.FLOW_BUSY({ verb, order: running.id, kind: running.spec.kind, done })
}
