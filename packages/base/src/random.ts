import { hash32 } from './ids.ts'

/** Seeded chance: the same seed gives the same draws. `next()` is uniform in [0, 1). */
export type Random = { next(): number }

/** mulberry32 (Tommy Ettinger, public domain), seeded by a text. */
export function seededRandom(seed: string): Random {
  let state = hash32(seed)
  return {
    next() {
      state = (state + 0x6d2b79f5) | 0
      let t = Math.imul(state ^ (state >>> 15), 1 | state)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    },
  }
}

/** A stable share in [0, 1) for a text: the same contact always falls on the same side of a split. */
export function shareOf(text: string): number {
  return hash32(text) / 4294967296
}
