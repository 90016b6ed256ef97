import { isoOf } from '@snodo/base'
import { addEventRates, loadEventRates, tellDropped } from '../../ledgers/inbox/event-rates.ts'
import {
  type EventLimit,
  type EventRate,
  isCounted,
  overLimit,
  rateKey,
  windowEnd,
  windowStart,
} from '../../rules/collecting/event-limit.ts'
import type { InboxRow } from '../../rules/walking/inbox-row.ts'
import type { Trip } from './trip.ts'

/** Events of this trip that are dropped, and what notes the others once they are taken. */
export type Limited = { dropped: ReadonlySet<string>; note(done: readonly InboxRow[]): Promise<void> }

const NOTHING: Limited = { dropped: new Set(), note: async () => undefined }

/** Keeps back from flows what is beyond the workspace's limit of events per contact. Without a limit, which is the standard, it asks nothing. */
export async function limitEvents(trip: Trip, rows: readonly InboxRow[]): Promise<Limited> {
  const limit = trip.catalog.workspace.eventLimit
  const counted = limit === null ? [] : rows.filter(isCounted)
  if (limit === null || counted.length === 0) return NOTHING
  const windows = new Map(
    counted.map((row) => {
      const since = windowStart(row.received_at, limit)
      return [rateKey(row.contact_id, since), { contact: row.contact_id, since }]
    }),
  )
  const before = await loadEventRates(trip.sql, trip.lane, [...windows.values()])
  const over = overLimit(counted, limit, before)
  if (over.length > 0) await tellDropped(trip.sql, firstsOf(over, limit, before))
  const dropped = new Set(over.map((row) => row.event_id))
  return {
    dropped,
    note: (done) => addEventRates(trip.sql, trip.lane, ratesOf(done.filter(isCounted), dropped, limit)),
  }
}

/** The first that is dropped of each contact and window: it is told, the others are only counted. */
function firstsOf(over: readonly InboxRow[], limit: NonNullable<EventLimit>, before: ReadonlyMap<string, EventRate>) {
  const told = new Set([...before].flatMap(([key, { dropped }]) => (dropped > 0 ? [key] : [])))
  return over.flatMap((row) => {
    const since = windowStart(row.received_at, limit)
    const key = rateKey(row.contact_id, since)
    if (told.has(key)) return []
    told.add(key)
    const reason =
      `This contact sent more than the ${limit.most} events ${limit.per === 'hour' ? 'an' : 'a'} ${limit.per} that the setting eventLimit allows: ` +
      `what else it sends until ${isoOf(windowEnd(since, limit))} stands in its history and moves it through no flow. Raise the limit, or look at who sends so much.`
    return [{ at: row.received_at, reason, event: row.event_id, contact: row.contact_id, name: row.name }]
  })
}

function ratesOf(rows: readonly InboxRow[], dropped: ReadonlySet<string>, limit: NonNullable<EventLimit>): EventRate[] {
  const rates = new Map<string, EventRate>()
  for (const row of rows) {
    const since = windowStart(row.received_at, limit)
    const key = rateKey(row.contact_id, since)
    const rate = rates.get(key) ?? { contact: row.contact_id, since, taken: 0, dropped: 0 }
    if (dropped.has(row.event_id)) rate.dropped += 1
    else rate.taken += 1
    rates.set(key, rate)
  }
  return [...rates.values()]
}
