import { randomBytes } from 'node:crypto'
import type { Json, JsonObject } from '@snodo/base'
import { addCoupons, type CouponState, couponState, issueCoupon, redeem } from '@snodo/engine'
import { couponCode } from '@snodo/node-sdk'
import { AddCoupons, CouponView, IssueCoupon, RedeemCoupon } from '@snodo/protocol'
import { Type } from 'typebox'
import { type Api, actorOf, type Doors } from './doors.ts'
import { instantOf, iso, isoOrNull } from './paging.ts'

const tags = ['coupons']
/** What a code made by hand looks like: each star a letter or digit. */
const MADE_CODE = 'GIFT-********'
const CodeParams = Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) })
const PoolParams = Type.Object({ pool: Type.String({ minLength: 1, maxLength: 100 }) })

/** Coupons: what a till asks, what it redeems, and codes uploaded to be given out. */
export function couponRoutes(app: Api, { engine }: Doors): void {
  app.post(
    '/api/coupons',
    {
      schema: {
        tags,
        summary: 'Give one contact a coupon by hand, from a pool or with a code made now',
        body: IssueCoupon,
        response: { 201: CouponView },
      },
    },
    async (request, reply) => {
      const { contact, value, pool, validUntil } = request.body
      const issued = await issueCoupon(engine, {
        contact: String(contact),
        value: value as Json, // safe JSON by the body parser
        from: pool === undefined ? { code: couponCode(MADE_CODE, randomBytes(32).toString('hex')) } : { pool },
        validUntil: validUntil === undefined ? null : instantOf(validUntil),
        author: actorOf(request),
      })
      return reply.code(201).send(view(issued))
    },
  )

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
