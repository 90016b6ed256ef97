import type { Instant } from '@snodo/base'
import type { Pool } from '@snodo/database'
import type { Chance } from './chance.ts'
import type { Exercised } from './exercised.ts'
import { Injected } from './gated-pool.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import { type Mishap, quiet, type Ticket, type Turnstile } from './turnstile.ts'
import { type Whereabouts, whereabouts } from './whereabouts.ts'

/** A statement on its way to PostgreSQL, which may have to wait there for a lock. */
type Underway = { ticket: Ticket; done: Promise<true>; tell: (() => void) | null }

/** What goes wrong with one ticket; null: nothing. */
export type Mishaps = (ticket: Ticket) => Mishap | null

const none: Mishaps = () => null

/**
 * The processes and what they are at. Deeds begun run beside each other; one step lets one of the things they wait for happen. A
 * statement that waits for a lock is left waiting until whoever holds it lets go.
 */
export class Crew {
  readonly processes: SimulatedProcess[] = []
  readonly counts = { deeds: 0, statements: 0, mishaps: 0, deaths: 0, restarts: 0, lockWaits: 0 }
  /** What deeds failed with, that nobody had planted. */
  readonly failures: { deed: string; error: unknown }[] = []
  /** What was found dead, or stood still for too long, and of which nobody has taken back yet what it held. */
  #found: string[] = []
  /** Something a process has been set to do: move a lane, collect a batch, pause a flow. */
  readonly #deeds = new Set<Whereabouts>()
  #blocked: Underway[] = []
  readonly #turnstile: Turnstile
  readonly #monitor: Pool
  readonly #order: Chance
  readonly #start: (generation: number) => Promise<SimulatedProcess>
  readonly #now: () => Instant
  readonly #turnTo: (at: Instant) => Promise<void>
  readonly #ended: (deed: Whereabouts) => void
  readonly #exercised: Exercised
  #generation = 0

  constructor(given: {
    turnstile: Turnstile
    monitor: Pool
    order: Chance
    start: (generation: number) => Promise<SimulatedProcess>
    now: () => Instant
    /** Lets time go by until what takes its time is over. */
    turnTo: (at: Instant) => Promise<void>
    /** Told of deeds that came to an end in a process that lives. */
    ended: (deed: Whereabouts) => void
    exercised: Exercised
  }) {
    this.#turnstile = given.turnstile
    this.#monitor = given.monitor
    this.#order = given.order
    this.#start = given.start
    this.#now = given.now
    this.#turnTo = given.turnTo
    this.#ended = given.ended
    this.#exercised = given.exercised
  }

  async hire(count: number): Promise<void> {
    while (this.processes.length < count) this.processes.push(await this.#start(++this.#generation))
  }

  get busy(): number {
    return this.#deeds.size
  }

  begin(name: string, process: SimulatedProcess, work: () => Promise<unknown>): void {
    const deed: Whereabouts = { deed: name, process, timer: false }
    this.#deeds.add(deed)
    this.counts.deeds += 1
    this.#exercised.note(`deed ${name}`)
    const over = () => {
      this.#deeds.delete(deed)
      if (process.alive && !process.doubtful) this.#ended(deed)
    }
    whereabouts.run(deed, work).then(over, (error) => {
      over()
      if (!(error instanceof Injected) && process.alive) this.failures.push({ deed: name, error })
    })
  }

  /** Lets one thing happen. False where nobody waits for anything. */
  async step(mishaps: Mishaps): Promise<boolean> {
    await quiet()
    const { waiting } = this.#turnstile
    const now = this.#now()
    const able = waiting.filter(({ process, notBefore }) => !process.frozen && (notBefore === undefined || notBefore <= now))
    if (able.length === 0) return false
    const ticket = this.#order.pick(able)
    waiting.splice(waiting.indexOf(ticket), 1)
    await this.#happen(ticket, mishaps(ticket))
    await this.#wake()
    return true
  }

  /** Lets one thing of one process happen. */
  async stepOf(process: SimulatedProcess): Promise<boolean> {
    await quiet()
    const { waiting } = this.#turnstile
    const at = waiting.findIndex((ticket) => ticket.process === process)
    if (at < 0) return false
    const [ticket] = waiting.splice(at, 1) as [Ticket]
    await this.#happen(ticket, null)
    await this.#wake()
    return true
  }

  /** A deed from its beginning to its end, while the others stand where they are. */
  async carryOut(name: string, process: SimulatedProcess, work: () => Promise<unknown>): Promise<void> {
    this.begin(name, process, work)
    while (await this.stepOf(process));
  }

  /** What timers have called goes before everything else: it is what happened while a jump of the clock went by. */
  async hurry(): Promise<void> {
    for (;;) {
      await quiet()
      const { waiting } = this.#turnstile
      const at = waiting.findIndex((ticket) => ticket.timer)
      if (at < 0) return
      const [ticket] = waiting.splice(at, 1) as [Ticket]
      await this.#happen(ticket, null)
    }
  }

  /** Until all that was begun is over. */
  async finish(mishaps = none): Promise<void> {
    for (;;) {
      if (await this.step(mishaps)) continue
      if (this.#deeds.size === 0) return
      const late = this.#turnstile.waiting.flatMap(({ notBefore }) => notBefore ?? [])
      if (late.length > 0) {
        await this.#turnTo(Math.min(...late))
        continue
      }
      if (this.#blocked.length === 0)
        throw new Error(`they wait for nothing: ${[...this.#deeds].map(({ deed }) => deed).join(', ')}`)
      await this.#wake()
    }
  }

  async #happen(ticket: Ticket, mishap: Mishap | null): Promise<void> {
    const { process } = ticket
    this.counts.statements += 1
    if (mishap !== null) {
      this.counts.mishaps += 1
      this.#exercised.note(`mishap ${mishap}`)
    }
    if (mishap === 'restart') {
      this.counts.restarts += 1
      for (const each of this.processes) await each.loseSessions()
    }
    if (mishap === 'diesBefore') return this.replace(process)
    if (mishap === 'diesAfter') {
      process.alive = false
      await this.#await(ticket, ticket.letThrough(null))
      return this.replace(process)
    }
    await this.#await(ticket, ticket.letThrough(mishap))
  }

  async replace(process: SimulatedProcess): Promise<void> {
    this.counts.deaths += 1
    for (const deed of this.#deeds) if (deed.process === process) this.#deeds.delete(deed)
    await process.kill()
    this.#found.push(process.name)
    this.processes.splice(this.processes.indexOf(process), 1, await this.#start(++this.#generation))
  }

  /** How many there are whose work is to be taken back. */
  get found(): number {
    return this.#found.length
  }

  /** Others end the sessions of whoever stands still for too long, and take it for dead. */
  async endSessions(process: SimulatedProcess): Promise<void> {
    this.#exercised.note('machine lost its sessions')
    process.doubtful = true
    await process.loseSessions()
    this.#found.push(process.name)
  }

  /** What was found of the dead is taken back at once; again, if whoever did it died over it. */
  async takeBack({ engine }: SimulatedProcess): Promise<void> {
    const found = [...this.#found]
    await engine.takeBack(found)
    this.#found = this.#found.filter((name) => !found.includes(name))
  }

  async #await(ticket: Ticket, work: Promise<() => void>): Promise<void> {
    const one: Underway = { ticket, tell: null, done: Promise.resolve(true) }
    one.done = work.then((tell): true => {
      one.tell = tell
      return true
    })
    if (await this.#waitsForALock(one)) {
      this.counts.lockWaits += 1
      this.#blocked.push(one)
    } else await this.#tell(one)
  }

  /** One after the other, each with time to think: what they do next must not depend on whose answer was quicker. */
  async #tell({ ticket, tell }: Underway): Promise<void> {
    if (ticket.process.alive) tell?.()
    await quiet()
  }

  /** Resolves once the statement is done (false), or is known to wait for somebody else's lock (true). */
  async #waitsForALock(one: Underway): Promise<boolean> {
    for (;;) {
      const waited = Promise.withResolvers<false>()
      const timer = setTimeout(() => waited.resolve(false), 10)
      const done = await Promise.race([one.done, waited.promise])
      clearTimeout(timer)
      if (done) return false
      if (one.ticket.session === null) continue
      const { rows } = await this.#monitor.query<{ waits: boolean }>(
        /* sql */ `select cardinality(pg_blocking_pids($1)) > 0 as waits`,
        [one.ticket.session],
      )
      if (rows[0]?.waits === true && one.tell === null) return true
    }
  }

  async #wake(): Promise<void> {
    const before = this.#blocked
    this.#blocked = []
    for (const one of before) {
      if (await this.#waitsForALock(one)) this.#blocked.push(one)
      else await this.#tell(one)
    }
  }
}
