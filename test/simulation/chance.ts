import { must, type Random } from '@snodo/base'

/** Seeded chance in the words the simulation uses. */
export type Chance = Random & {
  /** True so often out of one. */
  yes(share: number): boolean
  /** A whole number from 0 to below `below`. */
  int(below: number): number
  pick<T>(from: readonly T[]): T
  /** One of the names, each as likely as its weight. */
  weighted<Name extends string>(weights: Readonly<Partial<Record<Name, number>>>): Name
}

export function chanceOf(random: Random): Chance {
  const chance: Chance = {
    next: () => random.next(),
    yes: (share) => random.next() < share,
    int: (below) => Math.floor(random.next() * below),
    pick: (from) => must(from[Math.floor(random.next() * from.length)], 'a pick from nothing'),
    weighted(weights) {
      const entries = Object.entries(weights) as [string, number][]
      let mark = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) {
        if (mark < weight) return name as never // one of the names given, which is what Name says
        mark -= weight
      }
      return must(entries.at(-1), 'a pick from nothing')[0] as never
    },
  }
  return chance
}
