import type { Instant, JsonObject } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import { writeAudit } from '../../ledgers/audit/write-audit.ts'
import { loadBudgets } from '../../ledgers/budgets/budget-rows.ts'
import { writeClaim } from '../../ledgers/claims/claims.ts'
import { countFlowSends, type FlowSends } from '../../ledgers/flow-sends/flow-sends.ts'
import { tellFates } from '../../ledgers/inbox/tell-fates.ts'
import { tryLockLane } from '../../ledgers/lanes/lock-lane.ts'
import { loadDue, loadRivals, type Withheld } from '../../ledgers/messages/load-due.ts'
import { loadHeldFlows } from '../../ledgers/messages/load-send-facts.ts'
import { type DueMessage, messageKey } from '../../ledgers/messages/message-row.ts'
import { claimMessages, holdMessages, refuseMessages } from '../../ledgers/messages/write-decisions.ts'
import { loadSettings } from '../../ledgers/settings/settings.ts'
import type { SendDecision } from '../../rules/sending/decide-send.ts'
import { deliverLimits } from '../../rules/sending/deliver-limits.ts'
import { SYSTEM_FLOW } from '../../rules/sending/system-message.ts'
import type { WorkspaceSettings } from '../../rules/workspace-settings.ts'
import type { DeliverContext } from './deliver-context.ts'
import { type ClaimedMessage, claimedOf, type Judged, judgeDue, loadWorld } from './judge-due.ts'
import { type ClosedBudgets, closedBudgets, leaseBudgets } from './lease-budgets.ts'
import { providersNow } from './provider-of.ts'

export type DecidedTrip =
  /** Somebody else moves this lane now. */
  | { locked: true }
  | {
      locked: false
      token: string
      claimed: ClaimedMessage[]
      settings: WorkspaceSettings
      /** As many were due as one trip takes, so there may be more: of the urgent, or of those that take their turn. */
      more: 'now' | 'turn' | null
      /** Some contacts have events that intake has not read. */
      behind: boolean
      /** How soon intake is wanted: there are unread events, or fates just told. */
      shouldMove: 'now' | 'soon' | null
      /** What no budget had a place for waits until the first of them has; `cut`: messages of this very trip are among it. */
      waits: ClosedBudgets & { cut: boolean }
      /** Providers in trouble, which one message of this trip tries. */
      probing: Set<string>
      /** Providers found in trouble while this trip's messages are sent. */
      troubled: Set<string>
      /** Messages of this trip that repeat themselves: the same block to the same contact within a day. */
      repeats: number
    }

/**
 * Judges what is due in a lane, in one short transaction under the lane's lock: so no two judgements of one contact run side by
 * side, and a place under a cap is taken by being claimed. Nothing is rendered or sent in here.
 */
export async function decideTrip(context: DeliverContext, lane: number): Promise<DecidedTrip> {
  return transaction(context.pool, async (sql) => {
    if ((await tryLockLane(sql, lane)) === null) return { locked: true }
    const now = context.clock.now()
    const settings = await loadSettings(sql)
    const providers = providersNow(context, settings.sending.mode)
    const budgets = await loadBudgets(sql)
    const closed = closedBudgets(budgets, providers, settings, now)
    const orders = settings.stopSending.map((order) => order.scope)
    const withheld = { flows: await loadHeldFlows(sql), orders, channels: closed.channels, released: closed.released }
    const found = await loadDue(sql, lane, now, withheld, deliverLimits.tripSize)
    const first = shareOf(found)
    const more = moreOf(found, first)
    // All that is due is here, or there is no cap whose last place could go to the wrong one: nobody else need be asked for.
    const due = more === null || settings.caps.length === 0 ? first : await withRivals(sql, lane, first, now, withheld)
    // What intake has not read may be an opt-out or an exit: those contacts wait for it.
    const messages = due.filter((message) => !message.behind)
    const behind = messages.length < due.length
    const nobody = {
      locked: false,
      token: '',
      claimed: [],
      settings,
      more,
      behind,
      shouldMove: behind ? moveUrge(due) : null,
      probing: new Set<string>(),
      troubled: new Set<string>(),
      repeats: 0,
    } as const
    if (messages.length === 0) return { ...nobody, claimed: [], waits: { ...closed, cut: false } }

    const world = await loadWorld(sql, lane, messages, settings, now)
    const judged = judgeDue(messages, world)
    const fit = judged.filter(({ decision }) => decision.do === 'send')
    const { leased, probing, until } = await leaseBudgets(
      sql,
      fit.map(({ message }) => message),
      budgets,
      providers,
      settings,
      now,
    )
    const places = new Set(leased)
    const sends = fit.filter(({ message }) => places.has(message))
    const refused = judged.flatMap(({ message, decision }) =>
      decision.do === 'notSend' ? [{ ...message, because: decision.because, ends: decision.ends }] : [],
    )
    const held = judged.flatMap(({ message, decision }) =>
      decision.do === 'hold' ? [{ message, until: decision.until, because: withHeldSince(message, decision) }] : [],
    )

    await context.ids.reserve(sql, 1)
    const token = context.ids.next(lane)
    const claimed = sends.map(({ message, zone }) => claimedOf(message, world, zone))
    await claimMessages(sql, lane, claimed, token, now)
    if (claimed.length > 0) await writeClaim(sql, lane, { token, instance: context.pool.applicationName, acting: null })
    await refuseMessages(sql, lane, refused, now)
    await holdMessages(
      sql,
      lane,
      held.map(({ message, ...hold }) => ({ ...message, ...hold })),
    )
    const ofFlows = sendsByFlow(sends)
    await countFlowSends(sql, lane, ofFlows, now)
    const told = await tellFates(
      { sql, ids: context.ids, lane, listensTo: context.listensTo },
      refused.map((message) => ({ message, fate: 'notSent', because: message.because, ends: message.ends })),
      now,
    )
    await tellBreaker(context, sql, lane, held, now)
    for (const { channel } of refused) context.tally.add('messages', 1, { channel, fate: 'notSent' })
    const waits = { ...closed, cut: places.size < fit.length, until: earlier(closed.until, until) }
    return {
      locked: false,
      token,
      claimed,
      settings,
      more,
      behind,
      shouldMove: behind || told > 0 ? moveUrge(due) : null,
      waits,
      probing,
      troubled: new Set<string>(),
      repeats: ofFlows.reduce((sum, { repeats }) => sum + repeats, 0),
    }
  })
}

/** Intake goes on for messages that events have set off before it does for those of a drain. */
export function moveUrge(messages: readonly Pick<DueMessage, 'urgency'>[]): 'now' | 'soon' {
  return messages.some(({ urgency }) => urgency === 0) ? 'now' : 'soon'
}

/** What else is due for these contacts is judged with it. */
async function withRivals(
  sql: Sql,
  lane: number,
  first: readonly DueMessage[],
  now: Instant,
  withheld: Withheld,
): Promise<DueMessage[]> {
  const known = new Set(first.map(messageKey))
  const contacts = [...new Set(first.map((message) => message.contact_id))]
  const rivals = await loadRivals(sql, lane, now, withheld, contacts, first.length + deliverLimits.tripSize)
  return [...first, ...rivals.filter((message) => !known.has(messageKey(message)))]
}

/** What a trip takes of what is due: all, or beside urgent ones only some of the others. */
function shareOf(due: readonly DueMessage[]): DueMessage[] {
  const urgent = due.filter((message) => message.urgency === 0)
  const others = due.slice(urgent.length)
  return [...urgent, ...(urgent.length === 0 ? others : others.slice(0, deliverLimits.besideUrgent))]
}

function moreOf(due: readonly DueMessage[], taken: readonly DueMessage[]): 'now' | 'turn' | null {
  const urgent = due.filter((message) => message.urgency === 0).length
  if (urgent === deliverLimits.tripSize) return 'now'
  return taken.length < due.length || due.length - urgent === deliverLimits.tripSize ? 'turn' : null
}

function sendsByFlow(sends: readonly Judged[]): FlowSends[] {
  const ofFlows = sends.filter(({ message }) => message.flow_id !== SYSTEM_FLOW)
  return [...Map.groupBy(ofFlows, ({ message }) => message.flow_id)].map(([flow, of]) => ({
    flow,
    sent: of.length,
    repeats: of.filter(({ repeats }) => repeats).length,
  }))
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}

/** What must outlive being held again: since when it has been, and that it is dropped where it repeats another. */
function withHeldSince(
  message: DueMessage,
  decision: Extract<SendDecision, { do: 'hold' }>,
): { code: string; values: JsonObject } {
  const reset: JsonObject = message.because?.values?.dropRepeat === true ? { dropRepeat: true } : {}
  return { code: decision.because.code, values: { ...decision.because.values, ...reset, heldSince: decision.heldSince } }
}

/** The breaker is an alarm as well: the operator finds it in the log of deeds. */
async function tellBreaker(
  context: DeliverContext,
  sql: Parameters<typeof writeAudit>[0],
  lane: number,
  held: readonly { message: DueMessage; because: { code: string; values: JsonObject } }[],
  now: Instant,
): Promise<void> {
  // Once for each message: one that is held again was told of before.
  const stopped = held.filter(({ message, because }) => because.code === 'BREAKER' && message.because?.code !== 'BREAKER')
  if (stopped.length === 0) return
  const flows = [...new Set(stopped.map(({ message }) => message.flow_id))]
  context.log.warn('deliver.breaker', { lane, flows, messages: stopped.length })
  await writeAudit(
    sql,
    flows.map((flow) => ({
      at: now,
      actor: 'breaker',
      action: 'messages.held',
      subject: `flow:${flow}`,
      reason: 'too many messages to one contact within a day',
      details: {
        ...stopped[0]?.because.values,
        contacts: [
          ...new Set(stopped.filter(({ message }) => message.flow_id === flow).map(({ message }) => message.contact_id)),
        ].slice(0, 20),
      },
    })),
  )
}
