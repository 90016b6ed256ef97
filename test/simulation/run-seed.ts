import { asError, isFault, type JsonObject, LANES, seededRandom, slotOf, TurnedClock } from '@snodo/base'
import { changeSettings, readCall } from '@snodo/engine'
import { type Chance, chanceOf } from './chance.ts'
import { type Broken, brokenAtRest, brokenNow, brokenOutside } from './checks.ts'
import { Crew, type Mishaps } from './crew.ts'
import { Calls, drawPeople } from './draw-calls.ts'
import { Flows } from './flows.ts'
import { MUTANTS, type MutantName } from './mutants.ts'
import { OutsideWorld } from './outside-world.ts'
import { makeDatabase, type SimulatedDatabase, type SimulationServer } from './simulated-database.ts'
import { type SimulatedProcess, startProcess } from './simulated-process.ts'
import { stillTimers } from './still-timers.ts'
import { tellJourneys } from './tell-journeys.ts'
import { Turnstile } from './turnstile.ts'

export type SeedOptions = {
  seed: number
  server: SimulationServer
  mutant?: MutantName
  /** Without mishaps, moods and anything beside each other: for what must come out alike however it is cut up. */
  calm?: boolean
  tripSize?: number
}

export type SeedReport = {
  seed: number
  broken: Broken[]
  counts: Crew['counts'] & { acknowledged: number; accepted: number; journeys: number }
  /** How often what happened, to see that a run is worth something. */
  kinds: Record<string, number>
  /** What happened, as text: the same for the same seed. */
  trace: string
  /** The journeys by what people would say of them, without ids. */
  journeys: string
}

const START = '2026-03-02T12:00:00Z'
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Long enough for every wait that has an end, short enough for loops of days. */
const AFTERMATH = 16 * DAY
const PROCESSES = 2

/** One seeded run of the real engine on a real database: a phase of work and mishaps, a phase of rest, and the invariants. */
export async function runSeed(options: SeedOptions): Promise<SeedReport> {
  const database = await makeDatabase(options.server)
  using _still = stillTimers()
  try {
    return await new Run(options, database).run()
  } finally {
    await database.drop()
  }
}

class Run {
  readonly #options: SeedOptions
  readonly #database: SimulatedDatabase
  readonly #clock = new TurnedClock(START)
  readonly #plan: Chance
  readonly #turnstile = new Turnstile()
  readonly #world: OutsideWorld
  readonly #crew: Crew
  readonly #calls: Calls
  readonly #flows: Flows
  readonly #lanes: readonly number[]
  readonly #mishaps: Mishaps
  readonly #acknowledged = new Set<string>()
  #unanswered: JsonObject[][] = []
  readonly #broken: Broken[] = []

  constructor(options: SeedOptions, database: SimulatedDatabase) {
    const { seed, mutant, calm } = options
    this.#options = options
    this.#database = database
    const chance = (what: string) => chanceOf(seededRandom(`${seed}/${what}`))
    this.#plan = chance('plan')
    this.#world = new OutsideWorld(chance('world'), this.#turnstile)
    this.#world.moody = !calm
    const people = drawPeople(chance('people'), 3 + this.#plan.int(6), 2 + this.#plan.int(2))
    this.#lanes = [...new Set(people.flatMap((one) => [one.userId, one.anonymousId]).map((name) => slotOf(name) % LANES))]
    this.#calls = new Calls(chance('calls'), people)
    this.#flows = new Flows(chance('flows'), calm === true)
    const often = calm ? 0 : this.#plan.pick([0, 0.002, 0.01])
    this.#mishaps = mishapsOf(often)
    const tripSize = options.tripSize ?? (calm ? undefined : this.#plan.pick([1, 2, 3, 10, 1000]))
    this.#crew = new Crew({
      turnstile: this.#turnstile,
      monitor: database.monitor,
      order: chance('order'),
      luck: chance('luck'),
      start: (generation) =>
        startProcess({
          name: `process-${generation}`,
          seed: String(seed),
          url: database.url,
          clock: this.#clock,
          turnstile: this.#turnstile,
          monitor: database.monitor,
          world: this.#world,
          mutant: mutant === undefined ? null : MUTANTS[mutant],
          tripSize,
          complain: (event, data) => this.#complain(event, data),
        }),
    })
  }

  async run(): Promise<SeedReport> {
    const { calm } = this.#options
    await this.#crew.hire(calm ? 1 : PROCESSES)
    await this.#deed('set up', async ({ engine }) => {
      await changeSettings(engine.context, {
        values: { sending: { mode: 'live' }, breaker: { perDay: 50 } },
        author: 'simulation',
      })
      await this.#flows.publishAll(engine.context)
    })
    try {
      const moments = calm ? 40 : 60 + this.#plan.int(60)
      for (let moment = 0; moment < moments; moment++) {
        if (calm) await this.#calmMoment()
        else await this.#moment()
        if (this.#plan.yes(0.05)) await this.#check(`in the middle, at moment ${moment}`)
      }
      await this.#aftermath()
    } catch (error) {
      if (!(error instanceof StopRun)) throw error
    }
    for (const process of this.#crew.processes) await process.kill()
    return this.#report()
  }

  /** Begins something, and lets some of what is under way happen: what is left stands in the middle of it. */
  async #moment(): Promise<void> {
    const most = this.#plan.pick([1, 1, 2, 3, 4])
    while (this.#crew.busy < most) this.#beginSomething()
    const steps = this.#plan.yes(0.4) ? Number.POSITIVE_INFINITY : 1 + this.#plan.int(40)
    for (let step = 0; step < steps && (await this.#crew.step(this.#mishaps)); step++);
    if (this.#plan.yes(0.3)) this.#clock.turnBy(this.#jump())
  }

  async #calmMoment(): Promise<void> {
    const what = this.#plan.weighted({ collect: 6, verb: 1, publish: 1 })
    if (what === 'collect')
      for (let burst = this.#plan.int(3); burst >= 0; burst--) await this.#collectAndWait(this.#calls.draw(this.#clock.now()))
    else if (what === 'verb') await this.#deed('verb', ({ engine }) => this.#flows.verb(engine.context))
    else await this.#deed('publish', ({ engine }) => this.#flows.edit(engine.context))
    // Now and then nobody moves for a while: what came and what fell due meanwhile are taken together.
    if (this.#plan.yes(0.3)) this.#clock.turnBy(this.#jump())
    else if (this.#plan.yes(0.5)) await this.#turnTo(this.#clock.now() + this.#jump())
    else if (this.#plan.yes(0.6)) await this.#settle()
  }

  #jump(): number {
    const [most] = [this.#plan.weighted({ minutes: 4, hours: 5, days: 1 })]
    return 1000 * Math.ceil(this.#plan.next() * ({ minutes: 40 * 60, hours: 20 * 3600, days: 3 * 86_400 } as const)[most])
  }

  #beginSomething(): void {
    const process = this.#plan.pick(this.#crew.processes)
    const what = this.#plan.weighted({
      collect: 8,
      move: 12,
      deliver: 7,
      act: 2,
      sweep: 1,
      merge: 2,
      publish: 1,
      verb: 0.8,
      again: 1,
    })
    const again = what === 'again' ? this.#unanswered.shift() : undefined
    if (what === 'collect' || what === 'again') this.#collect(process, again ?? this.#calls.draw(this.#clock.now()))
    else this.#crew.begin(what, process, () => this.#doIt(what, process))
  }

  #doIt(
    what: 'move' | 'deliver' | 'act' | 'sweep' | 'merge' | 'publish' | 'verb',
    { engine }: SimulatedProcess,
  ): Promise<unknown> {
    switch (what) {
      case 'publish':
        return this.#flows.edit(engine.context)
      case 'verb':
        return this.#flows.verb(engine.context)
      case 'sweep':
      case 'merge':
        return engine[what]()
      default:
        return engine[what](this.#plan.pick(this.#lanes))
    }
  }

  /** A client sends calls, and sends them again later where it was given no answer. */
  #collect(process: SimulatedProcess, calls: JsonObject[]): void {
    this.#unanswered.push(calls)
    this.#crew.begin('collect', process, async () => {
      const setting = { receivedAt: this.#clock.now(), keyKind: 'secret', newMessageId: () => 'none' } as const
      const collected = process.engine.collector.collect(calls.map((call) => readCall(call, setting)))
      // The answer of the drain is the answer of what it drains.
      const answer = await Promise.all([collected, process.engine.collector.drain()]).catch((error) => error)
      if (isFault(answer, 'COLLECTION_UNAVAILABLE')) return
      if (answer instanceof Error) throw answer
      this.#unanswered = this.#unanswered.filter((one) => one !== calls)
      for (const call of calls) this.#acknowledged.add(String(call.messageId))
    })
  }

  async #collectAndWait(calls: JsonObject[]): Promise<void> {
    this.#collect(this.#process, calls)
    await this.#crew.finish()
  }

  get #process(): SimulatedProcess {
    return this.#crew.processes[0]!
  }

  async #deed(name: string, work: (process: SimulatedProcess) => Promise<unknown>): Promise<void> {
    this.#crew.begin(name, this.#process, () => work(this.#process))
    await this.#crew.finish()
  }

  /** No more mishaps: those under way finish or die, what was not answered is sent again, and time passes until nothing is due. */
  async #aftermath(): Promise<void> {
    if (this.#plan.yes(0.5)) for (const process of [...this.#crew.processes]) await this.#crew.replace(process)
    await this.#crew.finish()
    this.#world.moody = false
    await this.#check('when the mishaps are over')
    for (const calls of this.#unanswered.splice(0)) await this.#collectAndWait(calls)
    await this.#deed('resume', ({ engine }) => this.#flows.resumeAll(engine.context))
    await this.#turnTo(this.#clock.now() + AFTERMATH)
    // What the last sweep took back is delivered.
    await this.#settle()
    await this.#check('at rest')
    this.#broken.push(...(await brokenAtRest(this.#database.monitor, this.#clock.now())))
    this.#broken.push(...(await brokenOutside(this.#database.monitor, this.#acknowledged, this.#world.accepted)))
    for (const { deed, error } of this.#crew.failures)
      this.#broken.push({ invariant: `a deed failed by itself: ${deed}`, rows: [asError(error).stack ?? String(error)] })
  }

  async #turnTo(target: number): Promise<void> {
    await this.#settle()
    for (let turns = 0; turns < 400; turns++) {
      const due = await this.#nextDue()
      if (due === null || due > target) break
      this.#clock.turnTo(Math.max(due, this.#clock.now()))
      await this.#settle()
    }
    this.#clock.turnTo(target)
    await this.#settle()
  }

  /** One thing after the other until nothing is left to do at the present instant. */
  async #settle(): Promise<void> {
    for (let round = 0; round < 40; round++) {
      const work = await this.#workLeft()
      let did = 0
      for (const { what, lane } of work)
        await this.#deed(what, async ({ engine }) => {
          // A merge may have to wait for a message that is with a provider; everything else can be done when it is there to do.
          did += what === 'merge' ? await engine.merge() : 1
          if (what !== 'merge') await (what === 'sweep' ? engine.sweep() : engine[what](lane))
        })
      if (did === 0) return
    }
    this.#broken.push({ invariant: 'the engine comes to rest', rows: await this.#workLeft() })
    throw new StopRun()
  }

  async #workLeft(): Promise<{ what: 'move' | 'deliver' | 'act' | 'sweep' | 'merge'; lane: number }[]> {
    const now = this.#clock.now()
    const { rows } = await this.#database.monitor.query<{ what: 'move' | 'deliver' | 'act' | 'sweep' | 'merge'; lane: number }>(
      /* sql */ `select distinct 'merge' as what, 0 as lane from merge_requests where done_at is null
      union select 'sweep', 0 from messages where state = 'claimed' and claimed_at < $2 or state = 'handed' and claimed_at < $3
      union select 'move', lane from inbox
      union select case e.state when 'active' then 'move' else 'act' end, e.lane from enrollments e join flows f on f.id = e.flow_id
        where e.state in ('active', 'acting') and e.next_at <= $1 and f.state <> 'paused'
      union select 'deliver', m.lane from messages m join flows f on f.id = m.flow_id
        where m.state = 'due' and m.due_at <= $1 and f.state <> 'paused'
      order by what desc, lane`,
      [now, now - 60_000, now - 180_000].map((at) => new Date(at)),
    )
    return rows
  }

  async #nextDue(): Promise<number | null> {
    const { rows } = await this.#database.monitor.query<{ at: number | null }>(
      /* sql */ `select min(at) as at from (
        select min(next_at) as at from enrollments e join flows f on f.id = e.flow_id
          where e.state in ('active', 'acting') and f.state <> 'paused'
        union all select min(due_at) from messages m join flows f on f.id = m.flow_id where m.state = 'due' and f.state <> 'paused'
        union all select min(claimed_at) + interval '181 s' from messages where state in ('claimed', 'handed')) d`,
    )
    return rows[0]?.at ?? null
  }

  async #check(when: string): Promise<void> {
    for (const { invariant, rows } of await brokenNow(this.#database.monitor))
      this.#broken.push({ invariant: `${invariant}, ${when}`, rows })
    if (this.#broken.length > 0) throw new StopRun()
  }

  /** What the engine logs as an error is one, unless the simulation made it. */
  #complain(event: string, data: unknown): void {
    if (event === 'collect.failed' || event === 'merge.failed') return
    this.#broken.push({ invariant: `the engine complains: ${event}`, rows: [data] })
  }

  async #report(): Promise<SeedReport> {
    const told = await tellJourneys(this.#database.monitor)
    return {
      seed: this.#options.seed,
      broken: this.#broken,
      counts: {
        ...this.#crew.counts,
        acknowledged: this.#acknowledged.size,
        accepted: this.#world.accepted.length,
        journeys: told.count,
      },
      kinds: told.kinds,
      trace: `${told.trace}\n${JSON.stringify(this.#world.accepted)}\n${JSON.stringify(this.#crew.counts)}`,
      journeys: told.journeys,
    }
  }
}

/** `often` is the share of statements that something happens to; whatever talks to others than PostgreSQL dies more readily. */
function mishapsOf(often: number): Mishaps {
  const statement = {
    none: 1 - 3 * often,
    lostBefore: often,
    lostAfter: often,
    race: often / 3,
    diesBefore: often / 3,
    diesAfter: often / 3,
  }
  const outside = { none: 1 - 20 * often, diesBefore: 10 * often, diesAfter: 10 * often }
  return ({ session, what }) => (session !== null || what === 'connect' ? statement : outside)
}

/** Something is broken already: what comes after says nothing new. */
class StopRun extends Error {}
