import type { Instant, Json } from '@snodo/base'
import { foldCase } from './fold-case.ts'

/**
 * What a stored value may be read as. The patterns are used by JavaScript and by PostgreSQL alike, so they keep to what both
 * read the same way.
 */

/** A text that is a number: plain decimal, at most 15 digits before the point and 6 after, no leading zeros (a postcode is no number). */
export const NUMBER_TEXT = '^-?(?:0|[1-9][0-9]{0,14})(?:[.][0-9]{1,6})?$'

/** A date, a date and time (taken as UTC), or an instant, in ISO 8601; only days that exist, years 1000 to 9999. */
export const TIME_TEXT = (() => {
  const commonDay =
    '[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))'
  const leapDay = '(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|[2468][048]|[3579][26])00)-02-29'
  const time = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?'
  const zone = '(?:Z|[-+](?:0[0-9]|1[0-4]):[0-5][0-9])'
  return `^(?:${commonDay}|${leapDay})(?:[T ]${time}${zone}?)?$`
})()

/** The end of a `TIME_TEXT` that says its zone. */
export const ZONE_AT_END = '(?:Z|[-+][0-9]{2}:[0-9]{2})$'

const numberText = new RegExp(NUMBER_TEXT)
const timeText = new RegExp(TIME_TEXT)
const zoneAtEnd = new RegExp(ZONE_AT_END)
const finerThanMs = /([.][0-9]{3})[0-9]+/

export function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && numberText.test(value) ? Number(value) : null
}

export function booleanOf(value: Json | undefined): boolean | null {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return null
  const text = foldCase(value)
  return text === 'true' ? true : text === 'false' ? false : null
}

/** The instant of a text about time: a date is its midnight in UTC, a time without a zone is in UTC, milliseconds are the finest. */
export function instantOf(value: Json | undefined): Instant | null {
  if (typeof value !== 'string' || !timeText.test(value)) return null
  if (value.length === 10) return Date.parse(value)
  const text = value.replace(' ', 'T').replace(finerThanMs, '$1')
  return Date.parse(zoneAtEnd.test(text) ? text : `${text}Z`)
}

/** Missing, null and the empty text are all *not set*: a CSV's empty cell is no value. */
export function isSet(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== ''
}
