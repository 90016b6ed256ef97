/** Bounds of collection, each with its reason. */
export const collectLimits = {
  /** One call: Segment's clients refuse more by themselves. */
  callBytes: 32 * 1024,
  /** One batch as sent: Segment's clients stop at 480 to 500 KB. */
  batchBytes: 500 * 1024,
  /** Calls in one batch: 500 KB of the smallest calls there are. */
  batchCalls: 10_000,
  /** A name longer than this is data, not a name. */
  eventName: 200,
  /** User, anonymous, group and message ids. Segment says 100; longer ones exist. */
  idText: 255,
  /** What is kept of a call that was refused. */
  deadLetterText: 4_096,
  /** How long calls are gathered before they are committed together. */
  gatherMs: 3,
  /** Calls of one commit: larger ones hold the reply of the first for longer without costing less. */
  flushCalls: 1_500,
  /** Commits under way at once: one computes while the other waits for the disk. */
  flushesInFlight: 2,
  /** From how many calls on a commit is begun beside another: a commit of one costs as much as forty calls of a large one. */
  besideCalls: 250,
  /** Calls waiting for a commit; beyond it callers are told to come back. About half a second of work. */
  waitingCalls: 20_000,
  /** Bodies that are being read, or whose calls wait for their commit, together: what a flood may take of memory, a few times over when parsed. */
  bodyBytes: 24 * 1024 * 1024,
  /** What callers are told when there is no room, or no database. */
  retryAfterSeconds: 2,
  /** Commits that look for repeated message ids first after one has met some: repetitions come in bursts. */
  waryCommits: 200,
  /** How often one commit is tried when another one created the same person or message in the same moment. */
  attempts: 6,
} as const
