import {
  annotate,
  atCivil,
  civilDate,
  type DecideStep,
  durationMs,
  elapse,
  type FieldTexts,
  type Instant,
  type IsoDuration,
  instantIn,
  type Json,
  type JsonObject,
  plusDays,
  plusDuration,
  timeKindOf,
  valueAt,
} from '@snodo/node-sdk'
import { Type } from 'typebox'
import { hasHours } from './has-hours.ts'

/** What a wait hangs on. Exactly one key. */
export type Anchor =
  /** A date of the contact, as a dotted path into its attributes. */
  | { field: string }
  /** The expiry of the coupon an earlier block gave under this name. */
  | { coupon: string }
  /** A date among the properties of the event that began the journey, as a dotted path. */
  | { event: string }
  /** When the journey last reached this block. */
  | { node: string }

export function AnchorField(texts: FieldTexts<JsonObject>) {
  const name = { type: 'string', minLength: 1, maxLength: 200 }
  return Type.Unsafe<Anchor>({
    type: 'object',
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    properties: { field: name, coupon: name, event: name, node: { ...name, 'x-widget': 'node' } },
    ...annotate('anchor', texts),
  })
}

/**
 * The instant the anchor and its offset name for this contact; null where the contact has none. Without a time of day the offset
 * runs on the stop-watch, but from a plain date on the calendar: a date has no hours to add to.
 */
export function anchoredInstant(
  step: DecideStep<unknown>,
  anchor: Anchor,
  offset: IsoDuration,
  at: string | undefined,
): Instant | null {
  const { id: zone } = step.zone
  const found = find(step, anchor)
  const moment = typeof found === 'number' ? found : instantIn(found, zone)
  if (moment === null) return null
  if (at !== undefined) {
    const earliest = plusDuration(moment, offset, 'calendar', zone)
    const due = atCivil(civilDate(earliest, zone), at, zone)
    // Two hours later, at nine, is a nine that comes after two hours; two hours before, at nine, is the nine of that day.
    const early = due < earliest && hasHours(offset) && durationMs(offset) > 0
    return early ? atCivil(plusDays(civilDate(earliest, zone), 1), at, zone) : due
  }
  return timeKindOf(found) === 'date' ? plusDuration(moment, offset, 'calendar', zone) : elapse(moment, offset, zone)
}

/** An instant of our own, or whatever the data say: a number among the data is no date, however much it looks like one. */
function find(step: DecideStep<unknown>, anchor: Anchor): Instant | string | null {
  if ('node' in anchor) return step.passedAt(anchor.node)
  if ('field' in anchor) return textAt(step.contact.attributes, anchor.field)
  if ('event' in anchor) return textAt(step.entry.properties, anchor.event)
  const coupon = step.vars[anchor.coupon]
  return isObject(coupon) && typeof coupon.expiresAt === 'string' ? coupon.expiresAt : null
}

function textAt(data: Readonly<JsonObject>, path: string): string | null {
  const value = valueAt(data, path)
  return typeof value === 'string' ? value : null
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
