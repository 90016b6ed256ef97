/** Bounds of one run of deliver, each with its reason. */
export const deliverLimits = {
  /** Messages judged in one trip: the lane's lock is held for a few milliseconds. */
  tripSize: 500,
  /** Trips one run makes before it gives its place to another lane. */
  tripsPerRun: 4,
  /** A claimed message of a process that died goes back after this long; a living one hands over within seconds. */
  claimLeaseMs: 60_000,
  /** A message handed over and not settled is unknown after this long: longer than any provider's own time-out. */
  handLeaseMs: 180_000,
  /** While a provider works, how often an order to stop is looked for: no send begins more than 2 s after it. */
  watchMs: 700,
  /** How soon to look again for contacts whose events intake was still to read. */
  behindMs: 100,
} as const
