import type { Instant, JsonObject } from '@snodo/base'
import type { Lateness } from '@snodo/flow'
import type { Await, Because, Outcome } from '@snodo/node-sdk'
import type { CompiledNode } from '../flows/compile-flow.ts'
import { applyIntents } from './apply-intents.ts'
import { expiresAt } from './expiry.ts'
import type { InterpretWorld } from './interpret-world.ts'
import { endEnrollment, fail, leave, restReady } from './move-enrollment.ts'
import { type EnrollmentState, type TripEffects, tellStep } from './trip-state.ts'
import { VisitWorld } from './visit-world.ts'

/** Does what a node said of a visit. Gives the next node, or undefined where the enrollment has come to rest, ended or failed. */
export function settleOutcome(
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

const HAD_BEFORE: Because = { code: 'HAD_BEFORE' }
