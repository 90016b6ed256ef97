import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hash32, isId, LANES, laneOf, slotOf } from './ids.ts'

it('finds the lane of an id of any length as its remainder by 64', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (id) => {
      expect(laneOf(String(id))).toBe(Number(id % BigInt(LANES)))
    }),
  )
})

it('never changes the hash of a text, because stored rows are found by it', () => {
  expect([hash32(''), hash32('a'), hash32('ada@example.com'), slotOf('ada@example.com')]).toMatchInlineSnapshot(`
    [
      2872998923,
      444641715,
      4037819389,
      61,
    ]
  `)
})

it('spreads texts that differ little over all slots', () => {
  const slots = new Array<number>(LANES).fill(0)
  for (let i = 0; i < 64_000; i++) slots[slotOf(`user-${i}@example.com`)]!++
  expect(Math.min(...slots)).toBeGreaterThan(850)
  expect(Math.max(...slots)).toBeLessThan(1150)
})

it('takes for an id only a positive 64-bit decimal', () => {
  expect(['1', '9223372036854775807', '640'].every(isId)).toBe(true)
  expect(['0', '01', '-1', '9223372036854775808', '1e3', '', 1, null].some(isId)).toBe(false)
})
