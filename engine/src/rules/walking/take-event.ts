import type { Explanation } from '@snodo/audience'
import { type Instant, type JsonObject, must } from '@snodo/base'
import type { ActOutcome, Because } from '@snodo/node-sdk'
import { type FactNeeds, mergeNeeds, NO_NEEDS } from '../flows/compile-flow.ts'
import type { FlowCatalog } from '../flows/flow-catalog.ts'
import { applyIntents } from './apply-intents.ts'
import type { EntryRow, Wanted } from './enter.ts'
import { type Incoming, isCollected, type Taken } from './incoming.ts'
import type { InterpretWorld } from './interpret-world.ts'
import { layTraits } from './lay-traits.ts'
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
import { endEnrollment, fail, outOfTime } from './move-enrollment.ts'
import { keptOutUnpublished, startsRequested, wantedByRequest } from './requested-entry.ts'
import type { ContactState, EnrollmentState, TripEffects } from './trip-state.ts'

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
  for (const { enrollment, awaited, index, overAt } of candidates.awaits) {
    if (enrollment.ended !== null || enrollment.awaits === null || moved.includes(enrollment)) continue
    if (!awaitFires(event, enrollment, awaited, world.measure)) continue
    const because = becauseOf('EVENT_CAME', event, overAt === null ? {} : ifTimeRan(enrollment, overAt))
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

/** What becomes of a wait instead, where the resume says that its time went on during the pause. */
function ifTimeRan(enrollment: EnrollmentState, overAt: Instant): JsonObject {
  const { thenPort, because } = enrollment
  // In mode best another event may have come after the time as well: what counts is what had come before.
  if (because?.values?.overAt !== undefined) return { overAt, otherwise: because.values.otherwise ?? null }
  const instead = because ?? (thenPort === null ? null : outOfTime(enrollment, thenPort))
  return { overAt, otherwise: { port: thenPort, because: instead as JsonObject | null } }
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

/** The facts needed to walk an enrollment on: those of the node its open door leads to, or of the node it still has to decide. */
export function resumeNeeds(enrollment: EnrollmentState): FactNeeds {
  const node = enrollment.flow.nodes.get(enrollment.node)
  if (node === undefined) return NO_NEEDS
  if (enrollment.thenPort === null) return node.needs
  const next = node.edges.get(enrollment.thenPort)?.needs ?? NO_NEEDS
  // Whether a reaction that did not come could have been seen.
  return node.reactionsTo.length === 0 ? next : mergeNeeds([next, { ...NO_NEEDS, reactions: new Set(node.reactionsTo) }])
}
