import { atCivil, type CivilDate, civilDate, type Instant, plusDays, type Random } from '@snodo/base'
import { type RetryPlan, retryDelay } from './retry-delay.ts'

/** How much may go by one provider, or be released from hold on one channel; absent: as much as there is. */
export type BudgetRate = { perSecond?: number; perMinute?: number; perDay?: number }

/** Where one budget stands: a single row that every process leases slices from. */
export type Budget = {
  /** `provider:smtp`, `release:sms`. */
  name: string
  /** By its rate, the next message may go at this instant. */
  nextAt: Instant | null
  /** The day, in the workspace's zone, that `used` counts. */
  day: CivilDate | null
  used: number
  /** Times in a row that the provider was in trouble. */
  failures: number
  pausedUntil: Instant | null
  /** What it said when it was. */
  say: string | null
}

export type Lease = {
  granted: number
  /** The one message that tries whether a provider in trouble is well again. */
  probe: boolean
  budget: Budget
}

export function freshBudget(name: string): Budget {
  return { name, nextAt: null, day: null, used: 0, failures: 0, pausedUntil: null, say: null }
}

/** From when on this budget has anything to give; an instant not after `now`: at once. */
export function availableAt(budget: Budget, rate: BudgetRate, now: Instant, zone: string): Instant {
  const today = civilDate(now, zone)
  const spent = rate.perDay !== undefined && budget.day === today && budget.used >= rate.perDay
  return Math.max(
    budget.pausedUntil ?? now,
    intervalOf(rate) === null ? now : (budget.nextAt ?? now),
    spent ? atCivil(plusDays(today, 1), '00:00', zone) : now,
  )
}

/**
 * Leases places for at most `want` messages, as many as the rate lets go within one slice. The row's clock then stands where the
 * last of them ends, so however many processes lease, the rate holds over all of them. A provider in trouble is tried with one.
 */
export function leaseFrom(budget: Budget, rate: BudgetRate, want: number, now: Instant, zone: string): Lease {
  if (want === 0 || availableAt(budget, rate, now, zone) > now) return { granted: 0, probe: false, budget }
  const today = civilDate(now, zone)
  const used = budget.day === today ? budget.used : 0
  const leftToday = rate.perDay === undefined ? want : rate.perDay - used
  const interval = intervalOf(rate)
  const inSlice = interval === null ? want : Math.max(1, Math.floor(SLICE_MS / interval))
  const probe = budget.failures > 0
  const granted = Math.min(want, leftToday, inSlice, probe ? 1 : want)
  // Whoever comes a little late does not lose what the rate allowed in between.
  const from = Math.max(budget.nextAt ?? now, now - LATE_MS)
  return {
    granted,
    probe,
    budget: {
      ...budget,
      nextAt: interval === null ? null : Math.round(from + granted * interval),
      day: today,
      used: used + granted,
      pausedUntil: probe ? now + PROBE_MS : budget.pausedUntil,
    },
  }
}

/** The provider was in trouble: nobody tries it until then. What came back from messages that were in the air together counts once. */
export function slowDown(
  budget: Budget,
  trouble: { now: Instant; askedMs: number | null; say: string; probe: boolean },
  random: Random,
): Budget {
  const { now, askedMs, say, probe } = trouble
  const again = !probe && budget.pausedUntil !== null && budget.pausedUntil > now
  const failures = again ? budget.failures : budget.failures + 1
  const until = now + (retryDelay(PROVIDER_RETRIES, failures, askedMs, random) ?? PROVIDER_RETRIES.mostMs)
  return { ...budget, failures, say, pausedUntil: probe ? until : Math.max(until, budget.pausedUntil ?? until) }
}

/** The message that tried it came through, or never began: then nothing is known and the next may try at once. */
export function endProbe(budget: Budget, cameThrough: boolean, now: Instant): Budget {
  return cameThrough ? { ...budget, failures: 0, pausedUntil: null, say: null } : { ...budget, pausedUntil: now }
}

/** A provider in trouble is tried again after about 5 s, 10 s, 20 s … 5 min, for as long as it takes. */
const PROVIDER_RETRIES: RetryPlan = { firstMs: 5_000, mostMs: 5 * 60_000, attempts: Number.MAX_SAFE_INTEGER }

/** As much as a rate gives in a second goes at once; the next slice comes when that second is over. */
const SLICE_MS = 1_000
const LATE_MS = 250
/** A probe whose process died is nobody's any more. Longer than a provider's own deadline for one message. */
const PROBE_MS = 90_000

/** Milliseconds from one message to the next; null: any number at once. */
function intervalOf(rate: BudgetRate): number | null {
  const perSecond = Math.min(rate.perSecond ?? Number.POSITIVE_INFINITY, (rate.perMinute ?? Number.POSITIVE_INFINITY) / 60)
  return perSecond === Number.POSITIVE_INFINITY ? null : 1000 / perSecond
}
