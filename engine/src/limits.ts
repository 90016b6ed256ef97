/** Every bound of the engine, with its reason. */
export const limits = {
  /** Inbox rows and ready enrollments of one trip: beyond 1,000 the statements gain nothing and the lane's lock is held longer. */
  tripSize: 1_000,
  /** Trips one run makes before it gives its place to another lane, if time does not end it before. */
  tripsPerRun: 20,
  /** A run begins no trip after this: whoever has more to do stands in line again, and what has just come in gets a place soon. */
  runMs: 50,
  /** Calls of one parcel: a few of them fill a trip, and what stands before one that is too large for a trip's rest is not much. */
  parcelCalls: 250,
  /** Events of one contact handled in one trip; the rest wait for the next, so one busy contact cannot hold its lane. */
  eventsPerContactPerTrip: 32,
  /** Nodes an enrollment passes in one trip; then it comes to rest as ready, and its neighbours get their turn. */
  stepsPerTrip: 100,
  /** Visits of one enrollment in all. A loop with a wait may run for years; one without cannot be published, and this guards the rest. */
  visitsPerEnrollment: 10_000,
  /**
   * Entries of one contact into one flow within a minute that the engine's own doings may bring about: flows that enter each other,
   * or begin on what they change themselves, would go round for ever. What people do has no such limit.
   */
  ownEntriesPerMinute: 20,
  /** Contacts that are put on a list or tagged at once, or read for an export: one reply of a second or two. */
  contactsMarkedAtOnce: 1_000,
  /** How far is counted before something is done to many contacts; beyond it one is told that there are more. */
  contactsCounted: 100_000,
  /** Compiled versions kept in memory. */
  compiledVersions: 2_000,
  /** Contacts of one enroll request. */
  enrollBatch: 100_000,
  /** Rows a command touches in one transaction under a lane's lock. */
  commandChunk: 5_000,
  /** Lanes an order goes through in one transaction where little is to be done; all of them are locked meanwhile. */
  orderLanes: 8,
  /** How long an order is carried out before its placer is answered; upkeep goes on with what is left, and tells how far it is. */
  orderReplyMs: 8_000,
  /** How long one beat of upkeep works at orders: its other duties come round every five seconds. */
  orderUpkeepMs: 3_000,
  /** Tries in a row an order may fail before it is given up, in sight. */
  orderTries: 5,
  /** Requests to one draft told at once to an editor that catches up; who was away longer asks again. */
  draftEditsTold: 200,
  /** Errors told with the refusal to publish; the check tells them all. */
  findingsTold: 100,
  /** Events of a real contact that a dry run looks back on. */
  dryRunHistory: 5_000,
  /** When an enrollment that cannot be walked here (a node type is missing, a merge is under way) is looked at again. */
  cannotWalkRetryMs: 60_000,
} as const

/** How long a look at the invariants may take: it keeps a snapshot, for which PostgreSQL keeps rows that are gone. */
export const CHECK_BOUNDS = {
  lane: { statementMs: 10_000, allMs: 30_000 },
  all: { statementMs: 300_000, allMs: 900_000 },
} as const
