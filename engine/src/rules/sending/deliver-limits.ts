/** Bounds of one run of deliver, each with its reason. */
export const deliverLimits = {
  /**
   * Messages judged in one trip, of the urgent and of the others each. A run makes one trip, then stands in line again: its place is
   * held for a tenth of a second, and what has just come in waits no longer than that.
   */
  tripSize: 100,
  /**
   * Others that a trip takes along beside urgent ones: few, or what an event has just set off waits behind a hundred of a drain, and
   * those behind it do too; but some, so that a steady stream of the urgent never starves the others of its lane.
   */
  besideUrgent: 10,
  /** While messages are on their way, how often their process says that it is alive. */
  aliveMs: 10_000,
  /** Messages whose process has not been heard of for so long are taken back: it died, or was frozen. */
  leaseMs: 35_000,
  /** While a provider works, how often an order to stop is looked for: no send begins more than 2 s after it. */
  watchMs: 700,
  /** Longer ago than this nobody has looked: nothing begins before the next look. */
  mostUnwatchedMs: 2_000,
  /** Lanes that wait for the same budget look again over so long: what a provider allows in a second is given to them one by one. */
  scatterMs: 200,
  /** How soon to look again for contacts whose events intake was still to read. */
  behindMs: 100,
} as const
