/**
 * Ids are 64-bit integers in SQL and strings in JS, never numbers: 2^53 would be reached by the block sequence of a large
 * installation, and a rounded id is somebody else's id. A per-contact id is `n * 64 + lane`.
 */

/** Number of virtual shards. Published in every stored id, so it never changes. */
export const LANES = 64

/** The lane an id lives in: `id mod 64`. 10^6 is a multiple of 64, so the last six digits decide and no bigint is needed. */
export function laneOf(id: string): number {
  return Number(id.length > 6 ? id.slice(-6) : id) % LANES
}

/** The slot (0 to 63) of a name in the two tables that are not keyed by lane: identities and message ids (FNV-1a, 32 bit). */
export function slotOf(text: string): number {
  return hash32(text) % LANES
}

/** FNV-1a over UTF-16 code units, 32 bit, with a final avalanche so that the low bits are usable. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  hash ^= hash >>> 16
  return hash >>> 0
}

/** True for a string that can be an id: a positive decimal that fits in a 64-bit signed integer. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[1-9][0-9]{0,18}$/.test(text) && (text.length < 19 || text <= '9223372036854775807')
}
