import type { JsonObject } from '@snodo/base'
import type { ContactState, EnrollmentState, NewMessage, ReactionFacts } from '../rules/walking/trip-state.ts'

const REACTIONS: Readonly<Record<string, keyof ReactionFacts>> = {
  'Message Opened': 'opened',
  'Message Clicked': 'clicked',
  'Message Delivered': 'delivered',
  'Message Bounced': 'bounced',
  Unsubscribed: 'unsubscribed',
}

/** What is known of a message's reactions as soon as its fate is: without consent to measuring, that nothing can be told. */
export function rememberMessage({ enrollment, node, channel }: NewMessage, sent: boolean, contact: ContactState): void {
  const measured = (purpose: string) => channel === 'email' && contact.consents?.get(`email:${purpose}`) === 'granted'
  enrollment.reactions ??= new Map()
  enrollment.reactions.set(node, {
    delivered: sent ? 'yes' : 'no',
    opened: sent && !measured('openTracking') ? 'cannotTell' : 'no',
    clicked: sent && !measured('clickTracking') ? 'cannotTell' : 'no',
    bounced: 'no',
    unsubscribed: 'no',
    notSent: sent ? 'no' : 'yes',
  })
}

/** A reaction that happens on the way, told by its event and the message's node. Who followed a link has seen the mail. */
export function react(journey: EnrollmentState, event: string, properties: JsonObject): void {
  const reaction = REACTIONS[event]
  if (reaction === undefined || typeof properties.node !== 'string') return
  const facts = journey.reactions?.get(properties.node)
  if (facts === undefined) return
  facts[reaction] = 'yes'
  if (reaction === 'clicked') facts.opened = 'yes'
}
