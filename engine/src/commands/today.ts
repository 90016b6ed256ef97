import { civilDate, type Instant, plusDays, startOfDay } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import { firstNoted, readTotals, readTotalsAt } from '../ledgers/totals/hourly-totals.ts'

/** Days of a week, and days to compare today with. */
const DAYS = 7

/** How many journeys began in each flow on each of the last seven days of the workspace, today last. */
export async function weeksOf(
  engine: EngineContext,
  entered: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number[]>> {
  const { timeZone } = await loadSettings(engine.pool)
  const today = civilDate(engine.clock.now(), timeZone)
  const mornings = Array.from({ length: DAYS }, (_, i) => startOfDay(plusDays(today, i + 1 - DAYS), timeZone))
  const subjects = [...entered.keys()].map((flow) => `flow:${flow}`)
  const before = await readTotalsAt(engine.pool, subjects, mornings)
  return new Map(
    [...entered].map(([flow, total]) => {
      const marks = [...(before.get(`flow:${flow}`) ?? mornings.map(() => 0)), total]
      return [flow, mornings.map((_, day) => Math.max(0, marks[day + 1]! - marks[day]!))]
    }),
  )
}

/** What was counted since the day began, and on each earlier day until the same time of day, the latest first. */
export type Today = { name: 'entered' | 'events' | 'sent' | 'notSent' | 'notDelivered'; now: number; before: number[] }[]

const SUBJECTS: Record<Today[number]['name'], string> = {
  entered: 'entered',
  events: 'events:accepted',
  sent: 'messages:sent',
  notSent: 'messages:notSent',
  notDelivered: 'messages:notDelivered',
}

const HOUR_MS = 3_600_000

/** Today against the days before: only those of which the whole morning was written down, so `before` may be shorter than a week. */
export async function readToday(engine: EngineContext): Promise<Today> {
  const now = engine.clock.now()
  const { timeZone } = await loadSettings(engine.pool)
  const today = civilDate(now, timeZone)
  const morning = startOfDay(today, timeZone)
  const since = await firstNoted(engine.pool)
  const days = Array.from({ length: DAYS }, (_, i) => startOfDay(plusDays(today, -1 - i), timeZone)).filter(
    (day) => since !== null && since <= day,
  )
  // The same time of an earlier day lies between two hours that were written down.
  const hours = Math.floor((now - morning) / HOUR_MS) * HOUR_MS
  const share = (now - morning - hours) / HOUR_MS
  const marks: Instant[] = days.flatMap((day) => [day, day + hours, day + hours + HOUR_MS])
  const at = await readTotalsAt(engine.pool, Object.values(SUBJECTS), [morning, ...marks])
  const totals = await readTotals(engine.pool)
  return Object.entries(SUBJECTS).map(([name, subject]) => {
    const [start = 0, ...told] = at.get(subject) ?? []
    return {
      name: name as Today[number]['name'], // a key of the record above
      now: Math.max(0, (totals.get(subject) ?? 0) - start),
      before: days.map((_, i) => {
        const [first = 0, early = 0, late = 0] = told.slice(3 * i, 3 * i + 3)
        return Math.max(0, Math.round(early + (late - early) * share - first))
      }),
    }
  })
}
