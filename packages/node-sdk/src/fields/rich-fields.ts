import type { Predicate } from '@snodo/audience'
import type { Json, Words } from '@snodo/base'
import { type TProperties, Type } from 'typebox'
import { annotate, type FieldTexts } from './annotate.ts'

/** A text with Liquid fields (`{{ contact.firstName }}`), checked by the same Liquid that fills it in. */
export function TemplateField(texts: FieldTexts<string> & { minLength?: number; maxLength?: number; lines?: 'one' | 'many' }) {
  const { minLength = 1, maxLength = 100_000, lines = 'one' } = texts
  return Type.String({ ...annotate('template', texts), minLength, maxLength, 'x-lines': lines })
}

/** A condition on a contact. The schema sees its outline; the checker reads the rest with `checkPredicate` of @snodo/audience. */
export function PredicateField(texts: FieldTexts & { /** What is at hand besides the contact. */ over?: 'contact' | 'event' }) {
  return Type.Unsafe<Predicate>({
    type: 'object',
    required: ['type'],
    properties: { type: { type: 'string' } },
    ...annotate('predicate', texts),
    'x-over': texts.over ?? 'contact',
  })
}

/** Any JSON value: text, number, yes or no, null. A text may hold Liquid fields. */
export function ValueField(texts: FieldTexts) {
  return Type.Unsafe<Json>({ ...annotate('value', texts) })
}

/** Names and template texts, such as the headers of a request. */
export function PairsField(texts: FieldTexts<Record<string, string>>) {
  return Type.Unsafe<Record<string, string>>({
    type: 'object',
    propertyNames: { minLength: 1, maxLength: 200 },
    maxProperties: 50,
    additionalProperties: { type: 'string', maxLength: 10_000 },
    ...annotate('pairs', texts),
  })
}

/** Branches of a decision, each a port of its own: an id that never changes, the author's name, and what makes it differ. */
export function BranchesField<Own extends TProperties>(texts: FieldTexts & { minItems?: number; maxItems?: number; own: Own }) {
  return Type.Array(
    Type.Object(
      { id: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$' }), name: BranchName(), ...texts.own },
      { additionalProperties: false },
    ),
    { ...annotate('branches', texts), minItems: texts.minItems ?? 1, maxItems: texts.maxItems ?? 50 },
  )
}

const BranchName = () =>
  Type.String({ minLength: 1, maxLength: 80, 'x-widget': 'text', 'x-title': { en: 'Name', it: 'Nome' } satisfies Words })
