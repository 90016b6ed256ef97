/** Bounds of one run of deliver, each with its reason. */
export const deliverLimits = {
  /** Messages judged in one trip: the lane's lock is held for a few milliseconds. */
  tripSize: 500,
  /** Trips one run makes before it gives its place to another lane. */
  tripsPerRun: 4,
  /** While messages are on their way, how often their process says that it is alive. */
  aliveMs: 10_000,
  /** Messages whose process has not been heard of for so long are taken back: it died, or was frozen. */
  leaseMs: 35_000,
  /** While a provider works, how often an order to stop is looked for: no send begins more than 2 s after it. */
  watchMs: 700,
  /** How soon to look again for contacts whose events intake was still to read. */
  behindMs: 100,
} as const
