import { asError, type Instant, type JsonObject } from '@snodo/base'
import type { Lateness } from '@snodo/flow'
import { type Await, type Because, type DecideNode, makeDecideStep, type Outcome } from '@snodo/node-sdk'
import { limits } from '../../limits.ts'
import type { CompiledNode } from '../flows/compile-flow.ts'
import { applyIntents } from './apply-intents.ts'
import { expiresAt } from './expiry.ts'
import type { InterpretWorld } from './interpret-world.ts'
import {
  type Awaits,
  countNode,
  countPort,
  type EndReason,
  type EnrollmentState,
  type TripEffects,
  tellStep,
} from './trip-state.ts'
import { VisitWorld } from './visit-world.ts'

/**
 * Walks one enrollment node after node until it comes to rest (at a wait, an act, an awaited message), ends, fails, or has taken
 * its share of steps. Pure but for the enrollment, its contact's overlay and `effects`, which it is handed to change.
 */
export function interpret(enrollment: EnrollmentState, world: InterpretWorld, effects: TripEffects): void {
  const { flow } = enrollment
  enrollment.touched = true
  let node = flow.nodes.get(enrollment.node)
  if (node === undefined) {
    fail(enrollment, { code: 'NODE_GONE', values: { node: enrollment.node } }, effects)
    return
  }
  const late = lateSince(enrollment)
  if (late !== null) {
    world = { ...world, sendBy: late }
    if (enrollment.because?.code === 'OVERDUE') enrollment.because = null
  }
  if (enrollment.thenPort !== null) {
    const port = enrollment.thenPort
    node = leave(enrollment, node, port, enrollment.because ?? outOfTime(enrollment.awaits, port), world, effects)
  }
  for (let taken = 0; node !== undefined; taken++) {
    if (enrollment.visit > limits.visitsPerEnrollment) {
      fail(enrollment, { code: 'TOO_MANY_VISITS', values: { limit: limits.visitsPerEnrollment } }, effects)
      return
    }
    if (taken === limits.stepsPerTrip) {
      restReady(enrollment, world.now)
      return
    }
    node = visit(enrollment, node, world, effects)
  }
}

/** Decides one visit. Gives the next node, or undefined where the enrollment has come to rest, ended or failed. */
function visit(
  enrollment: EnrollmentState,
  node: CompiledNode,
  world: InterpretWorld,
  effects: TripEffects,
): CompiledNode | undefined {
  if (node.offPort !== null) return leave(enrollment, node, node.offPort, OFF, world, effects)
  const { type } = node
  if (type === null) {
    restForType(enrollment, node, world.now)
    return undefined
  }
  if (type.kind === 'act') {
    enrollment.state = 'acting'
    enrollment.nextAt = world.now
    enrollment.attempts = 0
    tellStep(enrollment, [node.id, null])
    return undefined
  }
  if (type.kind === 'start') {
    fail(enrollment, { code: 'START_ENTERED', values: { node: node.id } }, effects)
    return undefined
  }
  let outcome: Outcome
  let compared: Because | null
  try {
    const walking = new VisitWorld(enrollment, node, world)
    outcome = decide(type, enrollment, node, walking, world)
    compared = walking.compared()
  } catch (thrown) {
    fail(enrollment, { code: 'NODE_THREW', values: { message: asError(thrown).message.slice(0, 500) } }, effects)
    return undefined
  }
  return settle(enrollment, node, outcome, compared, world, effects)
}

function decide(
  type: DecideNode,
  enrollment: EnrollmentState,
  node: CompiledNode,
  walking: VisitWorld,
  world: InterpretWorld,
): Outcome {
  const { contact } = enrollment
  return type.decide(
    makeDecideStep(
      {
        key: `${enrollment.id}:${enrollment.visit}`,
        node: node.id,
        visit: enrollment.visit,
        config: node.config as never, // checked against the type's own schema at publish
        contact: walking.stepContact(contact),
        entry: enrollment.entry,
        vars: enrollment.vars,
        enteredAt: enrollment.nodeEnteredAt,
        now: world.now,
        zone: walking.zone(),
      },
      walking,
    ),
  )
}

function settle(
  enrollment: EnrollmentState,
  node: CompiledNode,
  outcome: Outcome,
  compared: Because | null,
  world: InterpretWorld,
  effects: TripEffects,
): CompiledNode | undefined {
  const because = outcome.because ?? compared
  switch (outcome.to) {
    case 'leave':
      applyIntents(enrollment, outcome.intents, outcome.set, effects)
      return leave(enrollment, node, outcome.port, because, world, effects)
    case 'wait': {
      applyIntents(enrollment, outcome.intents, outcome.set, effects)
      enrollment.state = 'active'
      enrollment.urgency = 1
      enrollment.nextAt = outcome.until
      enrollment.dated = outcome.dated
      enrollment.thenPort = outcome.then
      enrollment.awaits = outcome.awaits.length === 0 ? null : { mode: outcome.mode, list: outcome.awaits }
      if (outcome.until !== null && !Number.isFinite(outcome.until)) {
        fail(enrollment, { code: 'WAIT_FOR_NO_INSTANT', values: { node: node.id } }, effects)
        return undefined
      }
      if (outcome.until === null && enrollment.awaits === null) {
        fail(enrollment, { code: 'WAIT_FOR_NOTHING', values: { node: node.id } }, effects)
        return undefined
      }
      const unnamed = unnamedEvent(enrollment, outcome.awaits)
      if (unnamed !== null) {
        fail(enrollment, { code: 'WAIT_FOR_UNNAMED', values: { node: node.id, event: unnamed } }, effects)
        return undefined
      }
      tellStep(enrollment, because === null ? [node.id, null] : [node.id, null, because])
      enrollment.because = null
      return undefined
    }
    case 'send': {
      if (enrollment.had.includes(node.id)) {
        enrollment.had = enrollment.had.filter((id) => id !== node.id)
        if (!node.awaitsFate) return leave(enrollment, node, 'sent', HAD_BEFORE, world, effects)
        // Facts were loaded only up to where a journey always rests: what follows is decided in the next trip, with its own.
        enrollment.thenPort = 'sent'
        enrollment.because = HAD_BEFORE
        restReady(enrollment, world.now)
        return undefined
      }
      effects.messages.push({
        enrollment,
        visit: enrollment.visit,
        node: node.id,
        channel: outcome.channel,
        purpose: outcome.purpose,
        tag: outcome.tag ?? null,
        awaited: node.awaitsFate,
        urgency: enrollment.urgency,
        expiresAt: world.sendBy ?? latest(enrollment, node, outcome.expireIfLateBy, world),
        scope: messageScope(enrollment),
      })
      if (!node.awaitsFate) return leave(enrollment, node, 'sent', because, world, effects)
      enrollment.state = 'acting'
      enrollment.nextAt = null
      tellStep(enrollment, [node.id, null])
      return undefined
    }
    case 'end':
      endEnrollment(
        enrollment,
        'completed',
        outcome.reason === 'completed' ? because : { code: 'END_NODE', values: { reason: outcome.reason } },
        world.now,
        effects,
      )
      return undefined
  }
}

function latest(
  enrollment: EnrollmentState,
  node: CompiledNode,
  lateness: Lateness | 'usual' | null,
  world: InterpretWorld,
): Instant | null {
  const { flow, entry, enteredAt } = enrollment
  const zone = () => new VisitWorld(enrollment, node, world).zone().id
  return expiresAt(lateness === 'usual' ? flow.lateness : lateness, { now: world.now, zone, entry, enteredAt })
}

/** An awaited event that the drawing does not name, so that nobody would tell of it. */
function unnamedEvent({ flow }: EnrollmentState, awaits: readonly Await[]): string | null {
  for (const awaited of awaits) if ('event' in awaited && flow.mentions?.has(awaited.event) === false) return awaited.event
  return null
}

/** What a template needs besides the contact, frozen at the step. Null where there is nothing; members that say nothing are left out. */
function messageScope(enrollment: EnrollmentState): JsonObject | null {
  const { event, at, properties } = enrollment.entry
  const scope: JsonObject = {}
  if (event !== null || hasAny(properties)) scope.entry = hasAny(properties) ? { event, at, properties } : { event, at }
  if (hasAny(enrollment.vars)) scope.vars = enrollment.vars
  return hasAny(scope) ? scope : null
}

function hasAny(object: object): boolean {
  for (const _ in object) return true
  return false
}

/** Leaves a node by a port: counted, written down, and on to the next node or, where the port is not drawn, to the end. */
function leave(
  enrollment: EnrollmentState,
  node: CompiledNode,
  port: string,
  because: Because | null,
  world: InterpretWorld,
  effects: TripEffects,
): CompiledNode | undefined {
  const { flow } = enrollment
  if (!node.ports.has(port) && node.offPort === null && node.type !== null) {
    fail(enrollment, { code: 'PORT_UNKNOWN', values: { node: node.id, port } }, effects)
    return undefined
  }
  countPort(effects, flow, node.id, port)
  tellStep(enrollment, because === null ? [node.id, port] : [node.id, port, because])
  if (node.tracked) enrollment.passed = { ...enrollment.passed, [node.id]: enrollment.nodeEnteredAt }
  const next = node.edges.get(port)
  if (next === undefined) {
    const timedOut = because !== null && because.code === TIMED_OUT
    finish(enrollment, timedOut ? 'timeout' : 'completed', timedOut ? because : null, world.now, effects)
    return undefined
  }
  countNode(effects, flow, node.id, { inside: -1 })
  arriveAt(enrollment, next, world.now, effects)
  return next
}

/** Puts an enrollment before a node, undecided. */
export function arriveAt(enrollment: EnrollmentState, node: CompiledNode, now: Instant, effects: TripEffects): void {
  enrollment.node = node.id
  enrollment.visit += 1
  enrollment.nodeEnteredAt = now
  enrollment.state = 'active'
  enrollment.thenPort = null
  enrollment.awaits = null
  enrollment.because = null
  enrollment.attempts = 0
  countNode(effects, enrollment.flow, node.id, { inside: 1, entered: 1 })
}

/** Ready again at once: it took its share of this trip and goes on in the next. */
function restReady(enrollment: EnrollmentState, now: Instant): void {
  enrollment.state = 'active'
  enrollment.urgency = 0
  enrollment.nextAt = now
}

/** The type of this node is not installed here: nobody is failed or lost for that, they are looked at again until it is back. */
function restForType(enrollment: EnrollmentState, node: CompiledNode, now: Instant): void {
  const because: Because = { code: 'NODE_TYPE_MISSING', values: { node: node.id } }
  enrollment.state = 'active'
  enrollment.urgency = 1
  enrollment.thenPort = null
  enrollment.awaits = null
  enrollment.because = because
  enrollment.nextAt = now + limits.cannotWalkRetryMs
  tellStep(enrollment, [node.id, null, because])
}

/** Ends an enrollment where it stands, and writes that down as its last step. */
export function endEnrollment(
  enrollment: EnrollmentState,
  reason: EndReason,
  because: Because | null,
  at: Instant,
  effects: TripEffects,
): void {
  tellStep(enrollment, because === null ? [enrollment.node, null] : [enrollment.node, null, because])
  finish(enrollment, reason, because, at, effects)
}

/** Ends an enrollment of which the journal already says all. */
export function finish(
  enrollment: EnrollmentState,
  reason: EndReason,
  because: Because | null,
  at: Instant,
  effects: TripEffects,
): void {
  enrollment.touched = true
  enrollment.ended = { reason, because, at }
  countNode(effects, enrollment.flow, enrollment.node, {
    inside: -1,
    failed: enrollment.state === 'failed' ? -1 : 0,
  })
}

/** Nobody is ejected in silence: a failed enrollment stays where it is, visible, until an operator or a retry moves it. */
export function fail(enrollment: EnrollmentState, because: Because, effects: TripEffects): void {
  enrollment.touched = true
  enrollment.state = 'failed'
  enrollment.nextAt = null
  enrollment.awaits = null
  enrollment.because = because
  tellStep(enrollment, [enrollment.node, null, because])
  countNode(effects, enrollment.flow, enrollment.node, { failed: 1 })
}

/** Why a wait for something is left by a door that none of what it waited for opens: its time ran out. */
function outOfTime(awaits: Awaits | null, port: string): Because | null {
  if (awaits === null || awaits.list.some((awaited) => awaited.port === port)) return null
  const events = awaits.list.flatMap((awaited) => ('event' in awaited ? [awaited.event] : []))
  return { code: TIMED_OUT, values: events.length === 0 ? {} : { events: [...new Set(events)].join(', ') } }
}

const TIMED_OUT = 'TIMED_OUT'
/** The instant a journey was due that a pause has made too late for what it would be sent; null where nothing is late. */
function lateSince({ because }: EnrollmentState): Instant | null {
  const since = because?.values?.overdueSince
  return typeof since === 'number' ? since : null
}

const HAD_BEFORE: Because = { code: 'HAD_BEFORE' }
const OFF: Because = { code: 'SWITCHED_OFF' }
