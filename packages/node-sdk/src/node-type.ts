import type { ConsentState, Predicate, Reaction, Verdict } from '@snodo/audience'
import type { Instant, IsoDuration, Json, JsonObject, Random, Words } from '@snodo/base'
import type { Lateness, Manifest, NodeCategory, NodeExample, NodeTraits } from '@snodo/flow'
import type { Static, TObject } from 'typebox'

/** What every node type is made of, whatever its kind. `defineNode` checks it and adds the manifest. */
export type NodeBase<Config extends TObject> = {
  type: string
  version: number
  title: Words
  description: Words
  category: NodeCategory
  icon: string
  summary: Words
  config: Config
  /** Fixed ports, in drawing order. */
  ports: Record<string, Words>
  portsFrom?: Manifest['portsFrom']
  traits?: NodeTraits
  examples: NodeExample[]
  needs?: string[]
  /** From each old version of config to the next one; every step is named by the version it starts from. */
  upgrades?: Record<number, (old: JsonObject) => JsonObject>
}

/** Begins enrollments: says, as data the matcher can index, what does. */
export type StartNode<Config extends TObject = TObject> = NodeBase<Config> & {
  kind: 'start'
  starts(config: Static<Config>): Start[]
}

/** Pure and synchronous, one contact at a time. */
export type DecideNode<Config extends TObject = TObject> = NodeBase<Config> & {
  kind: 'decide'
  /**
   * Predicates the node asks with `step.holds` that do not stand in its config, so that the facts they need are loaded for a
   * whole batch beforehand.
   */
  asks?(config: Static<Config>): Predicate[]
  decide(step: DecideStep<Static<Config>>): Outcome
}

/** Does I/O, always for a batch, outside any transaction. Answers are built only through `batch.settle`. */
export type ActNode<Config extends TObject = TObject> = NodeBase<Config> & {
  kind: 'act'
  limits: { batchSize: number; timeout: IsoDuration }
  act(batch: ActBatch<Static<Config>>, tools: ActTools): Promise<Settled>
}

export type NodeType<Config extends TObject = TObject> = (StartNode<Config> | DecideNode<Config> | ActNode<Config>) & {
  manifest: Manifest
}

/** What begins an enrollment. */
export type Start =
  | { on: 'event'; event: string; where?: Predicate }
  /** At a civil time on (an offset from) the date in a field; every year for dates such as birthdays. */
  | { on: 'date'; field: string; offset: IsoDuration; at: string; leapDay: 'feb28' | 'mar1'; yearly: boolean }
  /** At each tick, everyone who satisfies the audience. */
  | { on: 'schedule'; cron: string; timeZone: string | null; audience: Predicate }

/** What a node may know of the contact. Reading a fact that `needs` does not declare throws in tests. */
export type StepContact = {
  id: string
  email: string | null
  phone: string | null
  userId: string | null
  attributes: Readonly<JsonObject>
  tags: ReadonlySet<string>
  lists: ReadonlySet<string>
  consents: ReadonlyMap<string, ConsentState>
  scores: Readonly<Record<string, number>>
}

/** One visit of one enrollment to one node. */
export type StepView<Config> = {
  /** `enrollment:visit`; the same on every retry, so it is the key of whatever must not happen twice. */
  key: string
  node: string
  visit: number
  config: Config
  contact: StepContact
  /** Frozen at entry: when, and the properties of the event that began the journey. */
  entry: { at: Instant; event: string | null; properties: Readonly<JsonObject> }
  /** Values earlier nodes left behind, e.g. a coupon under the name its node gave it. */
  vars: Readonly<JsonObject>
  /** A text with its Liquid fields filled in for this contact; throws a coded fault on a broken template. */
  fill(template: string): string
}

export type DecideStep<Config> = StepView<Config> & {
  /** When the contact reached this node. Waits count from here, so that running again changes nothing. */
  enteredAt: Instant
  now: Instant
  /** IANA zone for wall-clock rules: the contact's, else the flow's, else the workspace's; and which of them it was. */
  zone: { id: string; from: 'contact' | 'flow' | 'workspace' }
  /** Seeded by `key`: the same visit draws the same numbers. */
  random: Random
  /** A stable share in [0, 1) for this flow, contact and split: the same contact always takes the same branch. */
  share(split: string): number
  /** When the journey last reached an earlier node; null if it never did. Of `HERE_BEFORE`: from when on it had left this one. */
  passedAt(node: string): Instant | null
  /** Evaluates a predicate of this node's config, and remembers the values compared for the journal. */
  holds(predicate: Predicate): Verdict
  reaction(node: string, reaction: Reaction): Verdict
  /** Stock of a coupon pool, where one is asked for. */
  couponStock(pool: string): number
  /** By how long reports of this event usually come late, in milliseconds, as the workspace has declared; 0 where it has not. */
  usualDelay(event: string): number
  /** 64 hex digits from the key and this text under the installation's secret: the same on every retry, and nobody can guess it. */
  digest(text: string): string

  leave(port: string, effects?: Effects): Outcome
  /** `dated`: `until` is a date or a time of day, not the end of a length of time, so a pause that freezes waits does not shift it. */
  wait(wait: {
    until: Instant | null
    dated?: boolean
    then: string
    awaits?: Await[]
    mode?: WaitMode
    effects?: Effects
  }): Outcome
  /**
   * A message on a channel, then on by `sent` (or by the port its fate chooses, where one is drawn or asked for). `tag` is what
   * frequency caps may count by. `expireIfLateBy`: so much later, or after the end of that local day, it makes no sense any more; null:
   * it always does; `usual`, which holds when nothing is said: what suits the start of the flow.
   */
  send(message: { channel: string; purpose: string; expireIfLateBy?: Lateness | 'usual' | null; tag?: string | null }): Outcome
  end(reason?: string, because?: Because): Outcome
}

/**
 * In place of a node's id, in `passedAt` and in what `since` counts from: the first instant after the journey last left this very
 * node. Known of nodes that wait and that it can come back to; a wait asked again must not be opened by what opened it before. No
 * node has this id.
 */
export const HERE_BEFORE = '>'

/** With `best`, what happened is only noted: the contact leaves at `until`, by the first of `awaits` that came true by then. */
export type WaitMode = 'first' | 'best'

export type Effects = { intents?: Intent[]; set?: JsonObject; because?: Because }

/** Why, as a code and the values compared; put into words on reading, in each language. */
export type Because = { code: string; values?: JsonObject }

/**
 * An event (or a predicate becoming true) a wait listens for, and the port it opens. `lateBy`: so many milliseconds before its end
 * the time of the wait is up; afterwards only what happened before, and is reported late, still counts.
 */
export type Await =
  | {
      event: string
      where?: Predicate
      port: string /** Events that occurred before this instant do not count. */
      since: Instant
      lateBy?: number
    }
  | { predicate: Predicate; port: string; lateBy?: number }

/** Where a step goes. Built by the methods of the step, never by hand. */
export type Outcome =
  | { to: 'leave'; port: string; intents: Intent[]; set: JsonObject | null; because: Because | null }
  | {
      to: 'wait'
      until: Instant | null
      dated: boolean
      then: string
      awaits: Await[]
      mode: WaitMode
      intents: Intent[]
      set: JsonObject | null
      because: Because | null
    }
  | {
      to: 'send'
      channel: string
      purpose: string
      expireIfLateBy: Lateness | 'usual' | null
      tag?: string | null
      because: Because | null
    }
  | { to: 'end'; reason: string; because: Because | null }

/** An effect that needs no answer: written with the move, unique by the step's key. */
export type Intent =
  | { do: 'setField'; field: string; value: Json }
  | { do: 'addTag'; tag: string }
  | { do: 'removeTag'; tag: string }
  | { do: 'joinList'; list: string }
  | { do: 'leaveList'; list: string }
  | { do: 'addScore'; score: string; points: number }
  | { do: 'enterFlow'; flow: string }
  | { do: 'giveCoupon'; pool: string | null; code: string | null; value: Json; validUntil: Instant | null; as: string }

/** A batch of steps at the same node of the same version. */
export type ActBatch<Config> = {
  config: Config
  steps: ActStep<Config>[]
  /** The only way to answer: called once for every step; nobody forgotten, nobody answered twice. A throw fails its contact alone. */
  settle(answer: (step: ActStep<Config>) => ActOutcome): Settled
}

export type ActStep<Config> = StepView<Config> & {
  attempt: number
  leave(port: string, effects?: Effects): ActOutcome
  retry(because: string, afterMs?: number): ActOutcome
  fail(because: string): ActOutcome
}

export type ActOutcome =
  | { to: 'leave'; port: string; intents: Intent[]; set: JsonObject | null; because: Because | null }
  | { to: 'retry'; afterMs: number | null; because: string }
  | { to: 'fail'; because: string }

/** Opaque: made by `batch.settle` only. */
export type Settled = { readonly settled: ReadonlyMap<string, ActOutcome> }

export type ActTools = {
  http: OutboundHttp
  signal: AbortSignal
}

/** The one door to the outside: refuses private addresses, bounds time and size, follows no redirect into them. */
export type OutboundHttp = {
  request(request: {
    url: string
    method?: string
    headers?: Record<string, string>
    body?: string
    timeoutMs?: number
  }): Promise<{ status: number; headers: Record<string, string>; body: string }>
}
