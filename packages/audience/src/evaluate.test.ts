import { parseInstant } from '@snodo/base'
import { describe, expect, it } from 'vitest'
import type { ContactFacts } from './contact-facts.ts'
import { evaluate } from './evaluate.ts'
import { explain } from './explain.ts'
import { canonicalClause, factsNeeded } from './facts-needed.ts'
import { measureEvents } from './measure-events.ts'
import type { EventsPredicate, Predicate } from './predicate.ts'

const at = parseInstant('2026-06-15T12:00:00Z')!
const bought = (when: string, total: unknown) => ({
  name: 'Order Completed',
  properties: { total, currency: 'EUR' } as never,
  occurredAt: parseInstant(when)!,
})
const orders = [bought('2026-06-10T12:00:00Z', 0.1), bought('2026-06-01T12:00:00Z', 0.2), bought('2025-01-01T12:00:00Z', '40.5')]

const ada: ContactFacts = {
  attributes: {
    city: 'Forlì',
    age: 36,
    vip: true,
    birthday: '1990-02-28',
    address: { zip: '00184' },
    products: [{ sku: 'A-1' }],
    empty: '',
  },
  email: 'Ada@example.com',
  phone: null,
  userId: 'u1',
  tags: new Set(['gold']),
  lists: new Set(['news']),
  consents: new Map([
    ['email:marketing', 'granted'],
    ['sms:marketing', 'pending'],
  ]),
  scores: { default: 12 },
  measure: (clause, now) => measureEvents(clause, orders, now),
  reaction: (node) => (node === 'tracked' ? 'yes' : node === 'untracked' ? 'cannotTell' : 'no'),
  event: { total: 99 },
  entry: { cart: { id: 'c1' } },
}
const answer = (predicate: Predicate) => evaluate(predicate, ada, at)
const is = (field: string, comparison: string, value?: unknown) =>
  ({ type: 'attribute', field, is: comparison, value }) as Predicate
const events = (more: Partial<EventsPredicate>): EventsPredicate => ({
  type: 'events',
  event: 'Order Completed',
  is: 'atLeast',
  value: 1,
  ...more,
})
const yes: Predicate = { type: 'tag', tag: 'gold' }
const no: Predicate = { type: 'tag', tag: 'none' }
const cannotTell: Predicate = { type: 'reaction', node: 'untracked', reaction: 'opened' }

describe('a predicate', () => {
  it('sees fields, identities, tags, lists, consents, scores, events and values of the journey', () => {
    const holding: Predicate[] = [
      is('city', 'equals', 'FORLÌ'),
      is('address.zip', 'startsWith', '001'),
      is('products.0.sku', 'equals', 'a-1'),
      is('email', 'endsWith', '@EXAMPLE.com'),
      is('phone', 'isNotSet'),
      is('userId', 'equals', 'u1'),
      { type: 'list', list: 'news' },
      { type: 'consent', channel: 'email', purpose: 'marketing' },
      { type: 'score', is: 'greater', value: 10 },
      { type: 'score', score: 'unheard-of', is: 'equals', value: 0 },
      { type: 'property', property: 'total', is: 'less', value: 100 },
      { type: 'entry', property: 'cart.id', is: 'equals', value: 'c1' },
      { type: 'reaction', node: 'tracked', reaction: 'clicked' },
    ]
    for (const predicate of holding) expect(answer(predicate), JSON.stringify(predicate)).toBe('yes')
  })

  it('takes a consent that is pending or unknown for not granted', () => {
    expect(answer({ type: 'consent', channel: 'sms', purpose: 'marketing' })).toBe('no')
    expect(answer({ type: 'consent', channel: 'push', purpose: 'marketing' })).toBe('no')
  })

  it('with three answers follows Kleene: cannot tell spreads only where it decides', () => {
    expect(answer({ type: 'all', of: [cannotTell, yes] })).toBe('cannotTell')
    expect(answer({ type: 'all', of: [cannotTell, no] })).toBe('no')
    expect(answer({ type: 'any', of: [cannotTell, yes] })).toBe('yes')
    expect(answer({ type: 'any', of: [no, cannotTell] })).toBe('cannotTell')
    expect(answer({ type: 'not', of: cannotTell })).toBe('cannotTell')
    expect(answer({ type: 'not', of: yes })).toBe('no')
  })

  it('without clauses holds for everyone as all, for nobody as any', () => {
    expect(answer({ type: 'all', of: [] })).toBe('yes')
    expect(answer({ type: 'any', of: [] })).toBe('no')
  })

  it('reads no fact it does not need to decide', () => {
    const blind = { ...ada, measure: () => expect.unreachable('measured in vain') }
    expect(evaluate({ type: 'all', of: [no, events({})] }, blind, at)).toBe('no')
    expect(evaluate({ type: 'any', of: [yes, events({})] }, blind, at)).toBe('yes')
  })

  it('never reads what an object merely inherits', () => {
    for (const field of ['constructor', '__proto__', 'toString', 'products.length']) expect(answer(is(field, 'isSet'))).toBe('no')
    expect(answer({ type: 'score', score: 'constructor', is: 'equals', value: 0 })).toBe('yes')
  })
})

describe('a comparison', () => {
  it('of texts disregards case but not accents', () => {
    expect(answer(is('city', 'contains', 'LÌ'))).toBe('yes')
    expect(answer(is('city', 'equals', 'Forli'))).toBe('no')
  })
  it('reads numbers in texts, but never a postcode as a number', () => {
    expect(answer(is('age', 'equals', '36'))).toBe('yes')
    expect(answer(is('age', 'atLeast', '35.5'))).toBe('yes')
    expect(answer(is('address.zip', 'equals', 184))).toBe('no')
    expect(answer(is('address.zip', 'greater', 1))).toBe('no')
  })
  it('of dates takes a date as its midnight in UTC, and includes both ends of a window', () => {
    expect(answer(is('birthday', 'before', '1990-03-01'))).toBe('yes')
    expect(answer(is('birthday', 'after', '1990-02-28T00:00:00Z'))).toBe('no')
    expect(answer(is('city', 'before', '2026-01-01'))).toBe('no')
    const joined = (when: string) => evaluate(is('joined', 'within', 'P7D'), { ...ada, attributes: { joined: when } }, at)
    expect(joined('2026-06-08T12:00:00Z')).toBe('yes')
    expect(joined('2026-06-08T11:59:59.999Z')).toBe('no')
    expect(joined('2026-06-15T14:00:00+02:00')).toBe('yes')
    expect(joined('2026-06-15T12:00:01Z')).toBe('no')
    expect(joined('2026-02-30')).toBe('no')
  })
  it('that begins with not is the exact opposite, so it holds where there is no value', () => {
    for (const [positive, negative, value] of [
      ['equals', 'notEquals', 'x'],
      ['contains', 'notContains', 'x'],
      ['in', 'notIn', ['x']],
      ['within', 'notWithin', 'P7D'],
      ['isSet', 'isNotSet', undefined],
    ] as const) {
      expect(answer(is('nowhere', positive, value))).toBe('no')
      expect(answer(is('nowhere', negative, value))).toBe('yes')
    }
  })
  it('takes an empty text for no value', () => {
    expect(answer(is('empty', 'isSet'))).toBe('no')
  })
})

describe('an events clause', () => {
  it('counts within its window, both ends included, and not after the instant asked about', () => {
    expect(answer(events({ is: 'equals', value: 3 }))).toBe('yes')
    expect(answer(events({ is: 'equals', value: 2, within: 'P14D' }))).toBe('yes')
    expect(evaluate(events({ is: 'equals', value: 2 }), ada, parseInstant('2026-06-01T12:00:00Z')!)).toBe('yes')
    expect(measureEvents(events({}), orders, at, parseInstant('2026-06-10T12:00:00Z'))).toBe(1)
  })
  it('sums as a receipt does, reading numbers in texts and leaving out what is none', () => {
    const sum = events({ measure: { of: 'sum', property: 'total' }, is: 'equals', value: 40.8 })
    expect(answer(sum)).toBe('yes')
    expect(measureEvents({ ...sum, within: 'P30D' }, orders, at)).toBe(0.3)
    expect(measureEvents({ ...sum, measure: { of: 'sum', property: 'currency' } }, orders, at)).toBe(0)
  })
  it('counts only events whose properties pass its filters', () => {
    expect(measureEvents(events({ where: [{ property: 'total', is: 'atLeast', value: 0.2 }] }), orders, at)).toBe(2)
  })
})

describe('an explanation', () => {
  it('shows what decided, with the values found', () => {
    const predicate: Predicate = {
      type: 'all',
      of: [yes, { type: 'any', of: [is('age', 'less', 18), is('city', 'equals', 'Roma')] }],
    }
    expect(explain(predicate, ada, at)).toEqual({
      verdict: 'no',
      because: [
        { pointer: '/of/1/of/0', verdict: 'no', got: 36 },
        { pointer: '/of/1/of/1', verdict: 'no', got: 'Forlì' },
      ],
    })
    expect(explain({ type: 'not', of: events({}) }, ada, at).because).toEqual([{ pointer: '/of', verdict: 'yes', got: 3 }])
    expect(explain(cannotTell, ada, at).because).toEqual([{ pointer: '', verdict: 'cannotTell' }])
  })
  it('stays short whatever the contact holds', () => {
    const long = { ...ada, attributes: { text: '😀'.repeat(500) } }
    const { because } = explain({ type: 'any', of: Array.from({ length: 50 }, () => is('text', 'equals', 'x')) }, long, at)
    expect(because.length).toBe(12)
    expect(JSON.stringify(because).length).toBeLessThan(12 * 600)
    expect((because[0]!.got as string).isWellFormed()).toBe(true)
  })
})

it('the facts a predicate needs are found through all its levels, equal measures once', () => {
  const needed = factsNeeded({
    type: 'all',
    of: [
      { type: 'not', of: events({ value: 3 }) },
      events({ is: 'less', value: 9 }),
      events({ within: 'P1D' }),
      cannotTell,
      is('age', 'isSet'),
      { type: 'score', is: 'equals', value: 1 },
      { type: 'consent', channel: 'email', purpose: 'marketing' },
    ],
  })
  expect(needed).toMatchObject({ lists: false, tags: false, consents: true, event: false, entry: false })
  expect([...needed.reactions]).toEqual(['untracked'])
  expect([...needed.fields]).toEqual(['age'])
  expect([...needed.scores]).toEqual(['default'])
  expect(needed.measures.size).toBe(2)
  expect(canonicalClause(events({ value: 7 }))).toBe(canonicalClause(events({ measure: { of: 'count' }, where: [] })))
})
