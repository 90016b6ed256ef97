import { type Instant, must } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { loadContacts } from '../../ledgers/contacts/load-contacts.ts'
import {
  addressHash,
  loadConsents,
  loadSendingFlows,
  loadSentBefore,
  loadSuppressions,
  type SendingFlow,
} from '../../ledgers/messages/load-send-facts.ts'
import type { DueMessage } from '../../ledgers/messages/message-row.ts'
import type { ContactRow } from '../../rules/contact-row.ts'
import { dropsRepeat, isRepeat } from '../../rules/sending/breaker.ts'
import { capsLookBackMs, type SentBefore } from '../../rules/sending/caps.ts'
import { decideSend, type SendDecision } from '../../rules/sending/decide-send.ts'
import { addressOf, heldSinceOf, quietHoursOf } from '../../rules/sending/message-facts.ts'
import { type SendingZone, sendingZone } from '../../rules/sending/sending-zone.ts'
import { SYSTEM_FLOW } from '../../rules/sending/system-message.ts'
import type { TrackingConsent } from '../../rules/sending/track-mail.ts'
import type { WorkspaceSettings } from '../../rules/workspace-settings.ts'

/** A message claimed by this run, with what is needed to render and hand it over. */
export type ClaimedMessage = DueMessage & { contact: ContactRow; address: string; zone: SendingZone; tracking: TrackingConsent }

export type World = {
  now: Instant
  settings: WorkspaceSettings
  contacts: ReadonlyMap<string, ContactRow>
  flows: ReadonlyMap<string, SendingFlow>
  consents: Awaited<ReturnType<typeof loadConsents>>
  suppressed: ReadonlyMap<string, string>
  sentBefore: Map<string, SentBefore[]>
}

/** A message with what was decided about it; `repeats`: the same block wrote to the same contact within a day. */
export type Judged = { message: DueMessage; decision: SendDecision; zone: SendingZone; repeats: boolean }

/** Everything the judgement of these messages rests on, loaded for all of them at once. */
export async function loadWorld(
  sql: Sql,
  lane: number,
  messages: readonly DueMessage[],
  settings: WorkspaceSettings,
  now: Instant,
): Promise<World> {
  const contactIds = [...new Set(messages.map((message) => message.contact_id))]
  const contacts = await loadContacts(sql, lane, contactIds)
  return {
    now,
    settings,
    contacts,
    flows: await loadSendingFlows(sql, [...new Set(messages.map((message) => message.version_id))]),
    consents: await loadConsents(sql, lane, contactIds),
    suppressed: await loadSuppressions(sql, addressesOf(messages, contacts)),
    sentBefore: await loadSentBefore(sql, lane, contactIds, now - capsLookBackMs(settings.caps)),
  }
}

/** Higher priority first, because the last place under a cap goes to whoever is asked first; then as they became due. */
export function judgeDue(messages: readonly DueMessage[], world: World): Judged[] {
  const priority = (message: DueMessage) => world.flows.get(message.version_id)?.priority ?? 0
  return [...messages]
    .sort((a, b) => priority(b) - priority(a))
    .map((message) => {
      const contact = world.contacts.get(message.contact_id)
      const flow = world.flows.get(message.version_id)
      const zone = sendingZone(contact, flow?.zone ?? null, world.settings.timeZone)
      const sentBefore = world.sentBefore.get(message.contact_id) ?? []
      // Claimed is as good as sent for the next one judged.
      const { channel, purpose, tag, flow_id, node } = message
      const place: SentBefore = { channel, purpose, tag, block: `${flow_id}:${node}`, at: world.now }
      const repeats = isRepeat(place, sentBefore)
      const droppable = message.because?.values?.dropRepeat === true || dropsRepeat(flow?.breaker ?? null, message)
      const decision = decideSend({
        now: world.now,
        channel: message.channel,
        purpose: message.purpose,
        tag: message.tag,
        expiresAt: message.expires_at,
        heldSince: heldSinceOf(message),
        flow: message.flow_id === SYSTEM_FLOW ? 'live' : (flow?.state ?? 'archived'),
        pausedAt: flow?.paused_at ?? null,
        stoppedBy: null,
        address: contact === undefined ? undefined : addressOf(message.channel, contact),
        consent: world.consents.get(`${message.contact_id}:${message.channel}:${message.purpose}`) ?? null,
        suppressed: suppressionOf(message, contact, world.suppressed),
        zone,
        quietHours: quietHoursOf(message.channel, contact, world.settings),
        caps: world.settings.caps,
        sentBefore,
        breakerPerDay: world.settings.breaker.perDay,
        droppedRepeat: repeats && droppable,
      })
      if (decision.do === 'send') world.sentBefore.set(message.contact_id, [...sentBefore, place])
      return { message, decision, zone, repeats }
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

export function claimedOf(message: DueMessage, world: World, zone: SendingZone): ClaimedMessage {
  const contact = world.contacts.get(message.contact_id)
  const address = contact && addressOf(message.channel, contact)
  const name = `message ${message.enrollment_id}:${message.visit}, which was to be sent`
  // decideSend refuses a message without contact or address, so what is claimed has both.
  return {
    ...message,
    contact: must(contact, `the contact of ${name}`),
    address: must(address, `the address of ${name}`),
    zone,
    tracking: trackingOf(message, world),
  }
}

/** What the contact agreed to be measured by; only mail can be, and nothing is measured in what we send of our own accord. */
function trackingOf({ contact_id, channel, flow_id }: DueMessage, { consents }: World): TrackingConsent {
  const granted = (purpose: string) =>
    channel === 'email' && flow_id !== SYSTEM_FLOW && consents.get(`${contact_id}:${channel}:${purpose}`)?.state === 'granted'
  return { opens: granted('openTracking'), clicks: granted('clickTracking') }
}
