import type { Explanation } from '@snodo/audience'
import { type Instant, type Json, type JsonObject, must } from '@snodo/base'
import type { ActOutcome, Because } from '@snodo/node-sdk'
import { type FactNeeds, NO_NEEDS } from '../flows/compile-flow.ts'
import type { FlowCatalog } from '../flows/flow-catalog.ts'
import { applyIntents } from './apply-intents.ts'
import { applyTraits, readTraits, type TraitChanges } from './apply-traits.ts'
import { CONSENT_EVENTS } from './consent-events.ts'
import type { EntryRow, Wanted } from './enter.ts'
import type { EventBody, InboxRow } from './inbox-row.ts'
import { endEnrollment, fail } from './interpret.ts'
import type { InterpretWorld } from './interpret-world.ts'
import {
  awaitFires,
  becauseOf,
  type Candidates,
  entityKeyOf,
  exitFires,
  findCandidates,
  type IntakeEvent,
  openDoor,
  startFires,
} from './match-event.ts'
import type { ContactState, EnrollmentState, TripEffects } from './trip-state.ts'

/** A row of the inbox with its body, made ready to be taken. */
export type Incoming = {
  contactId: string
  kind: InboxRow['kind']
  event: IntakeEvent
  context: JsonObject | null
}

/** Calls of clients, whose body is in the event log; the other rows carry theirs. */
export function isCollected(row: Pick<InboxRow, 'kind'>): boolean {
  return row.kind !== 'system' && row.kind !== 'enroll' && row.kind !== 'fate' && row.kind !== 'settle'
}

export function readIncoming(row: InboxRow, body: EventBody | null): Incoming {
  return {
    contactId: row.contact_id,
    kind: row.kind,
    context: body?.context ?? null,
    event: {
      id: row.event_id,
      name: row.name,
      properties: (isCollected(row) ? body?.properties : row.payload) ?? {},
      occurredAt: row.occurred_at,
      receivedAt: row.received_at,
    },
  }
}

/** An event laid over its contact, with what it might do. */
export type Taken = {
  incoming: Incoming
  contact: ContactState
  living: readonly EnrollmentState[]
  catalog: FlowCatalog
  candidates: Candidates
  /** What entry filters that look at the contact before this event have answered, by flow id. */
  before: ReadonlyMap<string, Explanation>
}

/** Lays an event's traits and consents over its contact and finds, by name, what it might do. */
export function applyIncoming(
  incoming: Incoming,
  contact: ContactState,
  living: readonly EnrollmentState[],
  catalog: FlowCatalog,
  before: ReadonlyMap<string, Explanation>,
  effects: TripEffects,
): Taken {
  const { kind, event } = incoming
  if (isCollected(incoming)) layTraits(incoming, contact, catalog, effects)
  return { incoming, contact, living, catalog, candidates: candidatesOf(kind, event, living, catalog), before }
}

const NO_CANDIDATES: Candidates = { exits: [], awaits: [], starts: [] }

function candidatesOf(
  kind: Incoming['kind'],
  event: IntakeEvent,
  living: readonly EnrollmentState[],
  catalog: FlowCatalog,
): Candidates {
  if (kind === 'settle') return NO_CANDIDATES
  // Whoever is asked for by name meets the entry filter all the same, so its facts are to be loaded.
  if (kind === 'enroll') return { ...NO_CANDIDATES, starts: startsRequested(event, catalog) }
  return findCandidates(event, living, catalog)
}

/** The start a request names, or the flow's first; none where the flow has no live version. */
function startsRequested(event: IntakeEvent, catalog: FlowCatalog): Candidates['starts'] {
  const flow = catalog.flow(String(event.properties.flow))?.live
  const start = flow?.starts.find((one) => one.node.id === event.properties.node) ?? flow?.starts[0]
  return flow == null || start === undefined ? [] : [{ flow, start }]
}

function layTraits(incoming: Incoming, contact: ContactState, catalog: FlowCatalog, effects: TripEffects): void {
  const { traits, ...options } = readTraits({
    type: incoming.kind,
    properties: incoming.event.properties,
    context: incoming.context,
  })
  const changes = applyTraits(
    {
      lane: contact.lane,
      id: contact.id,
      user_id: contact.userId,
      email: contact.email,
      phone: contact.phone,
      attributes: contact.attributes,
      tags: [],
      scores: contact.scores,
    },
    incoming.kind,
    traits,
    options,
  )
  if (changes.fields.length > 0) {
    if (catalog.namesFieldChanges) tellFields(contact, changes, effects)
    contact.attributes = changes.attributes ?? contact.attributes
    contact.email = changes.email ?? contact.email
    contact.phone = changes.phone ?? contact.phone
    contact.userId = changes.userId ?? contact.userId
    contact.profileChanged = true
  }
  for (const consent of changes.consents) {
    const name = `${consent.channel}:${consent.purpose}`
    // Asked for again by whom has given it already: it stays given.
    if (!(consent.state === 'pending' && contact.consents?.get(name) === 'granted')) contact.consents?.set(name, consent.state)
    effects.consents.push({ contact, ...consent, basis: 'consent', proof: { event: incoming.event.id, by: options.keyKind } })
    effects.systemEvents.push({
      contact,
      name: CONSENT_EVENTS[consent.state],
      properties: { channel: consent.channel, purpose: consent.purpose },
    })
  }
}

/** Tells of every field that has another value now, as if a flow had set it: so triggers on a change see no difference. */
function tellFields(contact: ContactState, changes: TraitChanges, effects: TripEffects): void {
  for (const field of changes.fields) {
    const [old, value] =
      field === 'email' || field === 'phone' || field === 'userId'
        ? [contact[field], changes[field]]
        : [ownOf(contact.attributes, field), ownOf(changes.attributes ?? contact.attributes, field)]
    effects.systemEvents.push({ contact, name: 'Field Changed', properties: { field, old, new: value ?? null } })
  }
}

function ownOf(attributes: JsonObject, field: string): Json {
  return Object.hasOwn(attributes, field) ? (attributes[field] ?? null) : null
}

export type Judged = {
  moved: EnrollmentState[]
  wanted: Wanted[]
  /** Who was asked for by a flow that has nothing to enter. */
  keptOut: EntryRow[]
}

/**
 * Judges one event: exits and goals first (they act at once, also in the middle of a wait), then awaited events, then starts.
 * Enrollments that moved have their door open (`thenPort`) and are to be interpreted.
 */
export function judge(taken: Taken, world: InterpretWorld, effects: TripEffects): Judged {
  const { incoming, contact, candidates } = taken
  const { event } = incoming
  if (incoming.kind === 'settle') return { moved: settleAct(taken, effects).filter(isFree), wanted: [], keptOut: [] }
  if (incoming.kind === 'enroll') return { moved: [], wanted: wantedByRequest(taken), keptOut: keptOutUnpublished(taken) }
  const moved: EnrollmentState[] = incoming.kind === 'fate' ? settleFate(taken, effects) : []

  for (const { enrollment, exit } of candidates.exits) {
    if (enrollment.ended !== null || !exitFires(event, enrollment, exit, world.measure)) continue
    endEnrollment(
      enrollment,
      exit.goal ? 'goal' : 'exit',
      becauseOf(exit.goal ? 'GOAL_REACHED' : 'EXIT', event, { exit: exit.id, name: exit.name }),
      event.receivedAt,
      effects,
    )
  }
  for (const { enrollment, awaited, index } of candidates.awaits) {
    if (enrollment.ended !== null || enrollment.awaits === null || moved.includes(enrollment)) continue
    if (!awaitFires(event, enrollment, awaited, world.measure)) continue
    const because = becauseOf('EVENT_CAME', event)
    const door = openDoor(enrollment, awaited, index, because)
    if (door === null) continue
    resume(enrollment, door, because, event.receivedAt)
    moved.push(enrollment)
  }
  const wanted = candidates.starts
    .filter(({ start }) => startFires(event, contact, start, world.measure))
    .map(
      ({ flow, start }): Wanted => ({
        flow,
        start,
        contact,
        entityKey: entityKeyOf(flow, event),
        event,
        urgency: 0,
        byFlows: incoming.kind === 'system',
        before: taken.before.get(flow.flowId) ?? null,
        because: null,
      }),
    )
  return { moved: moved.filter(isFree), wanted, keptOut: [] }
}

/** Whom an operator holds stays where it is, though its door may be open by now: the release lets it through. */
function isFree(enrollment: EnrollmentState): boolean {
  return enrollment.state !== 'held'
}

/** Stands at a node whose answer is still to come, be it held or not. */
function awaitsAnswer({ state, because }: EnrollmentState): boolean {
  return state === 'acting' || (state === 'held' && because?.values?.was === 'acting')
}

/** Opens a door: the enrollment is ready, and urgent, because something happened. */
function resume(enrollment: EnrollmentState, port: string, because: Because | null, now: Instant): void {
  if (isFree(enrollment)) {
    enrollment.state = 'active'
    enrollment.because = because
  }
  enrollment.thenPort = port
  enrollment.awaits = null
  enrollment.urgency = 0
  enrollment.nextAt = now
  enrollment.touched = true
}

/**
 * The fate of a message somebody stands still for. A refusal leaves by its own port where that is drawn; where it is not, the
 * journey goes on by *sent*, because a refused message is no failure of the trip (semantics rule 30). Quiet hours may end the trip.
 */
function settleFate(taken: Taken, effects: TripEffects): EnrollmentState[] {
  const { enrollment: id, visit, fate, because, ends } = taken.incoming.event.properties
  const enrollment = taken.living.find((one) => one.id === String(id))
  if (enrollment !== undefined && ends === true) {
    endEnrollment(enrollment, 'exit', (because as Because | null | undefined) ?? null, taken.incoming.event.receivedAt, effects)
    return []
  }
  if (enrollment === undefined || !awaitsAnswer(enrollment) || enrollment.visit !== visit || typeof fate !== 'string') return []
  const node = must(enrollment.flow.nodes.get(enrollment.node), `node ${enrollment.node} of a living enrollment`)
  const port = fate === 'sent' || node.edges.has(fate) ? fate : 'sent'
  resume(enrollment, port, (because as Because | null | undefined) ?? null, taken.incoming.event.receivedAt)
  return [enrollment]
}

/** The answer of a node that does I/O. */
function settleAct(taken: Taken, effects: TripEffects): EnrollmentState[] {
  const { enrollment: id, visit, outcome: answer } = taken.incoming.event.properties
  const enrollment = taken.living.find((one) => one.id === String(id))
  if (enrollment === undefined || !awaitsAnswer(enrollment) || enrollment.visit !== visit) return []
  const outcome = answer as unknown as ActOutcome // written by the act loop from `batch.settle`, whose answers are checked
  const node = must(enrollment.flow.nodes.get(enrollment.node), `node ${enrollment.node} of a living enrollment`)
  if (outcome.to === 'leave') {
    applyIntents(enrollment, outcome.intents, outcome.set, effects)
    resume(enrollment, outcome.port, outcome.because, taken.incoming.event.receivedAt)
    return [enrollment]
  }
  const because: Because = { code: 'ACT_FAILED', values: { because: outcome.because } }
  if (node.edges.has('failed')) {
    resume(enrollment, 'failed', because, taken.incoming.event.receivedAt)
    return [enrollment]
  }
  fail(enrollment, because, effects)
  return []
}

/** A request to enroll: by an operator, a schedule, a date, or a node of another flow. */
function wantedByRequest(taken: Taken): Wanted[] {
  const { event } = taken.incoming
  const { name, properties } = event.properties
  const because = becauseRequested(event, taken.catalog)
  const own: IntakeEvent = {
    ...event,
    name: typeof name === 'string' ? name : event.name,
    properties: typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties : {},
  }
  return taken.candidates.starts.map(({ flow, start }) => ({
    flow,
    start,
    contact: taken.contact,
    entityKey: entityKeyOf(flow, own),
    event: own,
    urgency: 1,
    // Only a flow's own request says which step it came from.
    byFlows: event.properties.from !== undefined,
    before: null,
    because,
  }))
}

/** A request for a flow that is there but has no version to enter leaves a trace too (semantics rule 31). */
function keptOutUnpublished({ incoming: { event }, contact, catalog }: Taken): EntryRow[] {
  const flow = catalog.flow(String(event.properties.flow))
  if (flow === undefined || flow.live !== null) return []
  return [
    {
      flow: flow.id,
      contact: contact.id,
      key: '',
      event: event.id,
      enrollment: null,
      outcome: 'keptOut',
      because: { code: 'FLOW_NOT_LIVE', values: { state: flow.state } },
      at: event.receivedAt,
    },
  ]
}

/** Who or what makes a request, by its name. */
const REQUESTED_BY: Readonly<Record<string, string>> = {
  'Enroll Requested': 'hand',
  'Flow Entered': 'flow',
  'Flow Resumed': 'resume',
  'Date Arrived': 'date',
  'Schedule Ticked': 'schedule',
}

/** The trigger of whom a request lets in, because the event log tells of none. Requests of one batch give the same. */
function becauseRequested({ name, properties: asked }: IntakeEvent, catalog: FlowCatalog): Because {
  const by = REQUESTED_BY[name] ?? 'hand'
  const values: JsonObject = { by }
  const own =
    typeof asked.properties === 'object' && asked.properties !== null && !Array.isArray(asked.properties) ? asked.properties : {}
  if (by === 'hand' && typeof asked.author === 'string') values.author = asked.author
  if (by === 'flow' && typeof asked.fromFlow === 'string') values.flow = catalog.flow(asked.fromFlow)?.name ?? asked.fromFlow
  if (by === 'resume' && typeof asked.name === 'string' && asked.name !== name) values.came = asked.name
  if (by === 'date' && typeof own.field === 'string') values.field = own.field
  return { code: 'ENTERED_BY', values }
}

/** The facts needed to walk an enrollment on: those of the node its open door leads to, or of the node it still has to decide. */
export function resumeNeeds(enrollment: EnrollmentState): FactNeeds {
  const node = enrollment.flow.nodes.get(enrollment.node)
  if (node === undefined) return NO_NEEDS
  if (enrollment.thenPort === null) return node.needs
  return node.edges.get(enrollment.thenPort)?.needs ?? NO_NEEDS
}
