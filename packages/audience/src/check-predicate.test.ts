import { describe, expect, it } from 'vitest'
import { checkPredicate, type PredicatePlace } from './check-predicate.ts'
import { PREDICATE_LIMITS } from './limits.ts'

/** Code, pointer, what came: the rest is words. */
function found(predicate: unknown, place?: PredicatePlace): string[] {
  return checkPredicate(predicate, place).map((finding) => `${finding.code} ${finding.pointer} ${finding.got}`)
}

describe('the check of a predicate', () => {
  it('finds nothing in one that has a meaning', () => {
    expect(
      found({
        type: 'all',
        of: [
          { type: 'attribute', field: 'address.city', is: 'in', value: ['Roma', 42, true] },
          { type: 'attribute', field: 'birthday', is: 'within', value: 'P30D' },
          { type: 'attribute', field: 'age', is: 'atLeast', value: '18' },
          {
            type: 'events',
            event: 'Order Completed',
            measure: { of: 'sum', property: 'total' },
            is: 'greater',
            value: 100,
            within: 'P6M',
          },
          { type: 'not', of: { type: 'reaction', node: 'hello', reaction: 'opened' } },
        ],
      }),
    ).toEqual([])
    expect(found({ type: 'all', of: [] })).toEqual([])
  })

  it('says where an unknown clause, comparison or member stands, and what came', () => {
    expect(found('gold')).toEqual(['CLAUSE_UNKNOWN  "gold"'])
    expect(found({ type: 'all', of: [{ type: 'colour' }, null] })).toEqual([
      'CLAUSE_UNKNOWN /of/0/type "colour"',
      'CLAUSE_UNKNOWN /of/1 null',
    ])
    expect(found({ type: 'toString' })).toEqual(['CLAUSE_UNKNOWN /type "toString"'])
    expect(found({ type: 'attribute', field: 'a', is: 'resembles', value: 1 })).toEqual(['COMPARISON_UNKNOWN /is "resembles"'])
    expect(found({ type: 'score', is: 'contains', value: 1 })).toEqual(['COMPARISON_UNKNOWN /is "contains"'])
    expect(found({ type: 'tag', tag: 'x', 'a/b': 1 })).toEqual(['CLAUSE_MEMBER /a~1b 1'])
    expect(found({ type: 'not' })).toEqual(['CLAUSE_UNKNOWN /of nothing'])
    expect(found({ type: 'any', of: 'x' })).toEqual(['CLAUSE_MEMBER /of "x"'])
  })

  it('matches the value to its comparison', () => {
    const unfit: [string, unknown, string][] = [
      ['greater', 'many', '"many"'],
      ['equals', undefined, 'nothing'],
      ['equals', '', '""'],
      ['equals', null, 'null'],
      ['startsWith', 5, '5'],
      ['in', [], '[]'],
      ['in', [{}], '[…]'],
      ['isSet', 'x', '"x"'],
      ['before', 'tomorrow', '"tomorrow"'],
      ['before', '2026-02-30', '"2026-02-30"'],
      ['within', '30 days', '"30 days"'],
      ['within', '-P1D', '"-P1D"'],
      ['within', 'P200Y', '"P200Y"'],
    ]
    for (const [is, value, got] of unfit)
      expect(found({ type: 'attribute', field: 'a', is, value })).toEqual([`VALUE_UNFIT /value ${got}`])
    expect(found({ type: 'events', event: 'X', is: 'atLeast', value: 'three' })).toEqual(['VALUE_UNFIT /value "three"'])
    expect(
      found({ type: 'events', event: 'X', is: 'atLeast', value: 1, where: [{ property: 'a', is: 'before', value: 1 }, 7] }),
    ).toEqual(['VALUE_UNFIT /where/0/value 1', 'CLAUSE_MEMBER /where/1 7'])
  })

  it('refuses paths that mean nothing', () => {
    for (const field of ['', 'a..b', 'a.-1', '.a', 'x'.repeat(300)])
      expect(checkPredicate({ type: 'attribute', field, is: 'isSet' })).toHaveLength(1)
  })

  it('knows what is at hand where the predicate stands', () => {
    const property = { type: 'property', property: 'total', is: 'isSet' }
    const since = { type: 'events', event: 'X', is: 'atLeast', value: 1, since: { from: 'entry' } }
    const reaction = { type: 'reaction', node: 'n', reaction: 'opened' }
    expect(found(property, { event: false })).toEqual(['OUT_OF_PLACE  property'])
    expect(found({ type: 'not', of: reaction }, { journey: false })).toEqual(['OUT_OF_PLACE /of reaction'])
    expect(found(since, { journey: false })).toEqual(['OUT_OF_PLACE /since events'])
    expect(found({ type: 'all', of: [property, since, reaction] })).toEqual([])
  })

  it('stops at its bounds, however large or deep the thing is', () => {
    let deep: unknown = { type: 'tag', tag: 'x' }
    for (let i = 0; i < 50_000; i++) deep = { type: 'not', of: deep }
    expect(found(deep)).toEqual([`TOO_LARGE ${'/of'.repeat(PREDICATE_LIMITS.depth)} more`])
    const wide = { type: 'all', of: Array.from({ length: 100_000 }, () => ({ type: 'tag', tag: 'x' })) }
    expect(found(wide)).toEqual([`TOO_LARGE /of/${PREDICATE_LIMITS.clauses - 1} more`])
    expect(found({ type: 'any', of: [] })).toEqual(['GROUP_EMPTY /of []'])
  })

  it('says in both languages what belongs there and what to do', () => {
    const [finding] = checkPredicate({ type: 'attribute', field: 'a', is: 'within', value: '30 days' })
    expect(finding).toMatchObject({
      expected: { en: 'a duration of at most 100 years, such as P30D (30 days)' },
      fix: { it: 'Inserisci una durata di al massimo 100 anni, come P30D (30 giorni).' },
    })
  })
})
