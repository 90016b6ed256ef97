import { createHmac } from 'node:crypto'
import type { Predicate, Reaction, Verdict } from '@snodo/audience'
import { assert, type Instant, type JsonObject, type Random, seededRandom } from '@snodo/base'
import type { Because, DecideStep, Effects, Intent, Outcome, StepContact, StepView } from './node-type.ts'

/** The plain part of a step, as the engine, the dry run or a test lays it out. */
export type StepValues<Config> = Omit<StepView<Config>, 'fill'> & {
  enteredAt: Instant
  now: Instant
  zone: { id: string; from: 'contact' | 'flow' | 'workspace' }
}

/** What a step asks of the world it walks in. One object serves a whole enrollment; it is never called by node code directly. */
export type StepWorld = {
  share(split: string): number
  passedAt(node: string): Instant | null
  holds(predicate: Predicate): Verdict
  reaction(node: string, reaction: Reaction): Verdict
  couponStock(pool: string): number
  /** By how long reports of this event usually come late, in milliseconds; absent: by nothing. */
  usualDelay?(event: string): number
  /** Fills the Liquid fields of a text in for this contact; throws a coded fault on a broken template. */
  fill?(template: string): string
  /** The installation's secret, under which digests are made. */
  secret: string
}

/**
 * The step a `decide` node sees. Made for every contact at every node, hundreds of thousands a second: so a class with its
 * deeds on the prototype, the values copied by reference and no closure per step; the random source is made when first drawn.
 */
export function makeDecideStep<Config>(values: StepValues<Config>, world: StepWorld): DecideStep<Config> {
  return new WalkedStep(values, world)
}

class WalkedStep<Config> implements DecideStep<Config> {
  readonly key: string
  readonly node: string
  readonly visit: number
  readonly config: Config
  readonly contact: StepContact
  readonly entry: StepView<Config>['entry']
  readonly vars: Readonly<JsonObject>
  readonly enteredAt: Instant
  readonly now: Instant
  readonly zone: StepValues<Config>['zone']
  readonly #world: StepWorld
  #random: Random | null = null

  constructor(values: StepValues<Config>, world: StepWorld) {
    this.key = values.key
    this.node = values.node
    this.visit = values.visit
    this.config = values.config
    this.contact = values.contact
    this.entry = values.entry
    this.vars = values.vars
    this.enteredAt = values.enteredAt
    this.now = values.now
    this.zone = values.zone
    this.#world = world
  }

  get random(): Random {
    this.#random ??= seededRandom(this.key)
    return this.#random
  }
  share(split: string): number {
    return this.#world.share(split)
  }
  passedAt(node: string): Instant | null {
    return this.#world.passedAt(node)
  }
  holds(predicate: Predicate): Verdict {
    return this.#world.holds(predicate)
  }
  reaction(node: string, reaction: Reaction): Verdict {
    return this.#world.reaction(node, reaction)
  }
  couponStock(pool: string): number {
    return this.#world.couponStock(pool)
  }
  usualDelay(event: string): number {
    return this.#world.usualDelay?.(event) ?? 0
  }
  fill(template: string): string {
    assert(this.#world.fill, 'the world of this step cannot fill templates in')
    return this.#world.fill(template)
  }
  digest(text: string): string {
    return createHmac('sha256', this.#world.secret).update(`${this.key}\n${text}`).digest('hex')
  }

  leave(port: string, effects?: Effects): Outcome {
    return {
      to: 'leave',
      port,
      intents: effects?.intents ?? NO_INTENTS,
      set: effects?.set ?? null,
      because: effects?.because ?? null,
    }
  }
  wait({ until, dated, then, awaits, mode, effects }: Parameters<DecideStep<Config>['wait']>[0]): Outcome {
    return {
      to: 'wait',
      until,
      dated: dated ?? false,
      then,
      awaits: awaits ?? [],
      mode: mode ?? 'first',
      intents: effects?.intents ?? NO_INTENTS,
      set: effects?.set ?? null,
      because: effects?.because ?? null,
    }
  }
  send({ tag = null, expireIfLateBy = 'usual', ...message }: Parameters<DecideStep<unknown>['send']>[0]): Outcome {
    return { to: 'send', ...message, expireIfLateBy, ...(tag === null ? {} : { tag }), because: null }
  }
  end(reason = 'completed', because: Because | null = null): Outcome {
    return { to: 'end', reason, because }
  }
}

/** Shared by the many outcomes without an effect; nobody adds to an outcome's intents. */
const NO_INTENTS: Intent[] = []
Object.freeze(NO_INTENTS)
