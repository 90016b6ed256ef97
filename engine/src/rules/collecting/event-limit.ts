import type { Instant } from '@snodo/base'

/** How many events of one contact reach flows within a fixed window of UTC; null: any number, which is the standard (semantics rule 6). */
export type EventLimit = { most: number; per: 'minute' | 'hour' | 'day' } | null

const WINDOW_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** What is counted: not identify and group, which may carry a no, nor what the engine tells itself. */
const COUNTED: ReadonlySet<string> = new Set(['track', 'page', 'screen'])

export type CountedRow = { event_id: string; contact_id: string; kind: string; received_at: Instant }

/** A contact's window and how many events of it were taken in before. */
export type EventRate = { contact: string; since: Instant; taken: number; dropped: number }

export function windowStart(at: Instant, { per }: NonNullable<EventLimit>): Instant {
  return at - (at % WINDOW_MS[per])
}

export function windowEnd(since: Instant, { per }: NonNullable<EventLimit>): Instant {
  return since + WINDOW_MS[per]
}

export function isCounted(row: Pick<CountedRow, 'kind'>): boolean {
  return COUNTED.has(row.kind)
}

export const rateKey = (contact: string, since: Instant): string => `${contact}/${since}`

/** Which rows, in order of receipt, are beyond the limit, given what was taken in before. */
export function overLimit<Row extends CountedRow>(
  rows: readonly Row[],
  limit: NonNullable<EventLimit>,
  before: ReadonlyMap<string, EventRate>,
): Row[] {
  const counts = new Map<string, number>()
  return rows.filter((row) => {
    if (!isCounted(row)) return false
    const key = rateKey(row.contact_id, windowStart(row.received_at, limit))
    const count = (counts.get(key) ?? before.get(key)?.taken ?? 0) + 1
    counts.set(key, count)
    return count > limit.most
  })
}
