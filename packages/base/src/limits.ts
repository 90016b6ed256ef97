/** Bounds on data that comes from outside, each with its reason. A room's own bounds stand in the room's own `limits.ts`. */
export const limits = {
  /** Nesting of JSON. People's data is 3 to 6 deep; `JSON.stringify` fails near 5,000 and PostgreSQL's jsonb near 50,000. */
  jsonDepth: 32,
  /** Keys of one JSON object. A profile with more columns than this is a table that wants its own events. */
  jsonKeys: 1_000,
  /** Values in one JSON document (every scalar, array and object counts one): a call of 32 KB can hold 16,000 items of `0,`. */
  jsonValues: 10_000,
  /** UTF-16 code units of one JSON string: one call is at most 32 KB. */
  jsonText: 32_768,
  /** UTF-16 code units of one key: a key becomes a field in the editor's lists and an entry of its indexes. */
  jsonKeyText: 256,
  /**
   * The largest magnitude of a number. Nobody's order, age or score reaches it, jsonb prints such numbers with every digit, and
   * below it a sum over any number of events we can hold stays a finite double, in SQL as in JS.
   */
  jsonNumber: 1e100,
  /** Civil years: before 1000 and after 9999 an ISO date no longer has ten characters, and PostgreSQL's timestamps end at 294276. */
  firstYear: 1000,
  lastYear: 9999,
  /** Time zones kept in memory with their offsets; IANA names about 600 with aliases, so in truth all of them. */
  zonesKept: 1_000,
} as const
