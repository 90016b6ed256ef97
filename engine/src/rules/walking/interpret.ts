import { asError, type Instant } from '@snodo/base'
import { type Because, type DecideNode, makeDecideStep, type Outcome } from '@snodo/node-sdk'
import { limits } from '../../limits.ts'
import type { CompiledNode } from '../flows/compile-flow.ts'
import type { InterpretWorld } from './interpret-world.ts'
import { fail, leave, outOfTime, restForType, restReady } from './move-enrollment.ts'
import { settleOutcome } from './settle-outcome.ts'
import { type EnrollmentState, type TripEffects, tellStep } from './trip-state.ts'
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
    node = leave(enrollment, node, port, enrollment.because ?? outOfTime(enrollment, port), world, effects)
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
  return settleOutcome(enrollment, node, outcome, compared, world, effects)
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

/** The instant a journey was due that a pause has made too late for what it would be sent; null where nothing is late. */
function lateSince({ because }: EnrollmentState): Instant | null {
  const since = because?.values?.overdueSince
  return typeof since === 'number' ? since : null
}

const OFF: Because = { code: 'SWITCHED_OFF' }
