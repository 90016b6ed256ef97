/** How a day goes beside the days before: the middle of them, and by how much it differs. */
export type Usual =
  | { kind: 'unknown' }
  | { kind: 'same'; usual: number }
  | { kind: 'above' | 'below'; usual: number; share: number }

/** What differs by less is no news. */
const NEWS = 0.1

/** The usual is the middle of the earlier days: one busy day of seven does not move it. */
export function againstUsual(now: number, before: readonly number[]): Usual {
  if (before.length === 0) return { kind: 'unknown' }
  const sorted = [...before].sort((one, other) => one - other)
  const half = Math.floor(sorted.length / 2)
  const usual = sorted.length % 2 === 1 ? sorted[half]! : Math.round((sorted[half - 1]! + sorted[half]!) / 2)
  if (usual === 0) return now === 0 ? { kind: 'same', usual } : { kind: 'above', usual, share: 1 }
  const share = Math.abs(now - usual) / usual
  if (share < NEWS) return { kind: 'same', usual }
  return { kind: now > usual ? 'above' : 'below', usual, share }
}
