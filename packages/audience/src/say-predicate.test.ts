import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Predicate } from './predicate.ts'
import { sayDuration, sayLastTime } from './say-duration.ts'
import { sayPredicate } from './say-predicate.ts'
import { predicates } from './testing.ts'

const sentences: [Predicate, string, string][] = [
  [
    { type: 'events', event: 'Order Completed', is: 'atLeast', value: 3, within: 'P6M' },
    'has bought at least 3 times in the last 6 months',
    'ha comprato almeno 3 volte negli ultimi 6 mesi',
  ],
  [
    { type: 'events', event: 'Order Completed', is: 'equals', value: 0, since: { from: 'entry' } },
    'has not bought since entering the flow',
    'non ha comprato da quando è nel flusso',
  ],
  [{ type: 'events', event: 'Quiz Done', is: 'greater', value: 0 }, 'has done “Quiz Done”', 'ha fatto “Quiz Done”'],
  [
    {
      type: 'events',
      event: 'Order Completed',
      measure: { of: 'sum', property: 'total' },
      is: 'atLeast',
      value: 1000.5,
      within: 'P1W',
    },
    'the sum of total over “Order Completed” is at least 1,000.5 in the last week',
    'la somma di total in “Order Completed” è almeno 1000,5 nell’ultima settimana',
  ],
  [
    {
      type: 'events',
      event: 'Product Viewed',
      where: [{ property: 'sku', is: 'startsWith', value: 'A-' }],
      is: 'atLeast',
      value: 1,
    },
    'has looked at a product where sku starts with “A-”',
    'ha guardato un prodotto dove sku inizia con “A-”',
  ],
  [
    {
      type: 'all',
      of: [
        { type: 'list', list: 'news' },
        {
          type: 'any',
          of: [
            { type: 'tag', tag: 'gold' },
            { type: 'score', is: 'greater', value: 10 },
          ],
        },
      ],
    },
    'is on the list “news” and (has the tag “gold” or the score is more than 10)',
    'è nella lista “news” e (ha l’etichetta “gold” o il punteggio è più di 10)',
  ],
  [
    { type: 'attribute', field: 'city', is: 'in', value: ['Roma', 'Milano'] },
    'city is one of “Roma”, “Milano”',
    'city è uno tra “Roma”, “Milano”',
  ],
  [
    { type: 'attribute', field: 'joined', is: 'notWithin', value: 'P1M' },
    'joined is not in the last month',
    'joined non è nell’ultimo mese',
  ],
  [
    { type: 'attribute', field: 'birthday', is: 'before', value: '1990-03-29' },
    'birthday is before Mar 29, 1990',
    'birthday è prima del 29 mar 1990',
  ],
  [
    { type: 'attribute', field: 'joined', is: 'after', value: '2026-03-29T02:30:00+02:00' },
    'joined is after Mar 29, 2026 00:30 UTC',
    'joined è dopo il 29 mar 2026 00:30 UTC',
  ],
  [{ type: 'attribute', field: 'vip', is: 'isTrue' }, 'vip is true', 'vip è vero'],
  [
    { type: 'not', of: { type: 'reaction', node: 'hello', reaction: 'opened' } },
    'not (has opened “hello”)',
    'non (ha aperto “hello”)',
  ],
  [{ type: 'all', of: [] }, 'everyone', 'tutti'],
]

it('a predicate is said as people say it, in English and in Italian', () => {
  for (const [predicate, en, it] of sentences) {
    expect(sayPredicate(predicate, 'en')).toBe(en)
    expect(sayPredicate(predicate, 'it')).toBe(it)
  }
})

it('names it is given replace ids', () => {
  const names = { nodeName: () => 'Welcome', fieldName: () => 'City', eventName: () => 'Ordine', listName: () => 'News' }
  expect(sayPredicate({ type: 'reaction', node: 'n1', reaction: 'clicked' }, 'en', names)).toBe('has clicked in “Welcome”')
  expect(sayPredicate({ type: 'attribute', field: 'city', is: 'isSet' }, 'en', names)).toBe('City has a value')
  expect(sayPredicate({ type: 'list', list: 'l1' }, 'it', names)).toBe('è nella lista “News”')
  expect(sayPredicate({ type: 'events', event: 'Order Completed', is: 'atLeast', value: 2 }, 'it', names)).toBe(
    'ha fatto “Ordine” almeno 2 volte',
  )
})

it('every predicate has words in both languages', () => {
  fc.assert(
    fc.property(predicates(), fc.constantFrom('en' as const, 'it' as const), (predicate, language) => {
      // A text of the author's may well be the word "null", and is then to be said.
      fc.pre(!/"[^"]*(undefined|null|\[object)[^"]*"/.test(JSON.stringify(predicate)))
      const words = sayPredicate(predicate, language)
      expect(words.length).toBeGreaterThan(3)
      expect(words).not.toMatch(/undefined|null|\[object/)
    }),
  )
})

it('durations are counted in words', () => {
  expect(sayDuration('P1Y2M', 'en')).toBe('1 year and 2 months')
  expect(sayDuration('P1DT2H30M', 'it')).toBe('1 giorno, 2 ore e 30 minuti')
  expect(sayLastTime('PT24H', 'it')).toBe('nelle ultime 24 ore')
  expect(sayLastTime('P1Y', 'en')).toBe('the last year')
})
