import type { Comparison, Predicate } from '@snodo/audience'
import { EXPECTED_OF } from '@snodo/audience'
import { describe, expect, it } from 'vitest'
import { asGroup, fromGroup, newClause, PREDICATE_KINDS, readScalar, valueFor } from './predicate-edits.ts'

const vip: Predicate = { type: 'tag', tag: 'vip' }
const rome: Predicate = { type: 'attribute', field: 'city', is: 'equals', value: 'Roma' }

describe('the condition builder', () => {
  it.each<[string, Predicate]>([
    ['a clause', vip],
    ['a group', { type: 'any', of: [vip, rome] }],
    ['a nested group', { type: 'all', of: [vip, { type: 'any', of: [rome, vip] }] }],
    ['an opposite', { type: 'not', of: vip }],
    ['the opposite of a group', { type: 'not', of: { type: 'all', of: [vip, rome] } }],
  ])('gives back %s unchanged', (_, predicate) => {
    const { group, negated } = asGroup(predicate)
    expect(fromGroup(group, negated)).toEqual(predicate)
  })

  it('takes two opposites for none', () => {
    expect(asGroup({ type: 'not', of: { type: 'not', of: vip } })).toEqual({ group: { type: 'all', of: [vip] }, negated: false })
  })

  it('can begin a clause of every kind', () => {
    for (const kind of PREDICATE_KINDS) expect(newClause(kind).type).toBe(kind)
  })

  it('gives every comparison a value of the kind it compares with', () => {
    for (const is of Object.keys(EXPECTED_OF) as Comparison[]) {
      for (const before of [undefined, 'Roma', 12, ['a'], 'P3D', null]) {
        const value = valueFor(is, before)
        const kind = EXPECTED_OF[is]
        if (kind === 'nothing') expect(value).toBeUndefined()
        if (kind === 'number') expect(typeof value).toBe('number')
        if (kind === 'scalars') expect(Array.isArray(value)).toBe(true)
        if (kind === 'duration') expect(value).toMatch(/^P/)
      }
    }
  })

  it('reads numbers as numbers, and what only looks like one as text', () => {
    expect(['12', '-3.5', '007', '1e3', '', ' 12 ', '+39333'].map(readScalar)).toEqual(
      [12, -3.5, '007', '1e3', '', ' 12 ', '+39333'].map((value) => (value === ' 12 ' ? 12 : value)),
    )
  })
})
