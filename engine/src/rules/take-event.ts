import { type Instant, type JsonObject, must } from '@snodo/base'
import type { ActOutcome, Because } from '@snodo/node-sdk'
import { applyIntents } from './apply-intents.ts'
import { applyTraits, readTraits } from './apply-traits.ts'
import { type CompiledFlow, type CompiledStart, type FactNeeds, NO_NEEDS } from './compile-flow.ts'
import { decideEntry, type LastEntry } from './decide-entry.ts'
import type { FlowCatalog, FlowState } from './flow-catalog.ts'
import type { EventBody, InboxRow } from './inbox-row.ts'
import { arriveAt, endEnrollment, fail, finish } from './interpret.ts'
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
import { type ContactState, countNode, countPort, type EnrollmentState, type TripEffects } from './trip-state.ts'

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
}

/** Lays an event's traits and consents over its contact and finds, by name, what it might do. */
export function applyIncoming(
  incoming: Incoming,
  contact: ContactState,
  living: readonly EnrollmentState[],
  catalog: FlowCatalog,
  effects: TripEffects,
): Taken {
  const { kind, event } = incoming
  if (isCollected(incoming)) layTraits(incoming, contact, effects)
  return { incoming, contact, living, catalog, candidates: candidatesOf(kind, event, living, catalog) }
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

function layTraits(incoming: Incoming, contact: ContactState, effects: TripEffects): void {
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
    contact.attributes = changes.attributes ?? contact.attributes
    contact.email = changes.email ?? contact.email
    contact.phone = changes.phone ?? contact.phone
    contact.userId = changes.userId ?? contact.userId
    contact.profileChanged = true
  }
  for (const consent of changes.consents) {
    contact.consents?.set(`${consent.channel}:${consent.purpose}`, consent.state)
    effects.consents.push({ contact, ...consent, basis: 'consent', proof: { event: incoming.event.id, by: options.keyKind } })
    effects.systemEvents.push({
      contact,
      name: consent.state === 'granted' ? 'Consent Confirmed' : 'Consent Withdrawn',
      properties: { channel: consent.channel, purpose: consent.purpose },
    })
  }
}

/** Somebody a start wants to let in; re-entry is judged once the last entries of all of them are known. */
export type Wanted = { flow: CompiledFlow; start: CompiledStart; contact: ContactState; entityKey: string; event: IntakeEvent }

/**
 * Judges one event: exits and goals first (they act at once, also in the middle of a wait), then awaited events, then starts.
 * Enrollments that moved have their door open (`thenPort`) and are to be interpreted.
 */
export function judge(taken: Taken, world: InterpretWorld, effects: TripEffects): { moved: EnrollmentState[]; wanted: Wanted[] } {
  const { incoming, contact, candidates } = taken
  const { event } = incoming
  if (incoming.kind === 'settle') return { moved: settleAct(taken, effects), wanted: [] }
  if (incoming.kind === 'enroll') return { moved: [], wanted: wantedByRequest(taken) }
  const moved: EnrollmentState[] = incoming.kind === 'fate' ? settleFate(taken) : []

  for (const { enrollment, exit } of candidates.exits) {
    if (enrollment.ended !== null || !exitFires(event, enrollment, exit, world.now, world.measure)) continue
    endEnrollment(
      enrollment,
      exit.goal ? 'goal' : 'exit',
      becauseOf(exit.goal ? 'GOAL_REACHED' : 'EXIT', event, { exit: exit.id, name: exit.name }),
      effects,
    )
  }
  for (const { enrollment, awaited, index } of candidates.awaits) {
    if (enrollment.ended !== null || enrollment.awaits === null || moved.includes(enrollment)) continue
    if (!awaitFires(event, enrollment, awaited, world.now, world.measure)) continue
    const door = openDoor(enrollment, awaited, index)
    if (door === null) continue
    resume(enrollment, door, becauseOf('EVENT_CAME', event), event.receivedAt)
    moved.push(enrollment)
  }
  const wanted = candidates.starts
    .filter(({ start }) => startFires(event, contact, start, world.now, world.measure))
    .map(({ flow, start }) => ({ flow, start, contact, entityKey: entityKeyOf(flow, event), event }))
  return { moved, wanted }
}

/** Opens a door: the enrollment is ready, and urgent, because something happened. */
function resume(enrollment: EnrollmentState, port: string, because: Because | null, now: Instant): void {
  enrollment.state = 'active'
  enrollment.thenPort = port
  enrollment.because = because
  enrollment.awaits = null
  enrollment.urgency = 0
  enrollment.nextAt = now
  enrollment.touched = true
}

/**
 * The fate of a message somebody stands still for. A refusal leaves by its own port where that is drawn; where it is not, the
 * journey goes on by *sent*, because a refused message is no failure of the trip (semantics rule 30).
 */
function settleFate(taken: Taken): EnrollmentState[] {
  const { enrollment: id, visit, fate, because } = taken.incoming.event.properties
  const enrollment = taken.living.find((one) => one.id === String(id))
  if (enrollment === undefined || enrollment.state !== 'acting' || enrollment.visit !== visit || typeof fate !== 'string')
    return []
  const node = must(enrollment.flow.nodes.get(enrollment.node), `node ${enrollment.node} of a living enrollment`)
  const port = fate === 'sent' || node.edges.has(fate) ? fate : 'sent'
  resume(enrollment, port, (because as Because | null | undefined) ?? null, taken.incoming.event.receivedAt)
  return [enrollment]
}

/** The answer of a node that does I/O. */
function settleAct(taken: Taken, effects: TripEffects): EnrollmentState[] {
  const { enrollment: id, visit, outcome: answer } = taken.incoming.event.properties
  const enrollment = taken.living.find((one) => one.id === String(id))
  if (enrollment === undefined || enrollment.state !== 'acting' || enrollment.visit !== visit) return []
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
  }))
}

export type EntryRow = {
  flow: string
  contact: string
  key: string
  event: string
  enrollment: string | null
  outcome: 'entered' | 'keptOut'
  because: Because | null
}

/** Lets in who may enter, in order, and writes down who was kept out and why. */
export function enterAll(
  wanted: readonly Wanted[],
  given: {
    lastEntries: readonly ({ flow: string; contact: string; key: string } & LastEntry)[]
    /** Entries of this very trip, which no statement has written yet. */
    earlier: readonly { flow: string; contact: string; key: string; outcome: string }[]
    stateOf(flowId: string): FlowState
    inside(contactId: string, flowId: string): EnrollmentState[]
    nextId(): string
    keep(enrollment: EnrollmentState): void
    world: InterpretWorld
    effects: TripEffects
  },
): { enrollments: EnrollmentState[]; records: EntryRow[] } {
  const { world, effects } = given
  const last = new Map<string, LastEntry>(given.lastEntries.map((row) => [`${row.flow}/${row.contact}/${row.key}`, row]))
  for (const row of given.earlier) {
    if (row.outcome === 'entered') last.set(`${row.flow}/${row.contact}/${row.key}`, { at: world.now, endedAt: world.now })
  }
  const enrollments: EnrollmentState[] = []
  const records: EntryRow[] = []
  for (const { flow, start, contact, entityKey, event } of wanted) {
    const name = `${flow.flowId}/${contact.id}/${entityKey}`
    const decision = decideEntry({
      flow,
      state: given.stateOf(flow.flowId),
      contact,
      entityKey,
      event,
      inside: given.inside(contact.id, flow.flowId),
      last: last.get(name) ?? null,
      now: event.receivedAt,
      measure: world.measure,
    })
    const record = { flow: flow.flowId, contact: contact.id, key: entityKey, event: event.id }
    if (!decision.enter) {
      records.push({ ...record, enrollment: null, outcome: 'keptOut', because: decision.because })
      continue
    }
    if (decision.replaces !== null) endEnrollment(decision.replaces, 'replaced', becauseOf('ENTERED_AGAIN', event), effects)
    const enrollment = newEnrollment(given.nextId(), flow, start, contact, entityKey, event, effects)
    given.keep(enrollment)
    enrollments.push(enrollment)
    records.push({ ...record, enrollment: enrollment.id, outcome: 'entered', because: null })
    last.set(name, { at: event.receivedAt, endedAt: null })
  }
  return { enrollments, records }
}

function newEnrollment(
  id: string,
  flow: CompiledFlow,
  start: CompiledStart,
  contact: ContactState,
  entityKey: string,
  event: IntakeEvent,
  effects: TripEffects,
): EnrollmentState {
  // Time counts from the receipt, not from when intake got round to it: a backlog must not make waits longer.
  const now = event.receivedAt
  const enrollment: EnrollmentState = {
    id,
    lane: contact.lane,
    contact,
    flow,
    entityKey,
    state: 'active',
    node: start.node.id,
    visit: 0,
    urgency: 0,
    nextAt: now,
    thenPort: null,
    enteredAt: now,
    nodeEnteredAt: now,
    awaits: null,
    entry: { at: event.occurredAt, event: event.name, properties: event.properties },
    vars: {},
    passed: start.node.tracked ? { [start.node.id]: now } : {},
    because: null,
    attempts: 0,
    reactions: null,
    stored: false,
    touched: true,
    ended: null,
    steps: [[start.node.id, 'started']],
    journalVisit: 0,
  }
  countNode(effects, flow, start.node.id, { entered: 1 })
  countPort(effects, flow, start.node.id, 'started')
  const first = start.node.edges.get('started')
  if (first === undefined) {
    countNode(effects, flow, start.node.id, { inside: 1 })
    finish(enrollment, 'completed', null, effects)
  } else {
    arriveAt(enrollment, first, now, effects)
  }
  return enrollment
}

/** The facts needed to walk an enrollment on: those of the node its open door leads to, or of the node it still has to decide. */
export function resumeNeeds(enrollment: EnrollmentState): FactNeeds {
  const node = enrollment.flow.nodes.get(enrollment.node)
  if (node === undefined) return NO_NEEDS
  if (enrollment.thenPort === null) return node.needs
  return node.edges.get(enrollment.thenPort)?.needs ?? NO_NEEDS
}
