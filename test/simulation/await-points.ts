import type { Mishap, Ticket } from './turnstile.ts'

/** How often somebody came to a point, and died before it and right after it. */
export type PointCounts = { met: number; before: number; after: number }

/** Of so many seeds one is for the same points. */
const CLASSES = 40

/**
 * A point is a place where a process waits for something outside: a statement or a hand-over, within what it is at. Each seed has
 * some of them at which a process dies, when it comes there for the first, the second or the fourth time; half of the seeds kill
 * before the thing is done, half right after. So over the seeds every point is met, and a seed always kills at the same.
 */
export class AwaitPoints {
  readonly #seed: number
  readonly counts = new Map<string, PointCounts>()

  constructor(seed: number) {
    this.#seed = seed
  }

  fateOf(ticket: Ticket): Mishap | null {
    const point = pointOf(ticket)
    const counts = this.counts.get(point) ?? { met: 0, before: 0, after: 0 }
    this.counts.set(point, counts)
    counts.met += 1
    if (numberOf(point) % CLASSES !== this.#seed % CLASSES) return null
    if (counts.met !== ([1, 1, 2, 4] as const)[numberOf(`${this.#seed} ${point}`) % 4]) return null
    const before = Math.floor(this.#seed / CLASSES) % 2 === 0
    counts[before ? 'before' : 'after'] += 1
    return before ? 'diesBefore' : 'diesAfter'
  }
}

/** Ids and numbers left out: they are not what makes a place. */
function pointOf({ deed, what }: Ticket): string {
  return `${deed}: ${what.trim().replace(/\s+/g, ' ').replace(/\d+/g, '').slice(0, 80)}`
}

/** FNV-1a. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash
}

/** The counts of several runs as one. */
export function addUp(all: readonly ReadonlyMap<string, PointCounts>[]): Map<string, PointCounts> {
  const sum = new Map<string, PointCounts>()
  for (const counts of all)
    for (const [point, { met, before, after }] of counts) {
      const known = sum.get(point) ?? { met: 0, before: 0, after: 0 }
      sum.set(point, { met: known.met + met, before: known.before + before, after: known.after + after })
    }
  return sum
}
