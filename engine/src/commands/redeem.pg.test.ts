import { LANES } from '@snodo/base'
import { transaction } from '@snodo/database'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countStockByLane, dealStock, planDeals } from '../ledgers/coupons/coupon-stock.ts'
import { holdStock, takeStock } from '../ledgers/coupons/issue-coupons.ts'
import { makeScene, type Scene } from '../testing/scene.ts'
import { addCoupons } from './coupon-pools.ts'
import { couponState, redeem } from './redeem.ts'

let db: FreshDatabase
let scene: Scene

beforeEach(async () => {
  db = await freshDatabase()
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z')
})
afterEach(() => db.drop())

async function coupon(code: string, validForMs: number | null = null): Promise<string> {
  const contact = await scene.contact({ lane: 3 })
  await db.pool.query(
    `insert into coupons (lane, enrollment_id, visit, contact_id, pool, code, value, issued_at, valid_until) values (3, $1, 1, $2, 'welcome', $3, '10', $4, $5)`,
    [
      await scene.newId(3),
      contact,
      code,
      new Date(scene.clock.now()),
      validForMs === null ? null : new Date(scene.clock.now() + validForMs),
    ],
  )
  return contact
}

test('a coupon is redeemed once, and flows hear of it', async () => {
  const contact = await coupon('CIAO10')
  expect(await couponState(scene.engine, 'ciao10 ')).toMatchObject({ state: 'valid', value: 10, contact })
  const order = { code: 'CIAO10', reference: 'till-1/77', where: 'till' }
  expect(await redeem(scene.engine, order)).toMatchObject({ state: 'redeemed', redeemedAt: scene.clock.now() })
  expect(await scene.inbox()).toMatchObject([
    { name: 'Coupon Redeemed', contact_id: contact, payload: { code: 'CIAO10', where: 'till' } },
  ])
  await expect(redeem(scene.engine, { ...order, reference: 'till-2/1' })).rejects.toMatchObject({ code: 'COUPON_REDEEMED' })
})

test('a till whose connection broke may ask again', async () => {
  await coupon('CIAO10')
  const order = { code: 'CIAO10', reference: 'till-1/77', where: 'till' }
  await Promise.all([redeem(scene.engine, order), redeem(scene.engine, order)])
  expect(await scene.inbox()).toHaveLength(1)
})

test('an expired or unknown coupon is refused with a sentence', async () => {
  await coupon('OLD', 1000)
  scene.clock.turnBy(2000)
  await expect(redeem(scene.engine, { code: 'OLD', reference: 'r', where: 'web' })).rejects.toMatchObject({
    code: 'COUPON_EXPIRED',
  })
  await expect(couponState(scene.engine, 'NOPE')).rejects.toMatchObject({ code: 'COUPON_UNKNOWN', status: 404 })
})

test('a file of codes uploaded twice adds nothing, nor do codes given out already', async () => {
  await coupon('CIAO10')
  const codes = Array.from({ length: 640 }, (_, n) => `C${n}`)
  expect(await addCoupons(scene.engine, { pool: 'welcome', codes: [...codes, 'CIAO10', 'C1', ' '], author: 'ada' })).toEqual({
    added: 640,
    left: 3,
  })
  expect(await addCoupons(scene.engine, { pool: 'welcome', codes, author: 'ada' })).toEqual({ added: 0, left: 640 })
})

test('a lane that has run low is dealt codes of the others, and none is lost or doubled', async () => {
  await addCoupons(scene.engine, { pool: 'welcome', codes: Array.from({ length: 640 }, (_, n) => `C${n}`), author: 'ada' })
  await db.pool.query(`delete from coupon_stock where lane in (4, 5)`)
  const before = await countStockByLane(db.pool)
  for (const deal of planDeals('welcome', before)) await dealStock(db.pool, deal)
  const after = await countStockByLane(db.pool)
  const total = (stock: typeof before) => stock.reduce((sum, one) => sum + one.count, 0)
  expect(total(after)).toBe(total(before))
  expect(after).toHaveLength(LANES)
  expect(after.find((one) => one.lane === 4)!.count).toBeGreaterThanOrEqual(Math.floor(total(before) / LANES))
  expect(planDeals('welcome', after)).toEqual([])
})

test('a trip takes as many codes as it gives and no more, also of those that lay in other lanes', async () => {
  const codes = ['W1', 'W2', 'W3']
  await addCoupons(scene.engine, { pool: 'welcome', codes, author: 'ada' })
  const taken: (string | null)[] = []
  for (const lane of [7, 9, 11])
    await transaction(db.pool, async (sql) => {
      expect(await holdStock(sql, lane, 'welcome', 2)).toBe(Math.min(2, codes.length - taken.length))
      taken.push(...(await takeStock(sql, lane, ['welcome'])))
    })
  expect(taken.sort()).toEqual(codes)
  expect(await holdStock(db.pool, 12, 'welcome', 2)).toBe(0)
})
