/** `BENCH_SCALE=0.1` shrinks every figure to a tenth, for a quick look; `BENCH_ONLY=steps,events` measures only those. */
export const scale = Number(process.env.BENCH_SCALE ?? 1)
if (!(scale > 0 && scale <= 1)) throw new Error(`BENCH_SCALE must be above 0 and at most 1, got ${process.env.BENCH_SCALE}`)

const only = process.env.BENCH_ONLY?.split(',')
export const isAsked = (figure: string): boolean => only === undefined || only.includes(figure)

/** How large each figure is at full scale. */
export const sizes = {
  /** Contacts of the steps figure and of its bound. */
  stepContacts: scaled(200_000),
  /** One job a step is a hundred times slower: as few as give a steady number. */
  jobPerStepContacts: scaled(2_000),
  eventSeconds: scale < 1 ? 10 : 30,
  bareEventSeconds: scale < 1 ? 5 : 10,
  singleCallSeconds: scale < 1 ? 5 : 15,
  /** Idle system, one event at a time. */
  firstActions: scaled(200),
  drainContacts: scaled(1_000_000),
  /** Living enrollments beside which the cost of a step is compared. */
  standing: [scaled(10_000), scaled(1_000_000)],
  addedWorkerContacts: scaled(200_000),
  liveSeconds: scale < 1 ? 5 : 15,
} as const

function scaled(count: number): number {
  return Math.max(100, Math.round((count * scale) / 64) * 64)
}

/** Lane jobs of one mover at once: one waits for PostgreSQL while another thinks. */
export const movers = Number(process.env.BENCH_MOVERS ?? 4)
