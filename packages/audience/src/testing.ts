/** The test kit of audience: contacts and predicates at random (fast-check), biased towards values that meet each other. */
import type { Instant, Json, JsonObject } from '@snodo/base'
import fc from 'fast-check'
import { COMPARISONS, EXPECTED_OF, type ExpectedKind, NUMBER_COMPARISONS } from './comparisons.ts'
import type { ConsentState, ContactFacts } from './contact-facts.ts'
import { type MeasuredEvent, measureEvents } from './measure-events.ts'
import type { EventsPredicate, Predicate, PropertyFilter } from './predicate.ts'

/** A contact as a test writes it: everything that is left out is empty. */
export type TestContact = {
  attributes?: JsonObject
  email?: string | null
  phone?: string | null
  userId?: string | null
  tags?: readonly string[]
  lists?: readonly string[]
  consents?: Readonly<Record<string, ConsentState>>
  scores?: Readonly<Record<string, number>>
  events?: readonly MeasuredEvent[]
}

/** The facts `evaluate` sees of such a contact; `since` clauses count from the beginning, reactions are all `no`. */
export function factsOf(contact: TestContact): ContactFacts {
  return {
    attributes: contact.attributes ?? {},
    email: contact.email ?? null,
    phone: contact.phone ?? null,
    userId: contact.userId ?? null,
    tags: new Set(contact.tags),
    lists: new Set(contact.lists),
    consents: new Map(Object.entries(contact.consents ?? {})),
    scores: contact.scores ?? {},
    measure: (clause, at) => measureEvents(clause, contact.events ?? [], at),
    reaction: () => 'no',
    event: null,
    entry: null,
  }
}

/** Values of a profile or an event: texts in every case and alphabet, numbers and dates also as texts, nothing, lists, objects. */
export function values(): fc.Arbitrary<Json> {
  const scalar = scalars()
  return fc.oneof(
    { weight: 8, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constantFrom<Json>(null, '') },
    { weight: 1, arbitrary: fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.record({ inner: scalar }, { requiredKeys: [] }) },
  )
}

/** Contacts with events before and after `at`. */
export function contacts(at: Instant): fc.Arbitrary<Required<TestContact>> {
  return fc.record({
    attributes: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'deep'), values(), { maxKeys: 4, noNullPrototype: true }),
    email: fc.option(fc.constantFrom('ada@example.com', 'ADA@EXAMPLE.COM', 'càrlo@example.com', ''), { nil: null }),
    phone: fc.option(fc.constantFrom('+39061', '3906', '12'), { nil: null }),
    userId: fc.option(fc.constantFrom('u1', '42', 'true'), { nil: null }),
    tags: fc.uniqueArray(fc.constantFrom('gold', 'Gold', 'new'), { maxLength: 3 }),
    lists: fc.uniqueArray(fc.constantFrom('news', 'sales'), { maxLength: 2 }),
    consents: fc.dictionary(
      fc.constantFrom('email:marketing', 'sms:marketing'),
      fc.constantFrom<ConsentState>('granted', 'denied', 'pending'),
      { noNullPrototype: true },
    ),
    scores: fc.dictionary(fc.constantFrom('default', 'vip'), fc.constantFrom(-1, 0, 1, 2.5, 10), { noNullPrototype: true }),
    events: fc.array(
      fc.record({
        name: fc.constantFrom('Order Completed', 'Product Viewed'),
        properties: fc.dictionary(fc.constantFrom('a', 'total'), fc.oneof(amounts(), values()), { noNullPrototype: true }),
        occurredAt: fc.oneof(
          fc.integer({ min: -40 * DAY, max: DAY }).map((ms) => at + ms),
          fc.constantFrom(at, at - 7 * DAY, at - 7 * DAY - 1, at + 1),
        ),
      }),
      { maxLength: 5 },
    ),
  })
}

/** Predicates that pass the check. For a set where `of` says so: then without reaction, property, entry and since. */
export function predicates(of: 'contact' | 'set' = 'contact'): fc.Arbitrary<Predicate> {
  const leaves: fc.Arbitrary<Predicate>[] = [
    filters(fc.constantFrom('a', 'b', 'c', 'deep', 'deep.inner', 'a.0', 'a.1', 'email', 'phone', 'userId', 'b.x')).map(
      ({ property, ...comparison }) => ({ type: 'attribute', field: property, ...comparison }),
    ),
    fc.constantFrom<Predicate>({ type: 'tag', tag: 'gold' }, { type: 'tag', tag: 'new' }, { type: 'list', list: 'news' }),
    fc.constantFrom('email', 'sms').map((channel) => ({ type: 'consent', channel, purpose: 'marketing' })),
    fc.record({
      type: fc.constant('score' as const),
      score: fc.constantFrom('default', 'vip'),
      is: fc.constantFrom(...NUMBER_COMPARISONS),
      value: fc.constantFrom(-1, 0, 1, 2.5),
    }),
    eventsClauses(),
  ]
  if (of === 'contact') {
    leaves.push(
      fc.constantFrom<Predicate>(
        { type: 'reaction', node: 'hello', reaction: 'opened' },
        { type: 'entry', property: 'cart.id', is: 'isSet' },
        { type: 'property', property: 'total', is: 'atLeast', value: 10 },
        { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1, since: { from: 'node', node: 'hello' } },
      ),
    )
  }
  return fc.letrec<{ predicate: Predicate }>((tie) => ({
    predicate: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: fc.oneof(...leaves) },
      { weight: 1, arbitrary: fc.array(tie('predicate'), { maxLength: 3 }).map((of): Predicate => ({ type: 'all', of })) },
      {
        weight: 1,
        arbitrary: fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }).map((of): Predicate => ({ type: 'any', of })),
      },
      { weight: 1, arbitrary: tie('predicate').map((of): Predicate => ({ type: 'not', of })) },
    ),
  })).predicate
}

export function eventsClauses(): fc.Arbitrary<EventsPredicate> {
  return fc.record(
    {
      type: fc.constant('events' as const),
      event: fc.constantFrom('Order Completed', 'Product Viewed', 'Never Seen'),
      where: fc.array(filters(fc.constantFrom('a', 'total')), { maxLength: 2 }),
      measure: fc.constantFrom<NonNullable<EventsPredicate['measure']>>(
        { of: 'count' },
        { of: 'sum', property: 'total' },
        { of: 'sum', property: 'a' },
      ),
      is: fc.constantFrom(...NUMBER_COMPARISONS),
      value: fc.constantFrom(-1, 0, 0.3, 1, 1.5, 2, 3, 10),
      within: fc.constantFrom('P7D', 'P1M', 'PT1H'),
    },
    { requiredKeys: ['type', 'event', 'is', 'value'] },
  )
}

const DAY = 86_400_000

function filters(property: fc.Arbitrary<string>): fc.Arbitrary<PropertyFilter> {
  return fc
    .tuple(property, fc.constantFrom(...COMPARISONS))
    .chain(([path, is]) =>
      expected[EXPECTED_OF[is]].map((value) => (value === undefined ? { property: path, is } : { property: path, is, value })),
    )
}

const AMOUNTS = [0.1, 0.2, 0.3, 1, -2.5, 19.99, 1e21, 5e-7, 1e-7, 123456789.123456, 1e150]

/** Texts about time that are some: dates, local times and instants, also at the edges of windows around 2026-06-15T12:00Z. */
export const NOTABLE_TIMES: readonly string[] = [
  '2026-06-15',
  '2026-06-15T12:00:00Z',
  '2026-06-15T12:00:00.0009Z',
  '2026-06-15T12:00:00.001Z',
  '2026-06-15T14:00+02:00',
  '2026-06-15T07:00:00-05:00',
  '2026-06-08 12:00:00',
  '2026-06-08T11:59:59.999Z',
  '2026-06-15T11:59:59.9999999',
  '2026-05-15T12:00:00Z',
  '2028-02-29',
]

/** Texts at the edges of what is read as a number, as true or false, as a time, and of what folds to what. */
export const NOTABLE_TEXTS: readonly string[] = [
  ...[
    'Roma',
    'ROMA',
    'roma',
    'Forlì',
    'FORLÌ',
    'Forli\u0300',
    'ΣΊΣΥΦΟΣ',
    'σίσυφος',
    'Ёлка',
    'İzmir',
    'STRASSE',
    'straße',
    'STRAẞE',
  ],
  ...['a%b_c\\', "o'clock", ' roma', '😀', 'a😀b', 'x\ny'],
  ...[
    '0',
    '-0',
    '1',
    '42',
    '42.0',
    '42.0000001',
    '-1',
    '00184',
    '1e3',
    '1.5',
    ' 1',
    '1\n',
    '１',
    '1234567890123456',
    '.5',
    'NaN',
  ],
  ...['true', 'TRUE', 'false', 'False', 'yes', 'null'],
  ...NOTABLE_TIMES,
  ...[
    '2026-02-29',
    '2026-02-30T00:00Z',
    '2026-06-15T25:00Z',
    '2026-06-15T12:00:00+15:00',
    '15/06/2026',
    '0001-01-01',
    '2026-06-15T12',
    '2100-02-29',
  ],
]

/** Every kind of value a profile or an event may hold. */
export const NOTABLE_VALUES: readonly Json[] = [
  ...NOTABLE_TEXTS,
  ...AMOUNTS,
  ...[0, 42, -1, 1.5, 184, 42.0000001, 2 ** 53, 1234567890123456],
  ...[true, false, null, ''],
  ...[[], ['Roma', 42, true], ['42', 'TRUE', null], [['Roma']], {}, { inner: 'Roma' }],
]

const amounts = () => fc.constantFrom(...AMOUNTS)

const texts = () =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...NOTABLE_TEXTS) },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
        .map((text) => text.replaceAll('\0', '').toWellFormed()),
    },
  )

const scalars = (): fc.Arbitrary<Json> =>
  fc.oneof(
    texts(),
    fc.boolean(),
    amounts(),
    fc.constantFrom(0, -0, 1, 42, -1, 1.5),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  )

const given = (): fc.Arbitrary<Json> => scalars().filter((value) => value !== '')

const expected: Record<ExpectedKind, fc.Arbitrary<Json | undefined>> = {
  scalar: given(),
  number: fc.oneof(fc.constantFrom<Json>(0, 1, '42', 1.5, -1, 0.3), amounts()),
  text: texts().filter((text) => text !== ''),
  scalars: fc.array(given(), { minLength: 1, maxLength: 4 }),
  time: fc.constantFrom(...NOTABLE_TIMES),
  duration: fc.constantFrom('P7D', 'P1M', 'PT1H', 'P1Y2M'),
  nothing: fc.constant(undefined),
}
