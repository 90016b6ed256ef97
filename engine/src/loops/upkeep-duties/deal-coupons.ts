import { countStockByLane, dealStock, planDeals } from '../../ledgers/coupons/coupon-stock.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** Deals the codes of uploaded pools out again where a lane has run low, so that a trip needs no other lane. */
export async function dealCoupons(context: UpkeepContext): Promise<void> {
  const stock = await countStockByLane(context.pool)
  for (const pool of new Set(stock.map((one) => one.pool)))
    for (const deal of planDeals(pool, stock)) await dealStock(context.pool, deal)
}
