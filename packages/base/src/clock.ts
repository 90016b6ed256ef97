import { assert } from './assert.ts'

/** An instant: milliseconds since 1970-01-01T00:00:00Z, always UTC. */
export type Instant = number

/** Where the time comes from. Nothing else in the project reads the machine's clock. */
export type Clock = { now(): Instant }

// The one place that reads the machine's clock.
export const systemClock: Clock = { now: () => Date.now() }

/** A clock turned by hand, for tests, the dry run and the simulation. It only stands still or is turned; it never runs by itself. */
export class TurnedClock implements Clock {
  #now: Instant
  constructor(start: Instant | string) {
    this.#now = instantOf(start)
  }
  now(): Instant {
    return this.#now
  }
  /** Turns forward (or back, for a jump) to an instant. */
  turnTo(instant: Instant | string): void {
    this.#now = instantOf(instant)
  }
  /** Turns by so many milliseconds. */
  turnBy(ms: number): void {
    this.#now += ms
  }
}

function instantOf(time: Instant | string): Instant {
  const instant = typeof time === 'string' ? Date.parse(time) : time
  assert(Number.isFinite(instant), () => `not a time to turn a clock to: ${time}`)
  return instant
}
