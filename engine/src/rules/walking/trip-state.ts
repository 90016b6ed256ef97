import type { ConsentState, Verdict } from '@snodo/audience'
import type { Instant, Json, JsonObject } from '@snodo/base'
import type { Await, Because, WaitMode } from '@snodo/node-sdk'
import type { ContactRow } from '../contact-row.ts'
import type { CompiledFlow } from '../flows/compile-flow.ts'

/** A contact as one trip knows it: loaded once, overlaid by what the trip itself changes, written back at its end. */
export type ContactState = {
  id: string
  lane: number
  email: string | null
  phone: string | null
  userId: string | null
  attributes: JsonObject
  tags: Set<string>
  scores: Record<string, number>
  /** Loaded only where something needs them; null until then. */
  lists: Set<string> | null
  consents: Map<string, ConsentState> | null
  /** Measured clauses: canonical key, with `@` and the instant it counts from where it is bound to a journey. */
  measures: Map<string, number>
  profileChanged: boolean
}

/** A contact as its row holds it. */
export function contactRowOf(contact: ContactState): ContactRow {
  const { lane, id, email, phone, attributes, tags, scores } = contact
  return { lane, id, user_id: contact.userId, email, phone, attributes, tags: [...tags], scores }
}

/** What became of an enrollment's awaited message, and how the person reacted. Keyed by node in `EnrollmentState.reactions`. */
export type ReactionFacts = Record<'delivered' | 'opened' | 'clicked' | 'bounced' | 'unsubscribed' | 'notSent', Verdict>

export type EntryFacts = { at: Instant; event: string | null; properties: JsonObject }

/** One enrollment while a trip holds it. `flow` is the version it is pinned to. */
export type EnrollmentState = {
  id: string
  lane: number
  contact: ContactState
  flow: CompiledFlow
  entityKey: string
  state: 'active' | 'acting' | 'held' | 'failed'
  node: string
  visit: number
  urgency: 0 | 1
  nextAt: Instant | null
  /** `nextAt` is a date or a time of day: a pause that freezes waits does not shift it. */
  dated: boolean
  thenPort: string | null
  enteredAt: Instant
  nodeEnteredAt: Instant
  awaits: Awaits | null
  entry: EntryFacts
  vars: JsonObject
  passed: Record<string, Instant>
  /** Message nodes passed over once, unsent: it had their message before a publish put it where it would come to them again. */
  had: readonly string[]
  because: Because | null
  attempts: number
  /** Reactions to earlier messages of this enrollment, by node; loaded only where something asks. */
  reactions: Map<string, ReactionFacts> | null
  /** In the database already; false for one that entered in this trip. */
  stored: boolean
  /** Changed by this trip, hence to be written. */
  touched: boolean
  ended: { reason: EndReason; because: Because | null; at: Instant } | null
  /** What it did in this trip, for the journal; `journalVisit` is the number of the first visit in it. */
  steps: JournalStep[]
  journalVisit: number
}

/** An enrollment that begins at an instant, standing at a node that it has still to decide. */
export function freshEnrollment(
  given: Pick<EnrollmentState, 'id' | 'contact' | 'flow' | 'entityKey' | 'node' | 'entry'> & { at: Instant },
): EnrollmentState {
  const { at, ...own } = given
  return {
    ...own,
    lane: own.contact.lane,
    state: 'active',
    visit: 0,
    urgency: 0,
    nextAt: at,
    dated: false,
    thenPort: null,
    enteredAt: at,
    nodeEnteredAt: at,
    awaits: null,
    vars: {},
    passed: {},
    had: [],
    because: null,
    attempts: 0,
    reactions: null,
    stored: false,
    touched: true,
    ended: null,
    steps: [],
    journalVisit: 0,
  }
}

export type Awaits = { mode: WaitMode; list: Await[] }

/** Writes down what a visit did. A visit that rested earlier in the same trip is told once, by what became of it. */
export function tellStep(enrollment: EnrollmentState, step: JournalStep): void {
  const { steps } = enrollment
  const last = steps.at(-1)
  if (last !== undefined && last[1] === null && last[0] === step[0]) steps[steps.length - 1] = step
  else steps.push(step)
}

/** [node, port it left by (null: it rests there), why]. */
export type JournalStep = [node: string, port: string | null] | [node: string, port: string | null, because: Because]

export type EndReason =
  | 'completed'
  | 'exit'
  | 'goal'
  | 'timeout'
  | 'stopped'
  | 'failed'
  | 'discarded'
  | 'merged'
  | 'erased'
  | 'migrated'
  | 'replaced'

/** A message to be written with the move. */
export type NewMessage = {
  enrollment: EnrollmentState
  visit: number
  node: string
  channel: string
  purpose: string
  /** What caps may count by. */
  tag: string | null
  awaited: boolean
  /** The enrollment's when it sends: an event set it off (0), or time or a request for many did (1). */
  urgency: 0 | 1
  expiresAt: Instant | null
  scope: JsonObject | null
}

export type NewCoupon = {
  enrollment: EnrollmentState
  visit: number
  pool: string | null
  code: string | null
  value: Json
  validUntil: Instant | null
  as: string
  /** Properties of the event that tells of it; the code of a pool is put into them when it is taken. */
  told: JsonObject
}

/** Something the engine itself says happened to a contact; an event like any other, read by intake in the next trip. */
export type SystemEvent = { contact: ContactState; name: string; properties: JsonObject }

/** What a trip wants written, gathered while it thinks and written at its end in a few statements. */
export type TripEffects = {
  messages: NewMessage[]
  coupons: NewCoupon[]
  systemEvents: SystemEvent[]
  /** In order: the last word on a contact and a list is what counts. */
  memberships: { contact: ContactState; list: string; member: boolean }[]
  consents: { contact: ContactState; channel: string; purpose: string; state: ConsentState; basis: string; proof: JsonObject }[]
  /** Flows to enter, asked for by a node; read by intake in the next trip. */
  enterFlows: { contact: ContactState; flow: string; fromFlow: string; from: string }[]
  nodeCounts: Map<string, { versionId: string; node: string; inside: number; entered: number; failed: number }>
  portCounts: Map<string, { versionId: string; node: string; port: string; passed: number }>
}

export function noEffects(): TripEffects {
  return {
    messages: [],
    coupons: [],
    systemEvents: [],
    memberships: [],
    consents: [],
    enterFlows: [],
    nodeCounts: new Map(),
    portCounts: new Map(),
  }
}

export function countNode(
  effects: TripEffects,
  flow: CompiledFlow,
  node: string,
  change: { inside?: number; entered?: number; failed?: number },
): void {
  const key = `${flow.versionId}/${node}`
  let row = effects.nodeCounts.get(key)
  if (row === undefined) {
    row = { versionId: flow.versionId, node, inside: 0, entered: 0, failed: 0 }
    effects.nodeCounts.set(key, row)
  }
  row.inside += change.inside ?? 0
  row.entered += change.entered ?? 0
  row.failed += change.failed ?? 0
}

export function countPort(effects: TripEffects, flow: CompiledFlow, node: string, port: string): void {
  const key = `${flow.versionId}/${node}/${port}`
  const row = effects.portCounts.get(key)
  if (row === undefined) effects.portCounts.set(key, { versionId: flow.versionId, node, port, passed: 1 })
  else row.passed += 1
}
