import { createHash } from 'node:crypto'
import { asError, LANES, seededRandom, slotOf, TurnedClock } from '@snodo/base'
import { addCoupons, changeSettings } from '@snodo/engine'
import { AwaitPoints } from './await-points.ts'
import { type Chance, chanceOf } from './chance.ts'
import { type Broken, brokenAtRest, brokenNow, brokenOutside, type RunKind } from './checks.ts'
import { Clients } from './clients.ts'
import { comeToRest, type Rest, restUntil } from './come-to-rest.ts'
import { Crew } from './crew.ts'
import { dramaOf, playDrama } from './drama.ts'
import { Calls, drawPeople } from './draw-calls.ts'
import { type DrawnCap, deedWeights, drawCaps, drawJump, drawSkew } from './draw-deed.ts'
import { Exercised } from './exercised.ts'
import { FlowOrders } from './flow-orders.ts'
import { Flows } from './flows.ts'
import { INJECTED } from './gated-pool.ts'
import { luckOf } from './luck.ts'
import { MUTANTS } from './mutants.ts'
import { OrderBook } from './order-book.ts'
import { OutsideWorld } from './outside-world.ts'
import { changedTotals, erasePerson, tracesOf } from './people.ts'
import type { Deed, SeedOptions, SeedReport } from './seed-report.ts'
import type { SimulatedDatabase } from './simulated-database.ts'
import { type SimulatedProcess, startProcess } from './simulated-process.ts'
import { SimulatedTimers } from './simulated-timers.ts'
import { tellJourneys } from './tell-journeys.ts'
import { tellStory } from './tell-story.ts'
import { Turnstile } from './turnstile.ts'
import { lanesFor } from './what-is-left.ts'

const START = '2026-03-02T12:00:00Z'
const DAY = 86_400_000
const PROCESSES = 2
const FENCE_MS = 30_000
/** A poison is met a handful of times until it is alone, and few are in a run. */
const MOST_POISON = 300

/** One seeded run of the real engine on a real database: a phase of work and mishaps, a phase of rest, and the invariants. */
export async function runSeed(options: SeedOptions): Promise<SeedReport> {
  await options.database.clear()
  return await new Run(options).run()
}

class Run {
  readonly #options: SeedOptions
  readonly #database: SimulatedDatabase
  readonly #clock = new TurnedClock(START)
  readonly #plan: Chance
  readonly #turnstile = new Turnstile()
  readonly #timers = new SimulatedTimers()
  readonly #book = new OrderBook()
  readonly #exercised = new Exercised()
  readonly #points: AwaitPoints
  readonly #world: OutsideWorld
  readonly #crew: Crew
  readonly #calls: Calls
  readonly #clients: Clients
  readonly #flows: Flows
  readonly #orders: FlowOrders
  readonly #lanes: readonly number[]
  readonly #mishaps: Parameters<Crew['step']>[0]
  readonly #kind: RunKind
  /** Some runs have clocks that go wrong, and some have orders about single journeys in them. */
  readonly #skewed: boolean
  /** Some calls can be kept as events and not be carried out. */
  readonly #poisoned: boolean
  #poisonMet = 0
  readonly #broken: Broken[] = []

  constructor(options: SeedOptions) {
    const { seed, mutant, calm = false, database } = options
    this.#options = options
    this.#database = database
    const chance = (what: string) => chanceOf(seededRandom(`${seed}/${what}`))
    this.#plan = chance('plan')
    this.#points = new AwaitPoints(seed)
    const people = drawPeople(chance('people'), 3 + this.#plan.int(5), 2 + this.#plan.int(2))
    this.#lanes = [...new Set(people.flatMap((one) => [one.userId, one.anonymousId]).map((name) => slotOf(name) % LANES))]
    this.#kind = { ordered: !calm && this.#plan.yes(0.45), erased: false, inTime: true, cap: null }
    this.#poisoned = !calm && this.#plan.yes(0.3)
    this.#skewed = !calm && this.#plan.yes(0.3)
    this.#kind.inTime = !this.#skewed
    this.#calls = new Calls(chance('calls'), people, this.#poisoned ? 0.05 : 0)
    this.#flows = new Flows(chance('flows'), this.#book, calm, this.#kind.ordered, this.#exercised)
    this.#orders = new FlowOrders({
      chance: chance('orders'),
      flows: this.#flows,
      book: this.#book,
      exercised: this.#exercised,
      now: () => this.#clock.now(),
    })
    this.#world = new OutsideWorld({
      chance: chance('world'),
      turnstile: this.#turnstile,
      orders: this.#book,
      clock: this.#clock,
      exercised: this.#exercised,
      flowOf: (name) => this.#flows.idOf(name),
    })
    this.#world.moody = !calm
    this.#mishaps = luckOf(chance('luck'), calm ? 0 : this.#plan.pick([0, 0.002, 0.01]), calm ? null : this.#points, (deed) =>
      this.#world.hasHeard(deed),
    )
    const tripSize = options.tripSize ?? (calm ? undefined : this.#plan.pick([1, 2, 3, 10, 1000]))
    this.#crew = new Crew({
      turnstile: this.#turnstile,
      monitor: database.monitor,
      order: chance('order'),
      exercised: this.#exercised,
      now: () => this.#clock.now(),
      turnTo: (at) => this.#turnBy(at - this.#clock.now()),
      ended: (deed) => this.#world.ended(deed),
      start: (generation) =>
        startProcess({
          name: `process-${generation}`,
          seed: String(seed),
          clock: this.#clock,
          timers: this.#timers,
          turnstile: this.#turnstile,
          sessions: database.sessions,
          world: this.#world,
          mutant: mutant === undefined ? null : MUTANTS[mutant],
          tripSize,
          complain: (event, data) => this.#complain(event, data),
        }),
    })
    this.#caps = drawCaps(this.#plan)
    this.#kind.cap = this.#caps[0]?.most ?? null
    this.#clients = new Clients({ crew: this.#crew, calls: this.#calls, clock: this.#clock })
  }

  readonly #caps: readonly DrawnCap[]

  async run(): Promise<SeedReport> {
    const { calm } = this.#options
    await this.#crew.hire(calm ? 1 : PROCESSES)
    await this.#deed('set up', async ({ engine }) => {
      await changeSettings(engine.context, {
        values: {
          sending: { mode: 'live' },
          breaker: { perDay: 50, repeats: null },
          caps: calm ? [] : this.#caps,
          doubleOptIn: { email: !calm && this.#plan.yes(0.2) },
        },
        author: 'simulation',
      })
      await addCoupons(engine.context, {
        pool: 'spring',
        codes: Array.from({ length: 40 }, (_, n) => `SPRING${n}`),
        author: 'simulation',
      })
      await this.#flows.publishAll(engine.context)
    })
    if (!calm) await this.#overture()
    try {
      const moments = calm ? 25 : this.#plan.pick([8, 10, 14, 20])
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
    return this.#report(this.#broken.length === 0 ? '' : await tellStory(this.#database.monitor, this.#broken))
  }

  /** People say who they are, and mostly some of them are on their way before anything goes wrong. */
  async #overture(): Promise<void> {
    this.#clients.introduce(this.#process)
    for (let burst = this.#plan.int(4); burst > 0; burst--) this.#clients.send(this.#process)
    await this.#crew.finish()
    if (this.#plan.yes(0.8)) await this.#settle()
    const drama = dramaOf(this.#options.seed)
    if (drama !== null) await this.#play(drama)
  }

  async #play(drama: NonNullable<ReturnType<typeof dramaOf>>): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await this.#clients.sendAndWait(this.#process)
      for (const lane of this.#lanes) await this.#deed('move', ({ engine }) => engine.move(lane))
    }
    const [crew, turnstile, world, flows, book] = [this.#crew, this.#turnstile, this.#world, this.#flows, this.#book]
    const [exercised, turnBy] = [this.#exercised, (ms: number) => this.#turnBy(ms)]
    const stage = { crew, turnstile, world, flows, book, exercised, now: () => this.#clock.now(), turnBy }
    world.moody = false
    for (const lane of await lanesFor(this.#database.monitor, 'deliver', this.#clock.now())) await playDrama(drama, stage, lane)
    world.moody = true
  }

  /** Begins something, and lets some of what is under way happen: what is left stands in the middle of it. */
  async #moment(): Promise<void> {
    const most = this.#plan.pick([1, 1, 2, 3, 4])
    while (this.#crew.busy < most && this.#crew.processes.some(({ frozen }) => !frozen)) await this.#beginSomething()
    const steps = this.#plan.yes(0.4) ? Number.POSITIVE_INFINITY : 1 + this.#plan.int(40)
    for (let step = 0; step < steps && (await this.#crew.step(this.#mishaps)); step++);
    if (this.#plan.yes(0.3)) await this.#turnBy(drawJump(this.#plan))
    // Now and then all is done that there is to do: whoever came in stands somewhere, for what comes next.
    if (this.#plan.yes(0.15) && this.#crew.processes.every(({ frozen }) => !frozen)) {
      await this.#crew.finish(this.#mishaps)
      await this.#settle()
    }
    // A machine stands still, for as long as others may take for its death, and goes on where it was.
    for (const process of this.#crew.processes)
      if (this.#plan.yes(process.frozen ? 0.4 : this.#turnstile.isWithProvider(process) ? 0.3 : 0.03)) {
        process.frozen = !process.frozen
        this.#exercised.note(process.frozen ? 'machine stands still' : 'machine goes on')
      }
    if (this.#skewed && this.#plan.yes(0.3)) {
      const process = this.#plan.pick(this.#crew.processes)
      process.skew = drawSkew(this.#plan)
      this.#exercised.note('machine has a wrong clock')
    }
  }

  async #calmMoment(): Promise<void> {
    const what = this.#plan.weighted({ collect: 6, verb: 1, publish: 1 })
    if (what === 'collect')
      for (let burst = this.#plan.int(3); burst >= 0; burst--) await this.#clients.sendAndWait(this.#process)
    else
      await this.#deed(what, ({ engine }) =>
        what === 'verb' ? this.#orders.verb(engine.context) : this.#flows.edit(engine.context),
      )
    // Now and then nobody moves for a while: what came and what fell due meanwhile are taken together.
    if (this.#plan.yes(0.3)) this.#clock.turnBy(drawJump(this.#plan))
    else if (this.#plan.yes(0.5)) await this.#turnTo(this.#clock.now() + drawJump(this.#plan))
    else if (this.#plan.yes(0.6)) await this.#settle()
  }

  async #turnBy(ms: number): Promise<void> {
    this.#clock.turnBy(ms)
    this.#timers.elapse(ms)
    // PostgreSQL ends the transactions of whoever stands still, or its lanes would stand still with it.
    if (ms > FENCE_MS) for (const process of this.#crew.processes) if (process.frozen) await this.#crew.endSessions(process)
    await this.#crew.hurry()
  }

  async #beginSomething(): Promise<void> {
    const process = this.#plan.pick(this.#crew.processes.filter(({ frozen }) => !frozen))
    const what = this.#plan.weighted(deedWeights(this.#kind.ordered, this.#crew.found))
    if (what === 'collect') this.#clients.send(process)
    else if (what === 'again') {
      this.#exercised.note('deed again')
      this.#clients.sendAgain(process)
    } else {
      const lane = await this.#laneFor(what)
      this.#crew.begin(what, process, () => this.#doIt(what, process, lane))
    }
  }

  async #laneFor(what: Deed): Promise<number> {
    const lanes = await lanesFor(this.#database.monitor, what, this.#clock.now())
    return lanes.length > 0 && this.#plan.yes(0.8) ? this.#plan.pick(lanes) : this.#plan.pick(this.#lanes)
  }

  #doIt(what: Deed, process: SimulatedProcess, lane: number): Promise<unknown> {
    const { engine } = process
    switch (what) {
      case 'publish':
        return this.#flows.edit(engine.context)
      case 'rollBack':
        return this.#flows.rollBack(engine.context)
      case 'verb':
      case 'order':
      case 'sending':
        return this.#orders[what](engine.context)
      case 'erase':
        return this.#erase(engine)
      case 'move':
      case 'deliver':
      case 'act':
        return engine[what](lane)
      case 'takeBack':
        return this.#crew.takeBack(process)
      default:
        return engine[what]()
    }
  }

  async #erase(engine: SimulatedProcess['engine']): Promise<void> {
    const person = this.#calls.retire()
    if (person === null) return
    this.#kind.erased = true
    await erasePerson(engine.context, person)
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
    for (const process of this.#crew.processes) process.frozen = false
    if (this.#plan.yes(0.5)) for (const process of [...this.#crew.processes]) await this.#crew.replace(process)
    await this.#crew.finish()
    for (const process of this.#crew.processes) process.skew = 0
    await this.#settle()
    await this.#turnTo(this.#clock.now() + this.#plan.pick([0, 1, 6]) * 3_600_000)
    if (this.#plan.yes(0.5)) await this.#deed('takeBack', (process) => this.#crew.takeBack(process))
    this.#world.moody = false
    await this.#check('when the mishaps are over')
    await this.#clients.sendRest(this.#process)
    // What was ordered is done first: nobody can order anything else about the flow before.
    for (let round = 0; round < 2; round++) {
      await this.#settle()
      await this.#deed('resume', ({ engine }) => this.#orders.letGoOn(engine.context))
    }
    await this.#settle()
    await this.#eraseRest()
    await this.#deed('begin', ({ engine }) => engine.begin())
    await this.#turnTo(this.#clock.now() + this.#plan.pick([1, 2, 5]) * DAY)
    // What the last sweep took back is delivered.
    await this.#settle()
    await this.#check('at rest')
    const { monitor } = this.#database
    this.#broken.push(...(await brokenAtRest(monitor, this.#clock.now())))
    this.#broken.push(...(await brokenOutside(monitor, this.#clients.acknowledged(), this.#world, this.#kind)))
    for (const person of this.#calls.gone) this.#broken.push(...(await tracesOf(monitor, person)))
    for (const { deed, error } of this.#crew.failures)
      this.#broken.push({ invariant: `a deed failed by itself: ${deed}`, rows: [asError(error).stack ?? String(error)] })
  }

  async #eraseRest(): Promise<void> {
    const { monitor } = this.#database
    for (const person of this.#calls.gone) {
      const erase = () => this.#deed('erase', ({ engine }) => erasePerson(engine.context, person))
      this.#broken.push(...(await changedTotals(monitor, erase)))
    }
  }

  #turnTo(target: number): Promise<void> {
    return restUntil(this.#rest, target)
  }

  #settle(): Promise<void> {
    return comeToRest(this.#rest)
  }

  get #rest(): Rest {
    return {
      monitor: this.#database.monitor,
      clock: this.#clock,
      upkeep: (work) => this.#deed('upkeep', ({ engine }) => work(engine)),
      mayGoOn: () => this.#poisonMet <= MOST_POISON || this.#stop('I5 a poison is set aside and not met again and again'),
      neverRests: () => this.#stop('the engine comes to rest'),
    }
  }

  #stop(invariant: string): never {
    this.#broken.push({ invariant, rows: [] })
    throw new StopRun()
  }

  async #check(when: string): Promise<void> {
    for (const { invariant, rows } of await brokenNow(this.#database.monitor, this.#kind, this.#clock.now()))
      this.#broken.push({ invariant: `${invariant}, ${when}`, rows })
    if (this.#broken.length > 0) throw new StopRun()
  }

  /** What the engine logs as an error is one, unless the simulation made it. */
  #complain(event: string, data: unknown): void {
    if (event === 'move.poison') this.#poisonMet += 1
    if (event === 'collect.failed' || event === 'merge.failed' || (event === 'move.poison' && this.#poisoned)) return
    if (JSON.stringify(data).includes(INJECTED)) return
    this.#broken.push({ invariant: `the engine complains: ${event}`, rows: [data] })
  }

  async #report(story: string): Promise<SeedReport> {
    const told = await tellJourneys(this.#database.monitor)
    const trace = `${told.trace}\n${JSON.stringify(this.#world.accepted)}\n${JSON.stringify(this.#crew.counts)}`
    return {
      seed: this.#options.seed,
      broken: this.#broken,
      story,
      kinds: { ...this.#exercised.counts, ...told.kinds },
      counts: {
        ...this.#crew.counts,
        acknowledged: this.#clients.answered,
        accepted: this.#world.accepted.length,
        journeys: told.count,
        erased: this.#calls.gone.length,
      },
      trace,
      digest: createHash('sha256').update(trace).digest('hex').slice(0, 16),
      journeys: told.journeys,
      points: this.#points.counts,
    }
  }
}

/** Something is broken already: what comes after says nothing new. */
class StopRun extends Error {}
