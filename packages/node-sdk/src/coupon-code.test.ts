import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { couponCode } from './coupon-code.ts'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

test('fixed text stays, every star becomes a character nobody mistakes for another', () => {
  expect(couponCode('HI-****-****', digest('1'))).toMatch(/^HI-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/)
})

test('a hundred thousand codes of eight stars do not collide', () => {
  const codes = new Set(Array.from({ length: 100_000 }, (_, i) => couponCode('********', digest(String(i)))))
  expect(codes.size).toBe(100_000)
})
