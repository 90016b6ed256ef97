import pg from 'pg'

// Fixed numbers of built-in types, from PostgreSQL's pg_type.dat.
const INT8 = 20
const INT8_ARRAY = 1016
const DATE = 1082
const DATE_ARRAY = 1182
const TIMESTAMP = 1114
const TIMESTAMP_ARRAY = 1115
const TIMESTAMPTZ = 1184
const TIMESTAMPTZ_ARRAY = 1185
// text[], which pg knows but leaves out of its list of types.
const TEXT_ARRAY = 1009 as 25

const asText = (text: string): string => text
// pg's own parser of text[], typed loosely there.
const textArray = pg.types.getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[]
const pgTimestamp = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date | number

/**
 * An instant as epoch milliseconds: 2026-11-21 19:32:31.123456+00 -> 1795289551123. Microseconds are cut off.
 * `infinity` gives Infinity. Years before 1 or after 9999 go through pg's slower parser.
 */
export function parseInstant(text: string): number {
  const utc = text.endsWith('+00') ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : null
  const fast = utc === null || text[4] !== '-' ? Number.NaN : Date.parse(utc)
  return Number.isNaN(fast) ? Number(pgTimestamp(text)) : fast
}

const parsers = new Map<number, (text: string) => unknown>([
  // A 64-bit id as a number would be rounded above 2^53 and become somebody else's id.
  [INT8, asText],
  [INT8_ARRAY, textArray],
  // A day is not an instant: as a Date it would shift with the zone of the machine.
  [DATE, asText],
  [DATE_ARRAY, textArray],
  [TIMESTAMP, asText],
  [TIMESTAMP_ARRAY, textArray],
  [TIMESTAMPTZ, parseInstant],
  [TIMESTAMPTZ_ARRAY, (text) => textArray(text).map((each) => (each === null ? null : parseInstant(each)))],
])

/** Handed to each pool, so that the global table of pg, which other libraries use too, stays untouched. */
export const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format)
  },
} as pg.CustomTypesConfig // its overloads list every oid by name; ours answers for all of them
