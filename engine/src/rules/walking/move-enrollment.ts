import type { Instant, JsonObject } from '@snodo/base'
import { REACTION_EVENTS } from '@snodo/flow'
import type { Because } from '@snodo/node-sdk'
import { limits } from '../../limits.ts'
import type { CompiledNode } from '../flows/compile-flow.ts'
import type { InterpretWorld } from './interpret-world.ts'
import { leavingOf } from './trip-facts.ts'
import { countNode, countPort, type EndReason, type EnrollmentState, type TripEffects, tellStep } from './trip-state.ts'

/** Code of a reason: the time of a wait ran out. */
const TIMED_OUT = 'TIMED_OUT'
/** The same, but what was waited for could not have been seen. */
const CANNOT_BE_SEEN = 'CANNOT_BE_SEEN'

/** Why a wait for something is left by a door that none of what it waited for opens: its time ran out. */
export function outOfTime(enrollment: EnrollmentState, port: string): Because | null {
  const { awaits } = enrollment
  if (awaits === null || awaits.list.some((awaited) => awaited.port === port)) return null
  const events = awaits.list.flatMap((awaited) => ('event' in awaited ? [awaited.event] : []))
  const values: JsonObject = events.length === 0 ? {} : { events: [...new Set(events)].join(', ') }
  const unseen = events.length === awaits.list.length && events.every((event) => cannotBeSeen(enrollment, event))
  return { code: unseen ? CANNOT_BE_SEEN : TIMED_OUT, values }
}

/** A reaction to messages that were not measured: whether it came can't be told. */
function cannotBeSeen({ flow, node, reactions }: EnrollmentState, event: string): boolean {
  const reaction = REACTION_EVENTS[event]
  const messages = flow.nodes.get(node)?.reactionsTo ?? []
  if (reaction === undefined) return false
  const known = messages.flatMap((message) => reactions?.get(message)?.[reaction] ?? [])
  return known.length > 0 && known.every((verdict) => verdict === 'cannotTell')
}

/** Leaves a node by a port: counted, written down, and on to the next node or, where the port is not drawn, to the end. */
export function leave(
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
  // What opened this door does not open it again: the next visit looks back to the moment after.
  if (node.waitsAgain) enrollment.passed = { ...enrollment.passed, [leavingOf(node.id)]: world.now + 1 }
  const next = node.edges.get(port)
  if (next === undefined) {
    const timedOut = because !== null && (because.code === TIMED_OUT || because.code === CANNOT_BE_SEEN)
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
export function restReady(enrollment: EnrollmentState, now: Instant): void {
  enrollment.state = 'active'
  enrollment.urgency = 0
  enrollment.nextAt = now
}

/** The type of this node is not installed here: nobody is failed or lost for that, they are looked at again until it is back. */
export function restForType(enrollment: EnrollmentState, node: CompiledNode, now: Instant): void {
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
