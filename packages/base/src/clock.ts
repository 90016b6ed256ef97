/** An instant: milliseconds since 1970-01-01T00:00:00Z, always UTC. */
export type Instant = number

/** Where the time comes from. Nothing else in the project reads the machine's clock. */
export type Clock = { now(): Instant }

// biome-ignore lint/style/noRestrictedGlobals: the one place that reads the machine's clock.
export const systemClock: Clock = { now: () => Date.now() }

/** A clock turned by hand, for tests, the dry run and the simulation. It only stands still or is turned; it never runs by itself. */
export class TurnedClock implements Clock {
  #now: Instant
  constructor(start: Instant | string) {
    this.#now = typeof start === 'string' ? Date.parse(start) : start
  }
  now(): Instant {
    return this.#now
  }
  /** Turns forward (or back, for a jump) to an instant. */
  turnTo(instant: Instant | string): void {
    this.#now = typeof instant === 'string' ? Date.parse(instant) : instant
  }
  /** Turns by so many milliseconds. */
  turnBy(ms: number): void {
    this.#now += ms
  }
}
