import { type Json, LENGTH_PATTERN } from '@snodo/base'
import { Type } from 'typebox'
import { COMPARISONS, NUMBER_COMPARISONS, REACTIONS } from './comparisons.ts'
import { PREDICATE_LIMITS } from './limits.ts'
import type { Comparison, NumberComparison, Predicate, Reaction } from './predicate.ts'

/**
 * The shape of a predicate as JSON Schema (draft 2020-12), for borders: HTTP and the flow document. It stands on its own and
 * refers to itself by the `$id` `Predicate`, so inside another schema it may stand once; where predicates stand in several places,
 * put `PredicateSchema.$defs` among the outer schema's `$defs` and `PredicateRef` in each place.
 *
 * A schema can neither bound the depth nor match a value to its comparison: after it comes `checkPredicate`, which knows all of it
 * and says it better.
 */
export const PredicateSchema = Type.Cyclic({ Predicate: clauses() }, 'Predicate')

/** A place for a predicate in a schema whose `$defs` hold those of `PredicateSchema`. */
export const PredicateRef = Type.Unsafe<Predicate>({ $ref: 'Predicate' })

/** One filter of an events clause. */
export const PropertyFilterSchema = Type.Object({ property: path(), ...comparison() }, closed())

function clauses() {
  const self = Type.Ref('Predicate')
  return Type.Union([
    Type.Object({ type: Type.Literal('all'), of: Type.Array(self, { maxItems: PREDICATE_LIMITS.clauses }) }, closed()),
    Type.Object(
      { type: Type.Literal('any'), of: Type.Array(self, { minItems: 1, maxItems: PREDICATE_LIMITS.clauses }) },
      closed(),
    ),
    Type.Object({ type: Type.Literal('not'), of: self }, closed()),
    Type.Object({ type: Type.Literal('attribute'), field: path(), ...comparison() }, closed()),
    Type.Object({ type: Type.Literal('tag'), tag: name() }, closed()),
    Type.Object({ type: Type.Literal('list'), list: name() }, closed()),
    Type.Object({ type: Type.Literal('consent'), channel: name(), purpose: name() }, closed()),
    Type.Object({ type: Type.Literal('score'), score: Type.Optional(name()), ...numberComparison() }, closed()),
    Type.Object(
      {
        type: Type.Literal('events'),
        event: name(),
        where: Type.Optional(
          Type.Array(Type.Object({ property: path(), ...comparison() }, closed()), { maxItems: PREDICATE_LIMITS.filters }),
        ),
        measure: Type.Optional(
          Type.Union([
            Type.Object({ of: Type.Literal('count') }, closed()),
            Type.Object({ of: Type.Literal('sum'), property: path() }, closed()),
          ]),
        ),
        ...numberComparison(),
        within: Type.Optional(Type.String({ pattern: LENGTH_PATTERN })),
        since: Type.Optional(
          Type.Union([
            Type.Object({ from: Type.Literal('entry') }, closed()),
            Type.Object({ from: Type.Literal('node'), node: name() }, closed()),
          ]),
        ),
      },
      closed(),
    ),
    Type.Object({ type: Type.Literal('reaction'), node: name(), reaction: oneOf<Reaction>(REACTIONS) }, closed()),
    Type.Object({ type: Type.Literal('property'), property: path(), ...comparison() }, closed()),
    Type.Object({ type: Type.Literal('entry'), property: path(), ...comparison() }, closed()),
  ])
}

function comparison() {
  return { is: oneOf<Comparison>(COMPARISONS), value: Type.Optional(Type.Unsafe<Json>({})) }
}

function numberComparison() {
  return { is: oneOf<NumberComparison>(NUMBER_COMPARISONS), value: Type.Number() }
}

function oneOf<Choice extends string>(choices: readonly Choice[]) {
  return Type.Unsafe<Choice>({ type: 'string', enum: [...choices] })
}

function name() {
  return Type.String({ minLength: 1, maxLength: PREDICATE_LIMITS.name })
}

function path() {
  return Type.String({ minLength: 1, maxLength: PREDICATE_LIMITS.name })
}

function closed() {
  return { additionalProperties: false } as const
}
