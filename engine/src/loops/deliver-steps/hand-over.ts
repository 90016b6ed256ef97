import { asError } from '@snodo/base'
import type { Channel, DeliveryFate } from '@snodo/channels'
import { patiently } from '@snodo/database'
import { stoppedBy } from '../../ledgers/messages/load-due.ts'
import { loadHaltedFlows } from '../../ledgers/messages/load-send-facts.ts'
import { type MessageKey, messageKey } from '../../ledgers/messages/message-row.ts'
import { handMessages, stillClaimed } from '../../ledgers/messages/settle-messages.ts'
import { loadSettings } from '../../ledgers/settings/settings.ts'
import { deliverLimits } from '../../rules/sending/deliver-limits.ts'
import type { DeliverContext } from './deliver-context.ts'
import type { ReadyMessage } from './render-claimed.ts'

/** What a provider's call came to: fates, and messages that were not begun because somebody ordered so meanwhile. */
export type HandedOver = { fates: Map<string, DeliveryFate>; notBegun: ReadyMessage[]; provider: string }

/**
 * Hands one batch to a provider. Right before, and while the provider works, it is asked whether a flow was paused, sending
 * stopped or a message cancelled: what has not begun by then does not begin.
 */
export async function handOver(
  context: DeliverContext,
  channel: Channel,
  lane: number,
  token: string,
  batch: readonly ReadyMessage[],
): Promise<HandedOver> {
  let lookedAt = context.clock.now()
  const patience = { ...context, what: 'deliver.hand-over' }
  const withheld = await patiently(() => withheldNow(context), patience)
  const allowed = batch.filter(({ message }) => !withheld(message))
  const notBegun = batch.filter(({ message }) => withheld(message))
  // Marked as handed over and told that it failed: nothing has begun, so it is asked again instead of being given up as unknown.
  const ours = () =>
    channel.idempotent
      ? stillClaimed(context.pool, lane, token)
      : handMessages(context.pool, lane, allowed.map(keyed), channel.provider, token)
  const mine = await patiently(ours, patience)
  let begun = allowed.filter(({ message }) => mine.has(messageKey(message)))
  // Whoever stood still since the last look, or waited long for the database, looks once more: an order given meanwhile holds.
  while (begun.length > 0 && context.clock.now() - lookedAt > deliverLimits.watchMs) {
    lookedAt = context.clock.now()
    const ordered = await patiently(() => withheldNow(context), patience)
    notBegun.push(...begun.filter(({ message }) => ordered(message)))
    begun = begun.filter(({ message }) => !ordered(message))
  }
  if (begun.length === 0) return { fates: new Map(), notBegun, provider: channel.provider }

  const stop = new AbortController()
  const handed = begun
  let ordered = false
  const look = async () => {
    const at = context.clock.now()
    const found = await lookForOrders(context, handed)
    if (found === null) return
    lookedAt = at
    if (!found) return
    ordered = true
    stop.abort()
  }
  // Whoever has not been able to look lately, because it stood still or the database is away, begins nothing: it may be forbidden.
  const isStale = () => Math.abs(context.clock.now() - lookedAt) > deliverLimits.mostUnwatchedMs
  Object.defineProperty(stop.signal, 'aborted', { get: () => ordered || isStale() })
  const watch = setInterval(look, deliverLimits.watchMs)
  try {
    const fates = await channel.deliver(
      handed.map((ready) => ready.outgoing),
      stop.signal,
    )
    return { fates, notBegun, provider: channel.provider }
  } finally {
    clearInterval(watch)
  }
}

/** Tells whether an order covers any of a batch, which ends it early: what is not begun comes back as `retry` and is judged again. Null: nobody could look. */
async function lookForOrders(context: DeliverContext, begun: readonly ReadyMessage[]): Promise<boolean | null> {
  try {
    const withheld = await withheldNow(context)
    return begun.some(({ message }) => withheld(message))
  } catch (error) {
    // The next look tries again; nothing begins meanwhile.
    context.log.warn('deliver.watch', { because: asError(error).message })
    return null
  }
}

type Placed = { flow_id: string; node: string; channel: string }

async function withheldNow(context: DeliverContext): Promise<(message: Placed) => boolean> {
  if (context.leaving?.aborted) return () => true
  const [settings, flows] = await Promise.all([loadSettings(context.pool), loadHaltedFlows(context.pool)])
  const stopped = stoppedBy({ flows, orders: settings.stopSending.map((order) => order.scope) })
  return (message) =>
    stopped.all ||
    stopped.flows.includes(message.flow_id) ||
    stopped.channels.includes(message.channel) ||
    stopped.messages.includes(`${message.flow_id}:${message.node}`)
}

function keyed(ready: ReadyMessage): MessageKey & { rendered: ReadyMessage['rendered'] } {
  return { enrollment_id: ready.message.enrollment_id, visit: ready.message.visit, rendered: ready.rendered }
}
