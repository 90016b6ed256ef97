import { type JsonObject, laneOf } from '@snodo/base'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { resolveContact } from '../ledgers/contacts/resolve-contact.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import {
  findTracked,
  markClicked,
  markOpened,
  markPrefetched,
  type TrackedMessage,
} from '../ledgers/messages/react-to-message.ts'
import { webAddress } from '../rules/sending/cut-links.ts'
import { isMachineReader, type MailReader } from '../rules/sending/machine-reader.ts'
import type { TrackingClaim } from '../rules/sending/tracking-link.ts'

export type Reacted = {
  /** Where a click leads; null for an opening, and where the message or its link is not known any more. */
  target: string | null
  /**
   * `first`: it counts and flows hear of it; `again`: it did before; `machine`: written down apart; `unmeasured`: consent was
   * withdrawn since; `unknown`: there is no such message.
   */
  counted: 'first' | 'again' | 'machine' | 'unmeasured' | 'unknown'
}

/**
 * Writes down that somebody opened a mail or followed one of its links, and tells flows of it as `Message Opened` and
 * `Message Clicked`; of a machine as `Message Prefetched`, which counts for nothing. Each message is told once, and each link
 * of it, so asking again and again fills nothing up.
 */
export async function recordReaction(
  engine: EngineContext,
  given: { claim: TrackingClaim; reader: MailReader },
): Promise<Reacted> {
  const { claim, reader } = given
  const contact = await resolveContact(engine.pool, claim.contact)
  const message = contact === null ? null : await findTracked(engine.pool, claim.message, contact)
  if (contact === null || message === null) return { target: null, counted: 'unknown' }
  const target = claim.kind === 'click' ? targetOf(message, claim.link) : null
  if (claim.kind === 'click' && target === null) return { target: null, counted: 'unknown' }

  const consents = (await loadConsents(engine.pool, laneOf(contact), [contact])).get(contact)
  if (consents?.get(`email:${PURPOSES[claim.kind]}`) !== 'granted') return { target, counted: 'unmeasured' }
  const now = engine.clock.now()
  const machine = isMachineReader(reader, { kind: claim.kind, sentAt: message.sent_at, now })
  const first = await transaction(engine.pool, async (sql) => {
    const fresh = machine
      ? await markPrefetched(sql, message, now)
      : claim.kind === 'open'
        ? await markOpened(sql, message, now)
        : await markClicked(sql, message, claim.link, now)
    if (!fresh) return false
    const lane = laneOf(contact)
    const about = { node: message.node, flow: message.flow_id, enrollment: message.enrollment_id, visit: message.visit }
    const properties: JsonObject = { ...about, channel: 'email', link: target }
    await engine.ids.reserve(sql, 1)
    await appendOwnEvents(
      sql,
      lane,
      [
        {
          id: engine.ids.next(lane),
          contact,
          name: machine ? 'Message Prefetched' : EVENTS[claim.kind],
          properties: machine ? { ...properties, machine: true, kind: claim.kind } : properties,
        },
      ],
      now,
    )
    return true
  })
  if (first) await engine.bells.ringMove([laneOf(contact)])
  return { target, counted: machine ? 'machine' : first ? 'first' : 'again' }
}

const PURPOSES = { open: 'openTracking', click: 'clickTracking' } as const
const EVENTS = { open: 'Message Opened', click: 'Message Clicked' } as const

/** What came into the store by another way must not become a door. */
function targetOf(message: TrackedMessage, link: number): string | null {
  const url = message.links?.[link]
  return url === undefined ? null : webAddress(url)
}
