import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import type { Static } from 'typebox'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkPredicate } from './check-predicate.ts'
import type { Predicate } from './predicate.ts'
import { PredicateRef, PredicateSchema } from './predicate-schema.ts'
import { predicates } from './testing.ts'

const ajv = new Ajv2020({ strict: true, allErrors: false })
const fits = ajv.compile(JSON.parse(JSON.stringify(PredicateSchema)))

it('the schema and the type say the same', () => {
  expectTypeOf<Predicate>().toExtend<Static<typeof PredicateSchema>>()
  expectTypeOf<Static<typeof PredicateSchema>>().toExtend<Predicate>()
})

describe('the schema', () => {
  it('takes every predicate that passes the check, as plain JSON under ajv', () => {
    fc.assert(
      fc.property(predicates(), (predicate) => {
        expect(checkPredicate(predicate)).toEqual([])
        expect(fits(predicate), JSON.stringify(fits.errors)).toBe(true)
      }),
    )
  })

  it('refuses only what the check refuses too', () => {
    fc.assert(
      fc.property(
        predicates(),
        fc.constantFrom('type', 'of', 'is', 'event', 'field', 'tag', 'value', 'more'),
        fc.jsonValue(),
        (predicate, member, value) => {
          const broken = { ...predicate, [member]: value }
          if (!fits(broken)) expect(checkPredicate(broken)).not.toEqual([])
        },
      ),
    )
  })

  it('refuses unknown clauses, comparisons and members', () => {
    for (const broken of [
      {},
      { type: 'colour' },
      { type: 'tag' },
      { type: 'tag', tag: 'x', more: 1 },
      { type: 'attribute', field: 'a', is: 'resembles' },
      { type: 'all', of: [{ type: 'not', of: { type: 'any', of: [{ type: 'tag', tag: '' }] } }] },
      { type: 'score', is: 'contains', value: 1 },
    ])
      expect(fits(broken), JSON.stringify(broken)).toBe(false)
  })

  it('stands in several places of another schema by reference', () => {
    const properties = { one: PredicateRef, two: PredicateRef }
    const outer = JSON.parse(JSON.stringify({ $defs: PredicateSchema.$defs, type: 'object', properties }))
    const fitsOuter = new Ajv2020().compile(outer)
    expect(fitsOuter({ one: { type: 'tag', tag: 'a' }, two: { type: 'not', of: { type: 'tag', tag: 'b' } } })).toBe(true)
    expect(fitsOuter({ one: { type: 'tag', tag: 'a' }, two: { type: 'not', of: { type: 'tag' } } })).toBe(false)
  })
})
