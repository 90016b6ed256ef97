import type { Instant, IsoDuration, Language } from '@snodo/base'
import type { Measure } from './trip-facts.ts'

/** All that interpreting depends on besides the enrollments: given as arguments, so the same run gives the same moves. */
export type InterpretWorld = {
  now: Instant
  /** Whoever walks is late by a pause: what it is sent on this walk had to leave by then. Absent: nothing is late. */
  sendBy?: Instant
  /** The workspace's zone, where neither contact nor flow has one. */
  timeZone: string
  language: Language
  currency: string
  usualDelays: Readonly<Record<string, IsoDuration>>
  secret: string
  measure: Measure
  couponStock(lane: number, pool: string): number
}
