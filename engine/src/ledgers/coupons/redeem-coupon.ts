import type { Instant, Json, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type CouponRow = {
  lane: number
  enrollment_id: string
  visit: number
  contact_id: string
  pool: string | null
  code: string
  value: Json
  issued_at: Instant
  valid_until: Instant | null
  redeemed_at: Instant | null
  redeemed: JsonObject | null
}

/** The coupon with a code, as people type it: case and spaces do not matter at a till. The newest, should two pools share a code. */
export async function findCoupon(sql: Sql, code: string, options: { lock?: boolean } = {}): Promise<CouponRow | undefined> {
  const { rows } = await sql.query<CouponRow>(
    /* sql */ `select lane, enrollment_id, visit, contact_id, pool, code, value, issued_at, valid_until, redeemed_at, redeemed
      from coupons where code = any ($1::text[]) order by issued_at desc limit 1 ${options.lock ? 'for update' : ''}`,
    [[...new Set([code, code.trim(), code.trim().toUpperCase()])]],
  )
  return rows[0]
}

export async function redeemCoupon(sql: Sql, coupon: CouponRow, redeemed: JsonObject, now: Instant): Promise<void> {
  await sql.query(
    /* sql */ `update coupons set redeemed_at = $4, redeemed = $5 where lane = $1 and enrollment_id = $2 and visit = $3`,
    [coupon.lane, coupon.enrollment_id, coupon.visit, new Date(now), JSON.stringify(redeemed)],
  )
}
