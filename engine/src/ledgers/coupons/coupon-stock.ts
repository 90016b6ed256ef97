import { LANES, slotOf } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Puts codes into a pool, spread over the lanes; codes the pool has or has given out already are left out. Gives how many were new. */
export async function addStock(sql: Sql, pool: string, codes: readonly string[]): Promise<number> {
  const { count } = await sql.query(
    /* sql */ `insert into coupon_stock (lane, pool, code)
      select s.lane, $1, s.code from unnest($2::smallint[], $3::text[]) as s(lane, code)
      where not exists (select 1 from coupon_stock k where k.pool = $1 and k.code = s.code)
        and not exists (select 1 from coupons c where c.pool = $1 and c.code = s.code)
      on conflict do nothing`,
    [pool, codes.map(slotOf), codes],
  )
  return count
}

export type StockOfLane = { pool: string; lane: number; count: number }

export async function countStockByLane(sql: Sql): Promise<StockOfLane[]> {
  const { rows } = await sql.query<StockOfLane>(
    /* sql */ `select pool, lane, count(*)::int as count from coupon_stock group by pool, lane order by pool, lane`,
  )
  return rows
}

/** Moves codes of a pool from one lane to another; a trip that is taking from the pool just now is not waited for. */
export async function dealStock(sql: Sql, deal: { pool: string; from: number; to: number; count: number }): Promise<number> {
  const { count } = await sql.query(
    // Chosen apart: as a subquery the choice could be made anew for every row, and deal more than was planned.
    /* sql */ `with chosen as materialized (
        select code from coupon_stock where lane = $2 and pool = $1 order by code desc limit $4 for update skip locked),
      dealt as (
        delete from coupon_stock k using chosen c where k.lane = $2 and k.pool = $1 and k.code = c.code returning k.code)
      insert into coupon_stock (lane, pool, code) select $3, $1, code from dealt`,
    [deal.pool, deal.from, deal.to, deal.count],
  )
  return count
}

/**
 * How to deal a pool evenly: from lanes that have more than their share to those that have run low. Lanes are left alone while
 * they hold at least half of their share, so that a pool at rest is not moved about.
 */
export function planDeals(
  pool: string,
  stock: readonly StockOfLane[],
): { pool: string; from: number; to: number; count: number }[] {
  const counts = Array.from(
    { length: LANES },
    (_, lane) => stock.find((one) => one.pool === pool && one.lane === lane)?.count ?? 0,
  )
  const total = counts.reduce((sum, count) => sum + count, 0)
  const share = Math.floor(total / LANES)
  if (share === 0) return []
  const deals: { pool: string; from: number; to: number; count: number }[] = []
  const rich = counts.map((count, lane) => ({ lane, spare: count - share })).filter((one) => one.spare > 0)
  for (const [to, count] of counts.entries()) {
    if (count * 2 >= share) continue
    for (let want = share - count; want > 0; ) {
      const from = rich.find((one) => one.spare > 0)
      if (from === undefined) break
      const dealt = Math.min(want, from.spare)
      from.spare -= dealt
      want -= dealt
      deals.push({ pool, from: from.lane, to, count: dealt })
    }
  }
  return deals
}
