import { asError, safeJson } from '@snodo/base'
import { type Channel, type DeliveryFate, isProviderTrouble } from '@snodo/channels'
import { patiently, type Urge } from '@snodo/database'
import { dropClaim } from '../ledgers/claims/claims.ts'
import { nextDueAt, waitsForBudget } from '../ledgers/messages/load-due.ts'
import { messageKey } from '../ledgers/messages/message-row.ts'
import { giveBackClaimed, keepClaims } from '../ledgers/messages/settle-messages.ts'
import { deliverLimits } from '../rules/sending/deliver-limits.ts'
import { decideTrip, moveUrge } from './deliver-steps/decide-trip.ts'
import type { DeliverContext } from './deliver-steps/deliver-context.ts'
import { handOver } from './deliver-steps/hand-over.ts'
import { noteProvider } from './deliver-steps/note-provider.ts'
import { providerOf } from './deliver-steps/provider-of.ts'
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
 * texts in a thread, hand them to the provider outside any transaction, settle. What was learnt of a provider is written down
 * however long the database is away; a crash anywhere leaves claimed rows, which are taken back.
 */
export async function deliver(context: DeliverContext, lane: number): Promise<DeliverReport> {
  const decided = await decideTrip(context, lane)
  if (decided.locked) return { locked: true, more: 'again', claimed: 0, nextAt: null }
  if (decided.repeats > 0) await context.repeated?.(decided.repeats)
  if (decided.shouldMove !== null) await context.bells.ringMove([lane], decided.shouldMove)
  const claimed = decided.claimed.length
  if (claimed > 0) await sendClaimed(context, lane, decided)
  if (decided.more !== null) return { locked: false, more: decided.more, claimed, nextAt: context.clock.now() }
  return { locked: false, more: null, claimed, nextAt: await nextLook(context, lane, decided) }
}

type Decided = Extract<Awaited<ReturnType<typeof decideTrip>>, { locked: false }>

/**
 * When the lane is worth another look: soon where contacts wait for intake, which has been rung and takes milliseconds; when a
 * budget has places again where messages wait for one, a little scattered, or all lanes would ask for them at once.
 */
async function nextLook(context: DeliverContext, lane: number, { behind, waits, troubled }: Decided): Promise<number | null> {
  const now = context.clock.now()
  const looks: number[] = []
  const due = await nextDueAt(context.pool, lane, now)
  if (due !== null) looks.push(due)
  if (behind) looks.push(now + deliverLimits.behindMs)
  // What this run found out about a provider is in its budget by now: the next look learns until when.
  if (troubled.size > 0) looks.push(now + deliverLimits.scatterMs)
  if (waits.until !== null && (waits.cut || (await waitsForBudget(context.pool, lane, now, waits))))
    looks.push(Math.max(waits.until, now) + Math.floor(context.random.next() * deliverLimits.scatterMs))
  return looks.length === 0 ? null : Math.min(...looks)
}

async function sendClaimed(context: DeliverContext, lane: number, decided: Decided): Promise<void> {
  let over = false
  let saying = false
  const alive = setInterval(async () => {
    if (saying) return
    saying = true
    await keepAlive(context, lane, decided.token, () => over)
    saying = false
  }, deliverLimits.aliveMs)
  try {
    // The urgent are with the provider before the first of the others is rendered.
    const { urgent = [], others = [] } = Object.groupBy(decided.claimed, ({ urgency }) => (urgency === 0 ? 'urgent' : 'others'))
    if (urgent.length > 0) await renderAndSend(context, lane, { ...decided, claimed: urgent })
    if (others.length > 0) await renderAndSend(context, lane, { ...decided, claimed: others })
    // A message that was to try a provider and never came so far, because its text was broken: the next may.
    for (const provider of decided.probing) await noteProvider(context, provider, [], true)
  } catch (error) {
    // What has not begun is due again now and not when its lease ends.
    await patiently(() => giveBackClaimed(context.pool, lane, decided.token), { ...context, what: 'deliver.give-back' })
    throw error
  } finally {
    over = true
    clearInterval(alive)
    // Nobody is at it any more, however it ended.
    await patiently(() => dropClaim(context.pool, lane, decided.token), { ...context, what: 'deliver.let-go' })
  }
}

async function keepAlive(context: DeliverContext, lane: number, token: string, over: () => boolean): Promise<void> {
  const say = async () => {
    if (!over()) await keepClaims(context.pool, lane, token, context.clock.now())
  }
  try {
    await patiently(say, { ...context, what: 'deliver.keep-alive' })
  } catch (error) {
    // The next beat comes within the lease; without it the messages are taken back as they should be.
    context.log.warn('deliver.keep-alive', { lane, because: asError(error).message })
  }
}

async function renderAndSend(context: DeliverContext, lane: number, decided: Decided): Promise<void> {
  const { claimed, settings, token } = decided
  const { ready, broken } = await renderClaimed(context, claimed, settings)
  const told = await settleFates(
    context,
    lane,
    token,
    broken.map(({ message, code, say }) => ({ message, rendered: null, provider: null, fate: { fate: 'broken', code, say } })),
  )
  if (told) await context.bells.ringMove([lane], moveUrge(claimed))

  const byChannel = Map.groupBy(ready, ({ message }) => message.channel)
  await Promise.all(
    [...byChannel].map(async ([name, messages]) => {
      const channel = providerOf(context, name, settings.sending.mode)
      for (let from = 0; from < messages.length; from += channel.limits.batchSize)
        await sendBatch(context, channel, lane, decided, messages.slice(from, from + channel.limits.batchSize))
    }),
  )
}

async function sendBatch(
  context: DeliverContext,
  channel: Channel,
  lane: number,
  { token, probing, troubled, claimed }: Decided,
  batch: readonly ReadyMessage[],
): Promise<void> {
  // What an earlier batch of this run found out about the provider holds for this one: nothing of it begins.
  const away = troubled.has(channel.provider)
  const { fates, notBegun, provider } = away
    ? { fates: new Map<string, DeliveryFate>(), notBegun: batch, provider: channel.provider }
    : await handOver(context, channel, lane, token, batch)
  const answered: Answered[] = notBegun.map((ready) => ({ ...ready, provider: null, fate: { fate: 'notBegun' } }))
  for (const ready of batch) {
    const fate = fates.get(messageKey(ready.message))
    // What a provider says is text of strangers, and one that PostgreSQL refuses would keep the fates of all from being written.
    if (fate !== undefined) answered.push({ ...ready, provider, fate: safeJson(fate).value as DeliveryFate }) // the same value, mended
  }
  if (await settleFates(context, lane, token, answered)) await context.bells.ringMove([lane], moveUrge(claimed))
  if (away) return
  const told = [...fates.values()]
  if (told.some(isProviderTrouble)) troubled.add(provider)
  await noteProvider(context, provider, told, probing.delete(provider))
}
