import { type Instant, isoOf, type Json, type JsonObject } from '@snodo/base'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { type CouponRow, findCoupon, redeemCoupon } from '../ledgers/coupons/redeem-coupon.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import { NOBODY } from '../rules/nobody.ts'
import { personFaults } from './person-faults.ts'

export type CouponState = {
  code: string
  pool: string | null
  value: Json
  contact: string
  state: 'valid' | 'redeemed' | 'expired'
  issuedAt: Instant
  validUntil: Instant | null
  redeemedAt: Instant | null
}

/** What a till asks before it redeems. Throws COUPON_UNKNOWN. */
export async function couponState(engine: EngineContext, code: string): Promise<CouponState> {
  const coupon = await findCoupon(engine.pool, code)
  if (coupon === undefined) throw personFaults.COUPON_UNKNOWN({})
  return stateOf(coupon, engine.clock.now())
}

/**
 * Redeems a coupon once, online or at a till. Asked again with the same reference (the receipt's or order's number) it answers
 * the same, because a till whose connection broke must be able to ask again; flows hear of it as `Coupon Redeemed`.
 * Throws COUPON_UNKNOWN, COUPON_REDEEMED or COUPON_EXPIRED.
 */
export async function redeem(
  engine: EngineContext,
  given: { code: string; reference: string; where: string; details?: JsonObject },
): Promise<CouponState> {
  const done = await transaction(engine.pool, async (sql) => {
    const now = engine.clock.now()
    const coupon = await findCoupon(sql, given.code, { lock: true })
    if (coupon === undefined) throw personFaults.COUPON_UNKNOWN({})
    if (coupon.redeemed_at !== null) {
      if (coupon.redeemed?.reference === given.reference) return { coupon, rung: false }
      throw personFaults.COUPON_REDEEMED({ at: isoOf(coupon.redeemed_at) })
    }
    if (coupon.valid_until !== null && coupon.valid_until < now)
      throw personFaults.COUPON_EXPIRED({ until: isoOf(coupon.valid_until) })
    const redeemed = { ...given.details, reference: given.reference, where: given.where }
    await redeemCoupon(sql, coupon, redeemed, now)
    // Of somebody who was erased the coupon is still good, but there is nobody it could have happened to.
    if (coupon.contact_id === NOBODY) return { coupon: { ...coupon, redeemed_at: now }, rung: false }
    await engine.ids.reserve(sql, 1)
    await appendOwnEvents(
      sql,
      coupon.lane,
      [
        {
          id: engine.ids.next(coupon.lane),
          contact: coupon.contact_id,
          name: 'Coupon Redeemed',
          properties: {
            code: coupon.code,
            pool: coupon.pool,
            value: coupon.value,
            where: given.where,
            reference: given.reference,
          },
        },
      ],
      now,
    )
    return { coupon: { ...coupon, redeemed_at: now }, rung: true }
  })
  if (done.rung) await engine.bells.ringMove([done.coupon.lane])
  return stateOf(done.coupon, engine.clock.now())
}

function stateOf(coupon: CouponRow, now: Instant): CouponState {
  const expired = coupon.valid_until !== null && coupon.valid_until < now
  return {
    code: coupon.code,
    pool: coupon.pool,
    value: coupon.value,
    contact: coupon.contact_id,
    state: coupon.redeemed_at !== null ? 'redeemed' : expired ? 'expired' : 'valid',
    issuedAt: coupon.issued_at,
    validUntil: coupon.valid_until,
    redeemedAt: coupon.redeemed_at,
  }
}
