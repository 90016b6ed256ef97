import { isoOf, type Json, type JsonObject } from '@snodo/base'
import type { Intent } from '@snodo/node-sdk'
import type { ContactState, EnrollmentState, SystemEvent, TripEffects } from './trip-state.ts'

/**
 * Lays a step's intents over its contact, so that a later node of the same trip sees the new value, and notes what is to be
 * written. An intent that changes nothing makes no event: nobody is told that a tag was added which was there already.
 */
export function applyIntents(
  enrollment: EnrollmentState,
  intents: readonly Intent[],
  set: JsonObject | null,
  effects: TripEffects,
): void {
  if (set !== null) enrollment.vars = { ...enrollment.vars, ...set }
  for (const intent of intents) applyIntent(enrollment, intent, effects)
}

function applyIntent(enrollment: EnrollmentState, intent: Intent, effects: TripEffects): void {
  const { contact, flow } = enrollment
  const told = (name: string, properties: JsonObject): SystemEvent => {
    const event = { contact, name, properties: { ...properties, flow: flow.flowId, node: enrollment.node } }
    effects.systemEvents.push(event)
    return event
  }
  switch (intent.do) {
    case 'setField': {
      const old = contact.attributes[intent.field] ?? null
      if (JSON.stringify(old) === JSON.stringify(intent.value)) return
      contact.attributes = withField(contact.attributes, intent.field, intent.value)
      contact.profileChanged = true
      told('Field Changed', { field: intent.field, old, new: intent.value })
      return
    }
    case 'addTag':
      if (contact.tags.has(intent.tag)) return
      contact.tags.add(intent.tag)
      contact.profileChanged = true
      told('Tag Added', { tag: intent.tag })
      return
    case 'removeTag':
      if (!contact.tags.delete(intent.tag)) return
      contact.profileChanged = true
      told('Tag Removed', { tag: intent.tag })
      return
    case 'joinList':
      joinList(contact, intent.list, effects, told)
      return
    case 'leaveList':
      if (contact.lists !== null && !contact.lists.delete(intent.list)) return
      effects.memberships.push({ contact, list: intent.list, member: false })
      told('List Left', { list: intent.list })
      return
    case 'addScore': {
      const old = contact.scores[intent.score] ?? 0
      if (intent.points === 0) return
      contact.scores = { ...contact.scores, [intent.score]: old + intent.points }
      contact.profileChanged = true
      told('Score Changed', { score: intent.score, old, new: old + intent.points })
      return
    }
    case 'enterFlow':
      effects.enterFlows.push({ contact, flow: intent.flow, fromFlow: flow.flowId, from: `${enrollment.id}:${enrollment.visit}` })
      return
    case 'giveCoupon': {
      const validUntil = intent.validUntil === null ? null : isoOf(intent.validUntil)
      const { properties } = told('Coupon Issued', { as: intent.as, pool: intent.pool, code: intent.code, validUntil })
      effects.coupons.push({
        enrollment,
        visit: enrollment.visit,
        pool: intent.pool,
        code: intent.code,
        value: intent.value,
        validUntil: intent.validUntil,
        as: intent.as,
        told: properties,
      })
    }
  }
}

function joinList(
  contact: ContactState,
  list: string,
  effects: TripEffects,
  told: (name: string, properties: JsonObject) => unknown,
): void {
  if (contact.lists?.has(list)) return
  contact.lists?.add(list)
  effects.memberships.push({ contact, list, member: true })
  told('List Joined', { list })
}

/** A copy with one field set; null takes it away. Objects on the way of a dotted path are copied, never changed in place. */
export function withField(attributes: JsonObject, path: string, value: Json): JsonObject {
  const [head, ...rest] = path.split('.') as [string, ...string[]] // split always gives at least one part
  if (rest.length === 0) {
    if (value !== null) return { ...attributes, [head]: value }
    const { [head]: _gone, ...others } = attributes
    return others
  }
  const inner = attributes[head]
  const object = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {}
  return { ...attributes, [head]: withField(object, rest.join('.'), value) }
}
