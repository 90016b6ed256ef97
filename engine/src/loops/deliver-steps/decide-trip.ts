import type { Instant, JsonObject } from '@snodo/base'
import { transaction } from '@snodo/database'
import { writeAudit } from '../../ledgers/audit/write-audit.ts'
import { loadContacts } from '../../ledgers/contacts/load-contacts.ts'
import { tellFates } from '../../ledgers/inbox/tell-fates.ts'
import { tryLockLane } from '../../ledgers/lanes/lock-lane.ts'
import { loadDue } from '../../ledgers/messages/load-due.ts'
import {
  addressHash,
  loadConsents,
  loadPausedFlows,
  loadSendingFlows,
  loadSentBefore,
  loadSuppressions,
  type SendingFlow,
} from '../../ledgers/messages/load-send-facts.ts'
import type { DueMessage } from '../../ledgers/messages/message-row.ts'
import { claimMessages, holdMessages, refuseMessages } from '../../ledgers/messages/write-decisions.ts'
import { loadSettings } from '../../ledgers/settings/settings.ts'
import { capsLookBackMs, type SentBefore } from '../../rules/caps.ts'
import type { ContactRow } from '../../rules/contact-row.ts'
import { decideSend, type SendDecision } from '../../rules/decide-send.ts'
import { deliverLimits } from '../../rules/deliver-limits.ts'
import { addressOf, quietHoursOf } from '../../rules/message-facts.ts'
import { type SendingZone, sendingZone } from '../../rules/sending-zone.ts'
import type { TrackingConsent } from '../../rules/track-mail.ts'
import type { WorkspaceSettings } from '../../rules/workspace-settings.ts'
import type { DeliverContext } from './deliver-context.ts'

/** A message claimed by this run, with what is needed to render and hand it over. */
export type ClaimedMessage = DueMessage & { contact: ContactRow; address: string; zone: SendingZone; tracking: TrackingConsent }

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
      /** There is something for intake: unread events, or fates just told. */
      shouldMove: boolean
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
    const withheld = { flows: await loadPausedFlows(sql), orders: settings.stopSending.map((order) => order.scope) }
    const due = await loadDue(sql, lane, now, withheld, deliverLimits.tripSize)
    const more = moreOf(due)
    // What intake has not read may be an opt-out or an exit: those contacts wait for it.
    const messages = due.filter((message) => !message.behind)
    const behind = messages.length < due.length
    if (messages.length === 0) return { locked: false, token: '', claimed: [], settings, more, behind, shouldMove: behind }

    const contactIds = [...new Set(messages.map((message) => message.contact_id))]
    const contacts = await loadContacts(sql, lane, contactIds)
    const world: World = {
      now,
      settings,
      contacts,
      flows: await loadSendingFlows(sql, [...new Set(messages.map((message) => message.version_id))]),
      consents: await loadConsents(sql, lane, contactIds),
      suppressed: await loadSuppressions(sql, addressesOf(messages, contacts)),
      sentBefore: await loadSentBefore(sql, lane, contactIds, now - capsLookBackMs(settings.caps)),
    }
    const decided = decideAll(messages, world)

    await context.ids.reserve(sql, 1)
    const token = context.ids.next(lane)
    const sends = decided.flatMap(({ message, decision, ...more }) =>
      decision.do === 'send' ? [claimedOf(message, world, more.zone)] : [],
    )
    const refused = decided.flatMap(({ message, decision }) =>
      decision.do === 'notSend' ? [{ ...message, because: decision.because }] : [],
    )
    await claimMessages(sql, lane, sends, token, now)
    await refuseMessages(sql, lane, refused, now)
    await holdMessages(
      sql,
      lane,
      decided.flatMap(({ message, decision }) =>
        decision.do === 'hold' ? [{ ...message, until: decision.until, because: withHeldSince(decision) }] : [],
      ),
    )
    const told = await tellFates(
      { sql, ids: context.ids, lane, listensTo: context.listensTo },
      refused.map((message) => ({ message, fate: 'notSent', because: message.because })),
      now,
    )
    await tellBreaker(context, sql, lane, refused, now)
    for (const { channel } of refused) context.tally.add('messages', 1, { channel, fate: 'notSent' })
    return { locked: false, token, claimed: sends, settings, more, behind, shouldMove: behind || told > 0 }
  })
}

function moreOf(due: readonly DueMessage[]): 'now' | 'turn' | null {
  const urgent = due.filter((message) => message.urgency === 0).length
  if (urgent === deliverLimits.tripSize) return 'now'
  return due.length - urgent === deliverLimits.tripSize ? 'turn' : null
}

type World = {
  now: Instant
  settings: WorkspaceSettings
  contacts: ReadonlyMap<string, ContactRow>
  flows: ReadonlyMap<string, SendingFlow>
  consents: Awaited<ReturnType<typeof loadConsents>>
  suppressed: ReadonlyMap<string, string>
  sentBefore: Map<string, SentBefore[]>
}

/** Higher priority first, because the last place under a cap goes to whoever is asked first; then as they became due. */
function decideAll(
  messages: readonly DueMessage[],
  world: World,
): { message: DueMessage; decision: SendDecision; zone: SendingZone }[] {
  const priority = (message: DueMessage) => world.flows.get(message.version_id)?.priority ?? 0
  return [...messages]
    .sort((a, b) => priority(b) - priority(a))
    .map((message) => {
      const contact = world.contacts.get(message.contact_id)
      const flow = world.flows.get(message.version_id)
      const zone = sendingZone(contact, flow?.zone ?? null, world.settings.timeZone)
      const sentBefore = world.sentBefore.get(message.contact_id) ?? []
      const decision = decideSend({
        now: world.now,
        channel: message.channel,
        purpose: message.purpose,
        expiresAt: message.expires_at,
        heldSince: heldSinceOf(message),
        flow: flow?.state ?? 'archived',
        stoppedBy: null,
        address: contact === undefined ? undefined : addressOf(message.channel, contact),
        consent: world.consents.get(`${message.contact_id}:${message.channel}:${message.purpose}`) ?? null,
        suppressed: suppressionOf(message, contact, world.suppressed),
        zone,
        quietHours: quietHoursOf(message.channel, contact, world.settings),
        caps: world.settings.caps,
        sentBefore,
        breakerPerDay: world.settings.breaker.perDay,
      })
      // Claimed is as good as sent for the next one judged.
      if (decision.do === 'send')
        world.sentBefore.set(message.contact_id, [
          ...sentBefore,
          { channel: message.channel, purpose: message.purpose, at: world.now },
        ])
      return { message, decision, zone }
    })
}

function addressesOf(messages: readonly DueMessage[], contacts: ReadonlyMap<string, ContactRow>): string[] {
  const hashes = messages.flatMap((message) => {
    const contact = contacts.get(message.contact_id)
    const address = contact && addressOf(message.channel, contact)
    return address ? [addressHash(message.channel, address)] : []
  })
  return [...new Set(hashes)]
}

function suppressionOf(
  message: DueMessage,
  contact: ContactRow | undefined,
  suppressed: ReadonlyMap<string, string>,
): string | null {
  const address = contact && addressOf(message.channel, contact)
  return address ? (suppressed.get(addressHash(message.channel, address)) ?? null) : null
}

function claimedOf(message: DueMessage, world: World, zone: SendingZone): ClaimedMessage {
  const contact = world.contacts.get(message.contact_id)
  const address = contact && addressOf(message.channel, contact)
  // decideSend refuses a message without contact or address, so what is claimed has both.
  if (contact === undefined || !address)
    throw new Error(`message ${message.enrollment_id}:${message.visit} was to be sent without an address`)
  return { ...message, contact, address, zone, tracking: trackingOf(message, world) }
}

/** What the contact agreed to be measured by; only mail can be. */
function trackingOf({ contact_id, channel }: DueMessage, { consents }: World): TrackingConsent {
  const granted = (purpose: string) =>
    channel === 'email' && consents.get(`${contact_id}:${channel}:${purpose}`)?.state === 'granted'
  return { opens: granted('openTracking'), clicks: granted('clickTracking') }
}

function heldSinceOf(message: DueMessage): Instant | null {
  const since = message.because?.values?.heldSince
  return typeof since === 'number' ? since : null
}

function withHeldSince(decision: Extract<SendDecision, { do: 'hold' }>): { code: string; values: JsonObject } {
  return { code: decision.because.code, values: { ...decision.because.values, heldSince: decision.heldSince } }
}

/** The breaker is an alarm as well: the operator finds it in the log of deeds. */
async function tellBreaker(
  context: DeliverContext,
  sql: Parameters<typeof writeAudit>[0],
  lane: number,
  refused: readonly (DueMessage & { because: { code: string } })[],
  now: Instant,
): Promise<void> {
  const stopped = refused.filter((message) => message.because.code === 'BREAKER')
  if (stopped.length === 0) return
  const flows = [...new Set(stopped.map((message) => message.flow_id))]
  context.log.warn('deliver.breaker', { lane, flows, messages: stopped.length })
  await writeAudit(
    sql,
    flows.map((flow) => ({
      at: now,
      actor: 'breaker',
      action: 'messages.stopped',
      subject: `flow:${flow}`,
      reason: 'too many messages to one contact within a day',
      details: { contacts: [...new Set(stopped.filter((m) => m.flow_id === flow).map((m) => m.contact_id))].slice(0, 20) },
    })),
  )
}
