import { evaluate, type Predicate } from '@snodo/audience'
import { durationMs, type Instant, type Json, type JsonObject } from '@snodo/base'
import { REACTION_EVENTS } from '@snodo/flow'
import type { Await, Because } from '@snodo/node-sdk'
import type { CompiledExit, CompiledFlow, CompiledStart, FactNeeds } from '../flows/compile-flow.ts'
import type { FlowCatalog } from '../flows/flow-catalog.ts'
import { needsOfAwait } from './awaits.ts'
import { type Measure, TripFacts } from './trip-facts.ts'
import type { ContactState, EnrollmentState } from './trip-state.ts'

/** An event as intake reads it: a call of a client, or something the engine itself says happened. */
export type IntakeEvent = {
  id: string
  name: string
  properties: JsonObject
  occurredAt: Instant
  receivedAt: Instant
}

/** What one event might do to one contact, found by name alone: nothing is evaluated yet, so that the facts can be loaded for a whole wave. */
export type Candidates = {
  exits: { enrollment: EnrollmentState; exit: CompiledExit }[]
  /** `overAt`: the time of the wait was up, but its flow is paused: whether that time ran is for the resume to say. */
  awaits: { enrollment: EnrollmentState; awaited: Await; index: number; overAt: Instant | null }[]
  starts: { flow: CompiledFlow; start: CompiledStart }[]
}

/** What must be known of whom before the candidates can be judged, or before an enrollment walks on: then `walksAt` says when. */
export type FactAsk = { contact: ContactState; enrollment: EnrollmentState | null; needs: FactNeeds; walksAt?: Instant }

/** Finds what an event might do, through the catalog's index and the few living enrollments of its contact. */
export function findCandidates(event: IntakeEvent, living: readonly EnrollmentState[], catalog: FlowCatalog): Candidates {
  const candidates: Candidates = { exits: [], awaits: [], starts: [] }
  for (const enrollment of living) {
    if (enrollment.ended !== null) continue
    for (const exit of enrollment.flow.exits) {
      if (exit.when.event === undefined || exit.when.event === event.name) candidates.exits.push({ enrollment, exit })
    }
    if (enrollment.awaits === null || (enrollment.state !== 'active' && enrollment.state !== 'held')) continue
    enrollment.awaits.list.forEach((awaited, index) => {
      if (!isAwaited(event, awaited)) return
      const over = overAt(event, awaited, enrollment.nextAt)
      if (over !== null && !mayStandStill(enrollment, catalog)) return
      candidates.awaits.push({ enrollment, awaited, index, overAt: over })
    })
  }
  for (const start of catalog.startsOn(event.name)) candidates.starts.push(start)
  return candidates
}

/** By name, and not from before it counts. A condition is looked at whatever happens. */
function isAwaited(event: IntakeEvent, awaited: Await): boolean {
  return !('event' in awaited) || (awaited.event === event.name && event.occurredAt >= awaited.since)
}

/** When the wait was over already as this occurred, however late it is told; a condition has no time of its own but when it is looked at. */
function overAt(event: IntakeEvent, awaited: Await, ends: Instant | null): Instant | null {
  if (ends === null) return null
  const until = ends - (awaited.lateBy ?? 0)
  return ('event' in awaited ? event.occurredAt : event.receivedAt) > until ? ends : null
}

/** A length of time that a pause may have stopped. */
function mayStandStill({ flow, dated, state }: EnrollmentState, { paused }: FlowCatalog): boolean {
  return state === 'active' && !dated && paused.has(flow.flowId)
}

export function factsForCandidates(contact: ContactState, candidates: Candidates): FactAsk[] {
  const asks: FactAsk[] = []
  for (const { enrollment, exit } of candidates.exits) asks.push({ contact, enrollment, needs: exit.needs })
  for (const { enrollment, awaited } of candidates.awaits) asks.push({ contact, enrollment, needs: needsOfAwait(awaited) })
  for (const { flow, start } of candidates.starts) {
    asks.push({ contact, enrollment: null, needs: start.needs })
    if (flow.entryFilter !== null) asks.push({ contact, enrollment: null, needs: flow.entryFilter.needs })
  }
  return asks
}

/** The exit or goal an event fires for an enrollment, if any. Scoped to the entity key where the exit says so. */
export function exitFires(event: IntakeEvent, enrollment: EnrollmentState, exit: CompiledExit, measure: Measure): boolean {
  if (exit.goal && !countsForGoal(event, enrollment, exit)) return false
  if (exit.sameKey && entityKeyOf(enrollment.flow, event) !== enrollment.entityKey) return false
  if (exit.when.where === undefined) return exit.when.event !== undefined
  return (
    evaluate(exit.when.where, new TripFacts(enrollment.contact, enrollment, event.properties, measure), event.receivedAt) ===
    'yes'
  )
}

/**
 * A goal is what happened after the journey began and within its time, whenever it is told; an order of yesterday was not won by
 * the mail of today. (An exit needs no such rule: who has bought is to be left alone, whether before or after.)
 */
function countsForGoal(event: IntakeEvent, { entry, enteredAt }: EnrollmentState, { when, within }: CompiledExit): boolean {
  // A condition comes true when it is looked at: only an event has a time of its own.
  const at = when.event === undefined ? event.receivedAt : event.occurredAt
  return at >= Math.min(entry.at, enteredAt) && (within === null || at <= enteredAt + durationMs(within))
}

/** True where the event (or the contact as it now is) satisfies what a wait listens for. */
export function awaitFires(event: IntakeEvent, enrollment: EnrollmentState, awaited: Await, measure: Measure): boolean {
  if ('event' in awaited && !isReactionMeant(event, enrollment)) return false
  const predicate = 'event' in awaited ? awaited.where : awaited.predicate
  if (predicate === undefined) return true
  return evaluate(predicate, new TripFacts(enrollment.contact, enrollment, event.properties, measure), event.receivedAt) === 'yes'
}

/** Whoever waits for a reaction means its own message, not another of this flow and none of other flows. */
function isReactionMeant({ name, properties }: IntakeEvent, { id, node, flow }: EnrollmentState): boolean {
  const messages = flow.nodes.get(node)?.reactionsTo ?? []
  if (messages.length === 0 || !Object.hasOwn(REACTION_EVENTS, name)) return true
  // A source of somebody's own may tell of openings without naming what was opened.
  const { node: message, enrollment } = properties
  if (enrollment !== undefined && String(enrollment) !== id) return false
  return typeof message !== 'string' || messages.includes(message)
}

/**
 * True where a start's own filter holds; who fails it has not matched the trigger at all. A score begins a flow when it comes to
 * what the filter says of it, not each time it changes beyond that (semantics rule 7).
 */
export function startFires(event: IntakeEvent, contact: ContactState, start: CompiledStart, measure: Measure): boolean {
  if (start.start.on !== 'event' || start.start.where === undefined) return true
  const { where } = start.start
  const holds = (properties: JsonObject) =>
    evaluate(where, new TripFacts(contact, null, properties, measure), event.receivedAt) === 'yes'
  if (!holds(event.properties)) return false
  if (event.name !== 'Score Changed' || !asksProperty(where, 'new')) return true
  return !holds({ ...event.properties, new: event.properties.old ?? null })
}

function asksProperty(predicate: Predicate, name: string): boolean {
  switch (predicate.type) {
    case 'all':
    case 'any':
      return predicate.of.some((part) => asksProperty(part, name))
    case 'not':
      return asksProperty(predicate.of, name)
    default:
      return predicate.type === 'property' && predicate.property === name
  }
}

/**
 * An awaited event has come: the door to leave by, or null where the wait goes on. In mode `best` the wait goes on until its
 * deadline, listening only for what is better (earlier in the list); the best of all opens the door at once.
 */
export function openDoor(enrollment: EnrollmentState, awaited: Await, index: number, because: Because): string | null {
  const { awaits } = enrollment
  if (awaits === null || awaits.mode === 'first' || index === 0) return awaited.port
  enrollment.thenPort = awaited.port
  // Who is held keeps the reason of that.
  if (enrollment.state !== 'held') enrollment.because = because
  enrollment.awaits = { mode: awaits.mode, list: awaits.list.slice(0, index) }
  enrollment.touched = true
  return null
}

/** Why an enrollment moved: the event's name and when it occurred. */
export function becauseOf(code: string, event: IntakeEvent, more: JsonObject = {}): Because {
  return { code, values: { event: event.name, at: event.occurredAt, ...more } }
}

/** The key of the order, cart or product a journey is about: the value at the flow's key path, as text; '' where there is none. */
export function entityKeyOf(flow: CompiledFlow, event: Pick<IntakeEvent, 'name' | 'properties'>): string {
  const path = flow.reentry.key
  if (path === undefined) return ''
  const parts = path.replace(/^event\./, '').split('.')
  let value: Json | undefined = { name: event.name, properties: event.properties }
  for (const part of parts) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ''
    value = Object.hasOwn(value, part) ? value[part] : undefined
  }
  return value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value).slice(0, 200)
      : String(value).slice(0, 200)
}
