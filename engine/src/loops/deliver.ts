import { asError } from '@snodo/base'
import type { Channel, ChannelName } from '@snodo/channels'
import { isChannelName, sandboxChannel } from '@snodo/channels'
import type { Urge } from '@snodo/database'
import { nextDueAt } from '../ledgers/messages/load-due.ts'
import { messageKey } from '../ledgers/messages/message-row.ts'
import { keepClaims } from '../ledgers/messages/settle-messages.ts'
import { deliverLimits } from '../rules/deliver-limits.ts'
import { decideTrip } from './deliver-steps/decide-trip.ts'
import type { DeliverContext } from './deliver-steps/deliver-context.ts'
import { handOver } from './deliver-steps/hand-over.ts'
import { type ReadyMessage, renderClaimed } from './deliver-steps/render-claimed.ts'
import { type Answered, settleFates } from './deliver-steps/settle-fates.ts'

export type DeliverReport = {
  /** Somebody else moves the lane. */
  locked: boolean
  /** How soon to look again, where this run did not do it all: more is due than it took, or the lane was locked. */
  more: Urge | null
  /** Messages handed over, or tried to be. */
  claimed: number
  /** When the lane's next message is due; null: none is. */
  nextAt: number | null
}

/**
 * Sends what is due in a lane, a bounded trip at a time: judge and claim in one short transaction under the lane's lock, fill in the
 * texts in a thread, hand them to the provider outside any transaction, settle. A crash anywhere leaves claimed rows, which the
 * sweep takes back.
 */
export async function deliver(context: DeliverContext, lane: number): Promise<DeliverReport> {
  const decided = await decideTrip(context, lane)
  if (decided.locked) return { locked: true, more: 'again', claimed: 0, nextAt: null }
  if (decided.shouldMove) await context.bells.ringMove([lane])
  const claimed = decided.claimed.length
  if (claimed > 0) await sendClaimed(context, lane, decided)
  if (decided.more !== null) return { locked: false, more: decided.more, claimed, nextAt: context.clock.now() }
  return { locked: false, more: null, claimed, nextAt: await nextLook(context, lane, decided.behind) }
}

/** When the lane is worth another look; soon where contacts wait for intake, which has been rung and takes milliseconds. */
async function nextLook(context: DeliverContext, lane: number, behind: boolean): Promise<number | null> {
  const now = context.clock.now()
  const due = await nextDueAt(context.pool, lane, now)
  return behind ? Math.min(due ?? Number.POSITIVE_INFINITY, now + deliverLimits.behindMs) : due
}

type Decided = Extract<Awaited<ReturnType<typeof decideTrip>>, { locked: false }>

async function sendClaimed(context: DeliverContext, lane: number, decided: Decided): Promise<void> {
  const alive = setInterval(() => void keepAlive(context, lane, decided.token), deliverLimits.aliveMs)
  try {
    // The urgent are with the provider before the first of the others is rendered.
    const { urgent = [], others = [] } = Object.groupBy(decided.claimed, ({ urgency }) => (urgency === 0 ? 'urgent' : 'others'))
    if (urgent.length > 0) await renderAndSend(context, lane, { ...decided, claimed: urgent })
    if (others.length > 0) await renderAndSend(context, lane, { ...decided, claimed: others })
  } finally {
    clearInterval(alive)
  }
}

async function keepAlive(context: DeliverContext, lane: number, token: string): Promise<void> {
  try {
    await keepClaims(context.pool, lane, token, context.clock.now())
  } catch (error) {
    // The next beat comes within the lease; if the database stays away, the messages are taken back as they should be.
    context.log.warn('deliver.keep-alive', { lane, because: asError(error).message })
  }
}

async function renderAndSend(context: DeliverContext, lane: number, { claimed, settings, token }: Decided): Promise<void> {
  const { ready, broken } = await renderClaimed(context, claimed, settings)
  const told = await settleFates(
    context,
    lane,
    token,
    broken.map(({ message, code, say }) => ({ message, rendered: null, provider: null, fate: { fate: 'broken', code, say } })),
  )
  if (told) await context.bells.ringMove([lane])

  const byChannel = Map.groupBy(ready, ({ message }) => message.channel)
  await Promise.all(
    [...byChannel].map(async ([name, messages]) => {
      const channel = providerOf(context, name, settings.sending.mode)
      for (let from = 0; from < messages.length; from += channel.limits.batchSize)
        await sendBatch(context, channel, lane, token, messages.slice(from, from + channel.limits.batchSize))
    }),
  )
}

async function sendBatch(
  context: DeliverContext,
  channel: Channel,
  lane: number,
  token: string,
  batch: readonly ReadyMessage[],
): Promise<void> {
  const { fates, notBegun, provider } = await handOver(context, channel, lane, token, batch)
  const answered: Answered[] = notBegun.map((ready) => ({ ...ready, provider: null, fate: { fate: 'notBegun' } }))
  for (const ready of batch) {
    const fate = fates.get(messageKey(ready.message))
    if (fate !== undefined) answered.push({ ...ready, provider, fate })
  }
  if (await settleFates(context, lane, token, answered)) await context.bells.ringMove([lane])
}

/** The provider set up for a channel once sending is live; until then, and where none is set up, the sandbox. */
function providerOf(context: DeliverContext, name: string, mode: 'sandbox' | 'live'): Channel {
  const provider = mode === 'live' ? context.channels.get(name) : undefined
  if (provider !== undefined) return provider
  return sandboxChannel(isChannelName(name) ? name : (name as ChannelName)) // the sandbox only keeps the name
}
