import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

it('gives equal texts for equal values, whatever the order of their keys', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}')
  expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }))
  expect(canonicalJson(-0)).toBe('0')
})

it('is JSON that reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value as object))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

it('asserts that numbers are ones JSON can say', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow('number JSON cannot say')
})
