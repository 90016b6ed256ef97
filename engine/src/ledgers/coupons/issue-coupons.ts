import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { NewCoupon } from '../../rules/trip-state.ts'

/** Writes coupons with the move that gives them; the key is the step, so a trip done again gives nothing twice. */
export async function insertCoupons(sql: Sql, lane: number, coupons: readonly NewCoupon[], at: Instant): Promise<void> {
  const rows = coupons
    .filter((coupon) => coupon.code !== null)
    .map((coupon) => ({
      enrollment: coupon.enrollment.id,
      visit: coupon.visit,
      contact: coupon.enrollment.contact.id,
      pool: coupon.pool,
      code: coupon.code,
      value: coupon.value,
      until: coupon.validUntil,
    }))
  if (rows.length === 0) return
  await sql.query(
    /* sql */ `insert into coupons (lane, enrollment_id, visit, contact_id, pool, code, value, issued_at, valid_until)
      select $1, enrollment, visit, contact, pool, code, value, to_timestamp($3::double precision / 1000), to_timestamp(until / 1000)
      from json_to_recordset($2::json) as s(enrollment bigint, visit integer, contact bigint, pool text, code text, value jsonb,
        until double precision)
      on conflict (lane, enrollment_id, visit) do nothing`,
    [lane, JSON.stringify(rows), at],
    { name: 'insert-coupons' },
  )
}

/** Codes left in the lane, by pool. */
export async function countStock(sql: Sql, lane: number, pools: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ pool: string; count: number }>(
    /* sql */ `select pool, count(*)::int as count from coupon_stock where lane = $1 and pool = any ($2::text[]) group by pool`,
    [lane, pools],
  )
  return new Map(rows.map((row) => [row.pool, row.count]))
}

/** Takes one code for each pool named (a pool named thrice gives three), in the order asked; null where a pool has run out. */
export async function takeStock(sql: Sql, lane: number, pools: readonly string[]): Promise<(string | null)[]> {
  const wanted = Map.groupBy(pools, (pool) => pool)
  const taken = new Map<string, string[]>()
  for (const [pool, asks] of wanted) {
    const { rows } = await sql.query<{ code: string }>(
      /* sql */ `delete from coupon_stock where lane = $1 and pool = $2 and code in (
          select code from coupon_stock where lane = $1 and pool = $2 order by code limit $3
        ) returning code`,
      [lane, pool, asks.length],
    )
    taken.set(
      pool,
      rows.map((row) => row.code),
    )
  }
  return pools.map((pool) => taken.get(pool)?.shift() ?? null)
}
