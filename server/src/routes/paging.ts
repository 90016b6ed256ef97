import { isId } from '@snodo/base'
import { serverFaults } from '../server-faults.ts'

/** Where the next page begins, as a text nobody needs to understand. */
export function cursorOf(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** Reads a cursor made by `cursorOf` with as many members; throws CURSOR_INVALID for any other text. */
export function readCursor(text: string | undefined, members: number): (string | number)[] | null {
  if (text === undefined) return null
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (
      Array.isArray(place) &&
      place.length === members &&
      place.every((each) => typeof each === 'string' || Number.isSafeInteger(each))
    )
      return place
  } catch {
    // Not a cursor of ours: told below like any other wrong one.
  }
  throw serverFaults.CURSOR_INVALID({})
}

export function readIdCursor(text: string | undefined): string | null {
  const place = readCursor(text, 1)
  if (place === null) return null
  if (!isId(place[0])) throw serverFaults.CURSOR_INVALID({})
  return place[0]
}

/** A page out of one row more than it holds: the one too many says that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  place: (row: Row) => readonly (string | number)[],
): { items: Item[]; next: string | null } {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return { items: kept.map(view), next: rows.length > limit && last !== undefined ? cursorOf(place(last)) : null }
}

export function iso(instant: number): string {
  return new Date(instant).toISOString()
}

export function isoOrNull(instant: number | null): string | null {
  return instant === null ? null : iso(instant)
}

/** The instant a caller gave, in either of the ways `TimeGiven` allows; throws INPUT_INVALID for one no calendar of ours has. */
export function instantOf(given: string | number): number {
  const instant = typeof given === 'number' ? given : Date.parse(given)
  if (instant <= LAST_INSTANT) return instant
  const expected = 'an instant that exists, before the year 10000'
  throw serverFaults.INPUT_INVALID({ part: 'body', pointer: '', expected, got: String(given) })
}

/** A year of five digits is no ISO 8601 that others read, and a civil time a day after the last instant cannot be reckoned. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')
