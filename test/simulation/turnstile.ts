import type { Instant } from '@snodo/base'
import type { SimulatedProcess } from './simulated-process.ts'
import { type Whereabouts, whereabouts } from './whereabouts.ts'

/** What goes wrong with one thing that reaches outside of a process. */
export type Mishap =
  /** The connection breaks, and nothing was done. */
  | 'lostBefore'
  /** It was done, and then the connection breaks: executed, but reported as failed. */
  | 'lostAfter'
  /** PostgreSQL says: somebody else was first, do it again. */
  | 'race'
  /** The process dies before, or after, the thing was done. */
  | 'diesBefore'
  | 'diesAfter'
  /** PostgreSQL goes down and comes back: every session of every process breaks where it stands. */
  | 'restart'

/** One thing that reaches outside of a process and waits for its turn: a statement, a hand-over, a request. */
export type Ticket = {
  process: SimulatedProcess
  what: string
  /** What its process is at there, and whether a timer called it. */
  deed: string
  timer: boolean
  at: Whereabouts | null
  /** A statement's session, as PostgreSQL knows it; null: no statement. */
  session: number | null
  /** It takes until then, by the clock that the run turns; absent: no time. */
  notBefore?: Instant
  /** Does it, with its mishap; gives what tells the outcome to whoever waits for it, because the order of telling is the driver's too. */
  letThrough(mishap: Mishap | null): Promise<() => void>
}

/**
 * All that reaches outside of any process waits here, and the driver lets one thing through at a time, in seeded order: that
 * makes several workers at once, and what happens in between, a matter of the seed alone.
 */
export class Turnstile {
  readonly waiting: Ticket[] = []

  enter(ticket: Omit<Ticket, 'deed' | 'timer' | 'at'>): void {
    const at = whereabouts.getStore()
    this.waiting.push({ ...ticket, deed: at?.deed ?? 'nothing', timer: at?.timer ?? false, at: at ?? null })
  }

  /** Whoever stands still there is taken for dead while nobody knows what it has done. */
  isWithProvider(process: SimulatedProcess): boolean {
    return this.waiting.some((one) => one.process === process && one.session === null && one.what !== 'connect')
  }

  /** What a dead process was about to do does not happen. */
  forget(process: SimulatedProcess): void {
    this.waiting.splice(0, this.waiting.length, ...this.waiting.filter((ticket) => ticket.process !== process))
  }
}

/** Waits until every process stands at the turnstile or has nothing to do: between tickets there is only pure thought. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
}
