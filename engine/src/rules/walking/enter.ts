import type { Explanation } from '@snodo/audience'
import type { Instant } from '@snodo/base'
import type { Because } from '@snodo/node-sdk'
import type { CompiledFlow, CompiledStart } from '../flows/compile-flow.ts'
import type { FlowState } from '../flows/flow-catalog.ts'
import { decideEntry, type LastEntry } from './decide-entry.ts'
import type { InterpretWorld } from './interpret-world.ts'
import { becauseOf, type IntakeEvent } from './match-event.ts'
import { arriveAt, endEnrollment, finish } from './move-enrollment.ts'
import { type ContactState, countNode, countPort, type EnrollmentState, freshEnrollment, type TripEffects } from './trip-state.ts'

/** Somebody a start wants to let in; re-entry is judged once the last entries of all of them are known. */
export type Wanted = {
  flow: CompiledFlow
  start: CompiledStart
  contact: ContactState
  entityKey: string
  event: IntakeEvent
  /** An event lets it in (0), or somebody asked for it, maybe for a million at once (1): such work takes its turn behind what has just come in. */
  urgency: 0 | 1
  /** It was no doing of anybody outside: a flow asked for it, or it begins on what a flow changed. */
  byFlows: boolean
  /** The answer of an entry filter that looked at the contact before the event; null: it is asked now. */
  before: Explanation | null
  /** The trigger, told where no event of the contact's own tells it. */
  because: Because | null
}

export type EntryRow = {
  flow: string
  contact: string
  key: string
  event: string
  enrollment: string | null
  outcome: 'entered' | 'keptOut'
  because: Because | null
  /** When the event that asked for it came in. */
  at: Instant
}

/** Lets in who may enter, in order, and writes down who was kept out and why. */
export function enterAll(
  wanted: readonly Wanted[],
  given: {
    lastEntries: readonly ({ flow: string; contact: string; key: string } & LastEntry)[]
    /** Entries of this very trip, which no statement has written yet. */
    earlier: readonly Pick<EntryRow, 'flow' | 'contact' | 'key' | 'outcome' | 'enrollment' | 'at'>[]
    /** How often a contact has entered a flow within the last minute; asked only of what flows themselves brought about. */
    entriesOfMinute(flow: string, contact: string): number
    /** When an enrollment of this trip ended; null while it lives. */
    endedAt(enrollment: string): Instant | null
    stateOf(flowId: string): FlowState
    pausedAt(flowId: string): Instant | null
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
    if (row.enrollment !== null)
      last.set(`${row.flow}/${row.contact}/${row.key}`, { at: row.at, endedAt: given.endedAt(row.enrollment) })
  }
  const enrollments: EnrollmentState[] = []
  const records: EntryRow[] = []
  for (const { flow, start, contact, entityKey, event, urgency, byFlows, before, because } of wanted) {
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
      before,
      ownEntries: byFlows ? given.entriesOfMinute(flow.flowId, contact.id) : 0,
    })
    const record = { flow: flow.flowId, contact: contact.id, key: entityKey, event: event.id, at: event.receivedAt }
    if (!decision.enter) {
      records.push({
        ...record,
        enrollment: null,
        outcome: 'keptOut',
        because: keptOutBy(decision.because, start, given.pausedAt(flow.flowId)),
      })
      continue
    }
    if (decision.replaces !== null)
      endEnrollment(decision.replaces, 'replaced', becauseOf('ENTERED_AGAIN', event), event.receivedAt, effects)
    const enrollment = newEnrollment(given.nextId(), flow, start, contact, entityKey, event, effects)
    enrollment.urgency = urgency
    given.keep(enrollment)
    enrollments.push(enrollment)
    records.push({ ...record, enrollment: enrollment.id, outcome: 'entered', because })
    last.set(name, { at: event.receivedAt, endedAt: null })
  }
  return { enrollments, records }
}

/** How often a contact entered a flow since then, by these records. */
export function entriesIn(records: readonly EntryRow[], flow: string, contact: string, since: Instant): number {
  return records.filter((row) => row.enrollment !== null && row.flow === flow && row.contact === contact && row.at > since).length
}

/** Whom a pause keeps out can be let in by resuming: by the same start, and only by the end of that very pause. */
function keptOutBy(because: Because, start: CompiledStart, since: Instant | null): Because {
  if (because.code !== 'FLOW_PAUSED') return because
  return { ...because, values: { ...because.values, start: start.node.id, since } }
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
  const entry = { at: event.occurredAt, event: event.name, properties: event.properties }
  const enrollment: EnrollmentState = {
    ...freshEnrollment({ id, contact, flow, entityKey, node: start.node.id, at: now, entry }),
    passed: start.node.tracked ? { [start.node.id]: now } : {},
    steps: [[start.node.id, 'started']],
  }
  countNode(effects, flow, start.node.id, { entered: 1 })
  countPort(effects, flow, start.node.id, 'started')
  const first = start.node.edges.get('started')
  if (first === undefined) {
    countNode(effects, flow, start.node.id, { inside: 1 })
    finish(enrollment, 'completed', null, now, effects)
  } else {
    arriveAt(enrollment, first, now, effects)
  }
  return enrollment
}
