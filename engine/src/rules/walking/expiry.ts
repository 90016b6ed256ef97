import { civilDate, durationMs, type Instant, isCivilDate, plusDays, startOfDay } from '@snodo/base'
import { type Lateness, THAT_DAY } from '@snodo/flow'
import type { EntryFacts } from './trip-state.ts'

/**
 * When a message makes no sense any more (semantics rule 21): so long after the step that sends it, or with the end of the local day it
 * is meant for. That is the day the step comes to pass, or, on the day somebody entered for a date, the day of that date: a birthday
 * that was come to late is over all the same. Null: never.
 */
export function expiresAt(
  lateness: Lateness | null,
  step: { now: Instant; zone(): string; entry: EntryFacts; enteredAt: Instant },
): Instant | null {
  if (lateness === null) return null
  if (lateness !== THAT_DAY) return step.now + durationMs(lateness)
  const zone = step.zone()
  const today = civilDate(step.now, zone)
  const meant = step.entry.properties.day
  const atEntry = civilDate(step.enteredAt, zone) === today
  const day = atEntry && step.entry.event === 'Date Arrived' && typeof meant === 'string' && isCivilDate(meant) ? meant : today
  return startOfDay(plusDays(day, 1), zone)
}
