import { type Instant, isoOf, type Json, parseInstant } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareValues } from './compare-values.ts'
import { COMPARISONS, EXPECTED_OF, type ExpectedKind } from './comparisons.ts'
import { compileMeasure } from './compile-measure.ts'
import { compileAudience, compilePredicate } from './compile-predicate.ts'
import { evaluate } from './evaluate.ts'
import { FOLD_FROM, foldCase } from './fold-case.ts'
import { measureEvents } from './measure-events.ts'
import type { Predicate } from './predicate.ts'
import { contacts, eventsClauses, factsOf, NOTABLE_TEXTS, NOTABLE_VALUES, predicates, type TestContact } from './testing.ts'

const at = parseInstant('2026-06-15T12:00:00Z')!
let db: FreshDatabase

beforeAll(async () => {
  // Tables of our own with the columns of the engine's, so that this room needs no other to prove its claim.
  db = await freshDatabase({ migrated: false })
  await db.pool.query(/* sql */ `
    create table contacts (lane smallint not null, id bigint not null, email text, phone text, user_id text,
      attributes jsonb not null, tags text[] not null, scores jsonb not null, merged_into bigint, primary key (lane, id));
    create table memberships (lane smallint not null, contact_id bigint not null, list text not null);
    create table consents (lane smallint not null, contact_id bigint not null, channel text not null, purpose text not null, state text not null);
    create table events (lane smallint not null, id bigint not null, contact_id bigint not null, name text not null,
      properties jsonb not null, occurred_at timestamptz not null, received_at timestamptz not null)`)
})
afterAll(() => db.drop())

describe('a predicate compiled to SQL', () => {
  it('chooses exactly the contacts for whom evaluate says yes, whatever the contacts and the predicate', async () => {
    for (const seed of [1, 2, 3]) {
      const people = fc.sample(contacts(at), { numRuns: 60, seed })
      await settle(people)
      await fc.assert(
        fc.asyncProperty(predicates('set'), async (predicate) => {
          const { text, values: params } = compileAudience(predicate, { at })
          const { rows } = await db.pool.query<{ id: string }>(text, params)
          expect(rows.map((row) => Number(row.id)).sort(byNumber)).toEqual(chosenInMemory(people, predicate))
        }),
        { numRuns: 200, seed },
      )
    }
  }, 120_000)

  it('is never null, so its opposite chooses exactly the others', async () => {
    const people = fc.sample(contacts(at), { numRuns: 40, seed: 4 })
    await settle(people)
    await fc.assert(
      fc.asyncProperty(predicates('set'), async (predicate) => {
        const { text, values: params } = compilePredicate(predicate, { at })
        const { rows } = await db.pool.query(
          /* sql */ `select count(*)::int as unknown from contacts as c where (${text}) is null`,
          params,
        )
        expect(rows).toEqual([{ unknown: 0 }])
      }),
      { numRuns: 100, seed: 4 },
    )
  }, 60_000)

  it('keeps to its lane, and continues the numbering of the statement around it', async () => {
    await settle([{ tags: ['gold'] }, { tags: ['gold'] }, {}])
    await db.pool.query(/* sql */ `update contacts set lane = 5 where id = 2`)
    const gold: Predicate = { type: 'tag', tag: 'gold' }
    const audience = compileAudience(gold, { at, lane: 5 })
    expect((await db.pool.query(audience.text, audience.values)).rows).toEqual([{ lane: 5, id: '2' }])
    const condition = compilePredicate(gold, { at, alias: 'p', firstParam: 2 })
    const { rows } = await db.pool.query(`select id from contacts as p where id > $1 and ${condition.text}`, [
      1,
      ...condition.values,
    ])
    expect(rows).toEqual([{ id: '2' }])
  })

  it('does not choose the loser of a merge, who lives on in the winner', async () => {
    await settle([{ tags: ['gold'] }, { tags: ['gold'] }])
    await db.pool.query(/* sql */ `update contacts set merged_into = 1 where id = 2`)
    const { text, values: params } = compileAudience({ type: 'tag', tag: 'gold' }, { at })
    expect((await db.pool.query(text, params)).rows).toEqual([{ lane: 0, id: '1' }])
  })

  it('gives no text of its author any say over the statement', async () => {
    await settle([{ attributes: { a: `'; drop table contacts; --` } }])
    const hostile = `'; drop table contacts; --`
    const predicate: Predicate = {
      type: 'any',
      of: [
        { type: 'attribute', field: hostile, is: 'equals', value: hostile },
        {
          type: 'events',
          event: hostile,
          is: 'atLeast',
          value: 1,
          where: [{ property: hostile, is: 'contains', value: hostile }],
        },
        { type: 'attribute', field: 'a', is: 'equals', value: hostile },
      ],
    }
    const { text, values: params } = compileAudience(predicate, { at })
    expect(text).not.toContain('drop')
    expect((await db.pool.query(text, params)).rows).toHaveLength(1)
  })

  it('refuses what has no meaning for a set, by its code and place', () => {
    const since: Predicate = { type: 'events', event: 'X', is: 'atLeast', value: 1, since: { from: 'entry' } }
    for (const [predicate, pointer] of [
      [{ type: 'reaction', node: 'hello', reaction: 'opened' }, '/of/0'],
      [{ type: 'property', property: 'a', is: 'isSet' }, '/of/0'],
      [{ type: 'entry', property: 'a', is: 'isSet' }, '/of/0'],
      [since, '/of/0/since'],
    ] as [Predicate, string][]) {
      const refused = expect.objectContaining({ code: 'PREDICATE_NOT_FOR_SETS', data: expect.objectContaining({ pointer }) })
      expect(() => compilePredicate({ type: 'all', of: [predicate] }, { at })).toThrow(refused)
    }
  })
})

it('every comparison says the same in SQL and in JavaScript of every notable value and every value to compare with', async () => {
  await settle(NOTABLE_VALUES.map((value) => ({ attributes: { a: value } })))
  const scalars = NOTABLE_VALUES.filter((value) => value !== null && typeof value !== 'object')
  const toCompareWith: Record<ExpectedKind, readonly (Json | undefined)[]> = {
    scalar: scalars,
    number: scalars,
    text: NOTABLE_TEXTS,
    scalars: [scalars, scalars.slice(0, 3), ['x', 42], ['42', false], [true, 1]],
    time: scalars,
    duration: ['P7D', 'P1M', 'PT1H', 'P1Y', 'soon'],
    nothing: [undefined],
  }
  let answers = 0
  for (const is of COMPARISONS) {
    for (const value of toCompareWith[EXPECTED_OF[is]]) {
      const predicate = { type: 'attribute', field: 'a', is, ...(value === undefined ? {} : { value }) } as const
      const { text, values: params } = compileAudience(predicate, { at })
      const { rows } = await db.pool.query<{ id: string }>(text, params)
      const inMemory = NOTABLE_VALUES.flatMap((found, i) => (compareValues(found, is, value, at) ? [i + 1] : []))
      expect(rows.map((row) => Number(row.id)).sort(byNumber), `${is} ${JSON.stringify(value)}`).toEqual(inMemory)
      answers += inMemory.length
    }
  }
  expect(answers).toBeGreaterThan(1_000)
}, 60_000)

it('every kind of clause runs on the tables of the engine as they are migrated', async () => {
  const migrated = await freshDatabase()
  try {
    for (const predicate of fc.sample(predicates('set'), { numRuns: 150, seed: 7 })) {
      const { text, values: params } = compileAudience(predicate, { at })
      expect((await migrated.pool.query(text, params)).rows).toEqual([])
    }
    for (const clause of fc.sample(eventsClauses(), { numRuns: 50, seed: 7 })) {
      const { text, values: params } = compileMeasure(clause)(3, [{ contactId: '3', since: at, upTo: null }], at)
      expect((await migrated.pool.query(text, params)).rows).toEqual([{ n: 1, contact_id: '3', value: 0 }])
    }
  } finally {
    await migrated.drop()
  }
}, 60_000)

it('every letter of the folding table is folded alike by PostgreSQL', async () => {
  const letters = [...FOLD_FROM, ...'AZaz09ßİıςſKÅ😀']
  await settle(letters.map((letter) => ({ attributes: { a: `x${letter}` } })))
  for (const letter of letters) {
    const { text, values: params } = compileAudience({ type: 'attribute', field: 'a', is: 'equals', value: `X${letter}` }, { at })
    const { rows } = await db.pool.query<{ id: string }>(text, params)
    const alike = letters.flatMap((other, i) => (foldCase(other) === foldCase(letter) ? [i + 1] : []))
    expect(rows.map((row) => Number(row.id)).sort(byNumber)).toEqual(alike)
  }
})

describe('an events clause measured for a batch', () => {
  it('gives the measure that measureEvents gives, with its own since and bound for each', async () => {
    const people = fc.sample(contacts(at), { numRuns: 40, seed: 6 })
    await settle(people)
    await fc.assert(
      fc.asyncProperty(
        eventsClauses(),
        fc.array(bounds(), { minLength: people.length, maxLength: people.length }),
        async (clause, bound) => {
          const batch = people.map((_person, i) => ({ contactId: String(i + 1), ...bound[i]! }))
          // The same contact twice, as two of its enrollments would be.
          batch.push({ contactId: '1', since: null, upTo: null })
          const { text, values: params } = compileMeasure(clause)(0, batch, at)
          const { rows } = await db.pool.query<{ n: number; contact_id: string; value: number }>(text, params)
          expect(rows).toEqual(
            batch.map((measured, i) => {
              const events = (people[Number(measured.contactId) - 1]!.events ?? []).filter(
                (_event, n) => measured.upTo === null || eventId(Number(measured.contactId), n) <= Number(measured.upTo),
              )
              return { n: i + 1, contact_id: measured.contactId, value: measureEvents(clause, events, at, measured.since) }
            }),
          )
        },
      ),
      { numRuns: 100, seed: 6 },
    )
  }, 60_000)

  it('has the same text for every batch and instant, so that it can be prepared once', () => {
    const measure = compileMeasure({ type: 'events', event: 'X', is: 'atLeast', value: 1, within: 'P7D' })
    expect(measure(0, [], at).text).toBe(measure(7, [{ contactId: '1', since: at, upTo: '9' }], at + 1).text)
  })
})

function bounds(): fc.Arbitrary<{ since: Instant | null; upTo: string | null }> {
  return fc.record({
    since: fc.option(
      fc.integer({ min: -40, max: 0 }).map((days) => at + days * 86_400_000),
      { nil: null },
    ),
    upTo: fc.option(fc.integer({ min: 0, max: 4_100 }).map(String), { nil: null }),
  })
}

function byNumber(a: number, b: number): number {
  return a - b
}

function chosenInMemory(people: readonly TestContact[], predicate: Predicate): number[] {
  return people.flatMap((person, i) => (evaluate(predicate, factsOf(person), at) === 'yes' ? [i + 1] : []))
}

/** Ids of events, given out so that a bound cuts through the events of a contact. */
function eventId(contact: number, n: number): number {
  return contact * 100 + n
}

/** Makes these the only contacts, with ids from 1, in lane 0. */
async function settle(people: readonly TestContact[]): Promise<void> {
  const rows = people.map((person, i) => ({ id: i + 1, ...person }))
  await db.pool.query(/* sql */ `truncate contacts, memberships, consents, events`)
  await db.pool.query(
    /* sql */ `insert into contacts select 0, (p ->> 'id')::bigint, p ->> 'email', p ->> 'phone', p ->> 'userId', coalesce(p -> 'attributes', '{}'),
        array(select jsonb_array_elements_text(p -> 'tags')), coalesce(p -> 'scores', '{}') from unnest($1::jsonb[]) as p`,
    [rows.map((row) => JSON.stringify(row))],
  )
  const lists = rows.flatMap((row) => (row.lists ?? []).map((list) => ({ id: row.id, list })))
  await db.pool.query(/* sql */ `insert into memberships select 0, * from unnest($1::bigint[], $2::text[])`, [
    lists.map((row) => row.id),
    lists.map((row) => row.list),
  ])
  const consents = rows.flatMap((row) =>
    Object.entries(row.consents ?? {}).map(([key, state]) => ({ id: row.id, key: key.split(':'), state })),
  )
  await db.pool.query(
    /* sql */ `insert into consents select 0, * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[])`,
    [
      consents.map((row) => row.id),
      consents.map((row) => row.key[0]),
      consents.map((row) => row.key[1]),
      consents.map((row) => row.state),
    ],
  )
  const events = rows.flatMap((row) =>
    (row.events ?? []).map((event, n) => ({ id: eventId(row.id, n), contact: row.id, ...event })),
  )
  await db.pool.query(
    /* sql */ `insert into events select 0, *, now() + interval '1 year' from unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[], $5::timestamptz[])`,
    [
      events.map((event) => event.id),
      events.map((event) => event.contact),
      events.map((event) => event.name),
      events.map((event) => JSON.stringify(event.properties)),
      events.map((event) => isoOf(event.occurredAt)),
    ],
  )
}
