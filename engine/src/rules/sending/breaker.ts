import type { Instant } from '@snodo/base'
import type { SentBefore } from './caps.ts'

export type BreakerSettings = {
  /** Most messages one contact is sent within 24 h, whatever they are for; more than that is a loop or a mistake, not marketing. */
  perDay: number
  /** When a flow as a whole runs away; null: never. */
  repeats: { least: number; percent: number } | null
}

/** Three welcome mails and two orders are a lively day; nobody wants a sixth. */
export const STANDARD_BREAKER: BreakerSettings = { perDay: 5, repeats: { least: 50, percent: 25 } }

/** A flow's last hour: messages taken to be sent, and those of them that repeated themselves. */
export type FlowHour = { sent: number; repeats: number }

/** The breaker of one flow, kept in its row. */
export type FlowBreaker =
  | { state: 'tripped'; at: Instant; sent: number; repeats: number; percent: number }
  /** Somebody looked and let it go on; it does not trip again before `until`. `repeats`: what becomes of those it held. */
  | { state: 'reset'; at: Instant; by: string; reason: string; until: Instant; repeats: HeldRepeats }

/** Whether messages the breaker held that repeat what the contact had within a day are sent after all, or end as not sent. */
export type HeldRepeats = 'drop' | 'send'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/**
 * How many messages went to this contact within the last 24 h, or since the breaker was reset for it, and when there is room again, where that is as many as the breaker
 * lets through; null: it may go. Unlike a cap it counts transactional messages too: a runaway is a runaway whatever it is marked as.
 */
export function contactRunsAway(
  sentBefore: readonly SentBefore[],
  now: Instant,
  perDay: number,
): { sent: number; until: Instant } | null {
  const times = sentBefore
    .flatMap((one) => (one.at > now - DAY_MS && one.beforeReset !== true ? [one.at] : []))
    .sort((a, b) => a - b)
  if (times.length < perDay) return null
  return { sent: times.length, until: Math.max((times[times.length - perDay] ?? now) + DAY_MS, now + 1000) }
}

/** The same block wrote to the same contact within a day. */
export function isRepeat(message: SentBefore, sentBefore: readonly SentBefore[]): boolean {
  return sentBefore.some((one) => one.block === message.block && one.at > message.at - DAY_MS)
}

/**
 * True where a flow sends beyond its own size. Its size in an hour is one message for each contact and block: that much any
 * campaign sends, however large and however fast, and a series, a reminder every day or a first send to a million never repeats
 * itself. A loop, or a list imported twice, does nothing else: with it the repeats become a quarter of all that is sent before the
 * second round is half through. The least number keeps a few customers with two orders a day from stopping a small flow.
 */
export function flowRunsAway(hour: FlowHour, settings: BreakerSettings): boolean {
  const { repeats } = settings
  return repeats !== null && hour.repeats >= repeats.least && hour.repeats * 100 >= hour.sent * repeats.percent
}

/**
 * How long a flow that was let go on is not stopped again. Repeats that were wanted count for a day, and would stop it at once; where
 * they are dropped, an hour is as far back as the flow's own hour looks, so that it counts anew from the reset.
 */
export function graceMs(repeats: HeldRepeats): number {
  return repeats === 'send' ? DAY_MS : HOUR_MS
}

/** The held messages of a flow that was let go on: those that were written before somebody said so. */
export function dropsRepeat(breaker: FlowBreaker | null, message: { created_at: Instant }): boolean {
  return breaker?.state === 'reset' && breaker.repeats === 'drop' && message.created_at <= breaker.at
}

/** Nor is a flow tripped twice. */
export function mayTrip(breaker: FlowBreaker | null, now: Instant): boolean {
  return breaker === null || (breaker.state === 'reset' && breaker.until <= now)
}
