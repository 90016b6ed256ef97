import type { Random } from '@snodo/base'

export type RetryPlan = {
  /** Wait before the second attempt. */
  firstMs: number
  /** No wait is longer. */
  mostMs: number
  /** Attempts in all, the first included. */
  attempts: number
}

/** Providers come back within minutes or within the day: 5 s, 10 s, … 30 min, about 3 h in all. */
export const SEND_RETRIES: RetryPlan = { firstMs: 5_000, mostMs: 30 * 60_000, attempts: 14 }

/** A step that acts stands still while it is retried, so it gives up within minutes: about 5 s, 20 s, 80 s, 5 min. */
export const ACT_RETRIES: RetryPlan = { firstMs: 5_000, mostMs: 10 * 60_000, attempts: 5 }

/**
 * How long to wait before the next attempt, or null when there have been enough. Doubles each time (four times for acts, whose
 * attempts are few), with full jitter over the upper half, so that a thousand failed together do not come back together. What
 * the other side asked for (`Retry-After`) is the least, within a day; jitter of up to a tenth is added to it.
 */
export function retryDelay(plan: RetryPlan, attempt: number, askedMs: number | null, random: Random): number | null {
  if (attempt >= plan.attempts) return null
  const factor = plan.attempts <= 5 ? 4 : 2
  const backoff = Math.min(plan.mostMs, plan.firstMs * factor ** (attempt - 1))
  const jittered = Math.round(backoff / 2 + (backoff / 2) * random.next())
  if (askedMs === null) return jittered
  const asked = Math.min(askedMs, MOST_ASKED_MS)
  return Math.max(jittered, Math.round(asked * (1 + random.next() / 10)))
}

const MOST_ASKED_MS = 86_400_000
