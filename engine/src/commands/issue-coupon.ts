import { type Instant, isoOf, type Json } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { holdStock, insertIssued, takeStock } from '../ledgers/coupons/issue-coupons.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import { withContact } from './lock-contact.ts'
import { personFaults } from './person-faults.ts'
import { type CouponState, couponState } from './redeem.ts'

export type CouponToIssue = {
  contact: string
  /** Where the code comes from: an uploaded pool, or a code made by the caller. */
  from: { pool: string } | { code: string }
  /** As the shop understands it: `10 %`, 5. */
  value: Json
  /** Null: it never expires. */
  validUntil: Instant | null
  author: string
}

/** Gives one contact a coupon by hand; flows hear of it as `Coupon Issued`. Throws CONTACT_UNKNOWN, COUPON_POOL_EMPTY. */
export async function issueCoupon(engine: EngineContext, given: CouponToIssue): Promise<CouponState> {
  const issued = await withContact(engine.pool, given.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    const pool = 'pool' in given.from ? given.from.pool : null
    if (pool !== null) await holdStock(sql, lane, pool, 1)
    const code = 'code' in given.from ? given.from.code : (await takeStock(sql, lane, [given.from.pool]))[0]
    if (code === null || code === undefined) throw personFaults.COUPON_POOL_EMPTY({ pool: pool ?? '' })
    await engine.ids.reserve(sql, 2)
    const { value, validUntil } = given
    // No journey gave it: it bears an id of its own where others bear their journey's.
    await insertIssued(
      sql,
      lane,
      [{ enrollment: engine.ids.next(lane), visit: 0, contact, pool, code, value, until: validUntil }],
      now,
    )
    const properties = { pool, code, validUntil: validUntil === null ? null : isoOf(validUntil) }
    await appendOwnEvents(sql, lane, [{ id: engine.ids.next(lane), contact, name: 'Coupon Issued', properties }], now)
    const details = { pool, validUntil: properties.validUntil }
    await writeAudit(sql, [{ at: now, actor: given.author, action: 'coupon.issue', subject: `contact:${contact}`, details }])
    return { code, lane }
  })
  await engine.bells.ringMove([issued.lane])
  return couponState(engine, issued.code)
}
