import type { JsonObject } from '@snodo/base'
import { addCoupons, type CouponState, couponState, redeem } from '@snodo/engine'
import { AddCoupons, CouponView, RedeemCoupon } from '@snodo/protocol'
import { Type } from 'typebox'
import { type Api, actorOf, type Doors } from './doors.ts'
import { iso, isoOrNull } from './paging.ts'

const tags = ['coupons']
const CodeParams = Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) })
const PoolParams = Type.Object({ pool: Type.String({ minLength: 1, maxLength: 100 }) })

/** Coupons: what a till asks, what it redeems, and codes uploaded to be given out. */
export function couponRoutes(app: Api, { engine }: Doors): void {
  app.get(
    '/api/coupons/:code',
    { schema: { tags, summary: 'Whether a coupon is good', params: CodeParams, response: { 200: CouponView } } },
    async (request) => view(await couponState(engine, request.params.code)),
  )

  app.post(
    '/api/coupons/:code/redeem',
    {
      schema: {
        tags,
        summary: 'Redeem a coupon once, online or at a till; the same reference again answers the same',
        params: CodeParams,
        body: RedeemCoupon,
        response: { 200: CouponView },
      },
    },
    async (request) => {
      const { reference, where, details } = request.body
      const given = {
        code: request.params.code,
        reference,
        where,
        ...(details === undefined ? {} : { details: details as JsonObject }),
      } // safe JSON by the body parser
      return view(await redeem(engine, given))
    },
  )

  app.post(
    '/api/coupon-pools/:pool',
    {
      schema: {
        tags,
        summary: 'Add codes to a pool; those it has already are left out',
        params: PoolParams,
        body: AddCoupons,
        response: { 200: Type.Object({ added: Type.Integer(), left: Type.Integer() }) },
      },
    },
    async (request) => addCoupons(engine, { pool: request.params.pool, codes: request.body.codes, author: actorOf(request) }),
  )
}

function view({ contact, issuedAt, validUntil, redeemedAt, ...coupon }: CouponState) {
  return {
    ...coupon,
    contactId: contact,
    issuedAt: iso(issuedAt),
    validUntil: isoOrNull(validUntil),
    redeemedAt: isoOrNull(redeemedAt),
  }
}
