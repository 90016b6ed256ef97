import type { Instant } from '@snodo/base'
import type { SentBefore } from './caps.ts'

/** Most messages one contact is sent within 24 h, whatever they are for; more than that is a loop or a mistake, not marketing. */
export const BREAKER_PER_DAY = 5

/**
 * How many messages went to this contact within the last 24 h, where that is as many as the breaker lets through; null: it may
 * go. Unlike a cap it counts transactional messages too: a runaway is a runaway whatever it is marked as.
 */
export function breakerOpen(sentBefore: readonly SentBefore[], now: Instant, perDay: number): number | null {
  const sent = sentBefore.filter((one) => one.at > now - 86_400_000).length
  return sent >= perDay ? sent : null
}
