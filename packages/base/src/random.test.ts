import { expect, it } from 'vitest'
import { seededRandom, shareOf } from './random.ts'

it('draws the same numbers from the same seed, and others from another', () => {
  const draw = (seed: string) => {
    const random = seededRandom(seed)
    return [random.next(), random.next(), random.next()]
  }
  expect(draw('42:1')).toEqual(draw('42:1'))
  expect(draw('42:1')).not.toEqual(draw('42:2'))
  expect(draw('42:1').every((share) => share >= 0 && share < 1)).toBe(true)
})

it('gives the same contact the same share for ever, and divides many contacts evenly', () => {
  expect(shareOf('flow-1:contact-1:split')).toMatchInlineSnapshot(`0.8645777506753802`)
  let first = 0
  for (let i = 0; i < 20_000; i++) if (shareOf(`flow-1:${i}:split`) < 0.3) first++
  expect(first / 20_000).toBeGreaterThan(0.28)
  expect(first / 20_000).toBeLessThan(0.32)
})
