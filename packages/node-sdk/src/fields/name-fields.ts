import type { Widget } from '@snodo/flow'
import { Type } from 'typebox'
import { annotate, type FieldTexts } from './annotate.ts'

/** Names of things that live elsewhere. The schema asks for a name; whether the thing exists is a finding of the checker. */
const name = (widget: Widget, maxLength: number) => (texts: FieldTexts<string>) =>
  Type.String({ ...annotate(widget, texts), minLength: 1, maxLength })

const names = (widget: Widget, maxLength: number) => (texts: FieldTexts<string[]>) =>
  Type.Array(Type.String({ minLength: 1, maxLength }), { ...annotate(widget, texts), maxItems: 50, uniqueItems: true })

/** The name of an event, e.g. `Order Completed`. */
export const EventNameField = name('event', 200)
export const ListField = name('list', 200)
export const ListsField = names('lists', 200)
export const TagsField = names('tags', 200)
/** A dotted path into the contact's attributes, e.g. `address.city`. */
export const AttributeField = name('attribute', 200)
/** An earlier node of the same flow, by id. */
export const NodeField = name('node', 100)
export const FlowField = name('flow', 100)
export const CouponPoolField = name('pool', 200)
export const ScoreField = name('score', 100)

/** What a message is for; consent is asked per channel and purpose. `transactional` skips caps and quiet hours. */
export function PurposeField(texts: FieldTexts<string>) {
  return Type.String({ ...annotate('purpose', texts), pattern: '^[a-z][A-Za-z0-9-]*$', maxLength: 60 })
}
