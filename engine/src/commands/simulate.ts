import type { ConsentState, MeasuredEvent } from '@snodo/audience'
import { type Instant, isId, type JsonObject, laneOf } from '@snodo/base'
import { CHANNEL_NAMES } from '@snodo/channels'
import { type FlowDocument, parseDocument } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { dryRun } from '../dry-run/dry-run.ts'
import type { DryRunContact, DryRunEvent, Trace } from '../dry-run/trace.ts'
import { engineFaults } from '../faults.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { loadContacts } from '../ledgers/contacts/load-contacts.ts'
import { loadMemberships } from '../ledgers/contacts/memberships.ts'
import { loadCompiled } from '../ledgers/contents/content-rows.ts'
import { loadFlow } from '../ledgers/flows/flow-rows.ts'
import { loadHistory } from '../ledgers/inbox/load-history.ts'
import {
  addressHash,
  loadConsents as loadSendConsents,
  loadSentBefore,
  loadSuppressions,
} from '../ledgers/messages/load-send-facts.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import { limits } from '../limits.ts'
import type { ContactRow } from '../rules/contact-row.ts'
import { fillTemplates, templatesNamed } from '../rules/flows/fill-templates.ts'
import { capsLookBackMs } from '../rules/sending/caps.ts'
import { addressOf } from '../rules/sending/message-facts.ts'
import { readVersion } from './publish.ts'

/** A made-up person to try a flow with; what is left out is empty, and whoever has an address has consented to marketing on it. */
export type SampleContact = {
  email?: string | null
  phone?: string | null
  userId?: string | null
  attributes?: JsonObject
  tags?: string[]
  lists?: string[]
  scores?: Record<string, number>
  consents?: Record<string, ConsentState>
  /** What they did before. */
  history?: DryRunEvent[]
}

export type SimulateGiven = {
  id: string
  /** The id of a real contact, or a made-up one. */
  contact: string | SampleContact
  at: Instant
  /** Which start; absent: the first. */
  start?: string | null
  /** Properties of the event that starts it. */
  entry?: JsonObject
  events?: DryRunEvent[]
  /** What is tried: the stored draft (default), a document as it stands in the editor, or a published version. */
  draft?: unknown
  version?: number
}

/** Tries a flow on one contact with the clock turned. Reads, and changes nothing. */
export async function simulate(engine: EngineContext, given: SimulateGiven): Promise<Trace> {
  const drawn = await documentToTry(engine, given)
  const document = fillTemplates(drawn, await loadCompiled(engine.pool, templatesNamed(drawn)))
  const contact = await whomToTry(engine, given.contact)
  return dryRun(
    {
      document,
      contact,
      at: given.at,
      start: given.start ?? null,
      entry: given.entry ?? {},
      events: given.events ?? [],
      settings: await loadSettings(engine.pool),
    },
    engine.nodeTypes,
  )
}

async function documentToTry(engine: EngineContext, given: SimulateGiven): Promise<FlowDocument> {
  if (given.version !== undefined) return (await readVersion(engine, given.id, given.version)).document
  if (given.draft !== undefined && given.draft !== true) return parseDocument(given.draft)
  const flow = await loadFlow(engine.pool, given.id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
  return flow.draft
}

/** A real contact as it is now, or a made-up one. */
export async function whomToTry(engine: EngineContext, contact: string | SampleContact): Promise<DryRunContact> {
  return typeof contact === 'string' ? realContact(engine, contact) : sampleContact(contact)
}

function sampleContact(sample: SampleContact): DryRunContact {
  const email = sample.email ?? null
  const phone = sample.phone ?? null
  const assumed: Record<string, ConsentState> = {
    ...(email === null ? {} : { 'email:marketing': 'granted' }),
    ...(phone === null ? {} : { 'sms:marketing': 'granted' }),
  }
  return {
    id: 'sample',
    email,
    phone,
    userId: sample.userId ?? null,
    attributes: sample.attributes ?? {},
    tags: sample.tags ?? [],
    lists: sample.lists ?? [],
    scores: sample.scores ?? {},
    consents: sample.consents ?? assumed,
    history: (sample.history ?? []).map(({ at, event, properties }) => ({ name: event, properties, occurredAt: at })),
    sending: { before: [], suppressed: {}, bases: {} },
  }
}

async function realContact(engine: EngineContext, id: string): Promise<DryRunContact> {
  if (!isId(id)) throw engineFaults.CONTACTS_UNKNOWN({ ids: [id] })
  const lane = laneOf(id)
  const row = (await loadContacts(engine.pool, lane, [id])).get(id)
  if (row === undefined) throw engineFaults.CONTACTS_UNKNOWN({ ids: [id] })
  const history: MeasuredEvent[] = await loadHistory(engine.pool, lane, id, limits.dryRunHistory)
  return {
    id,
    email: row.email,
    phone: row.phone,
    userId: row.user_id,
    attributes: row.attributes,
    tags: row.tags,
    scores: row.scores,
    lists: [...((await loadMemberships(engine.pool, lane, [id])).get(id) ?? [])],
    consents: Object.fromEntries((await loadConsents(engine.pool, lane, [id])).get(id) ?? []),
    history,
    sending: await sendingTo(engine, lane, row),
  }
}

/** What decides about sending to a real contact besides consent, as deliver would load it. */
async function sendingTo(engine: EngineContext, lane: number, contact: ContactRow): Promise<DryRunContact['sending']> {
  const { caps } = await loadSettings(engine.pool)
  const since = engine.clock.now() - capsLookBackMs(caps)
  const known = await loadSendConsents(engine.pool, lane, [contact.id])
  const hashes = CHANNEL_NAMES.flatMap((channel) => {
    const address = addressOf(channel, contact)
    return address === null ? [] : [[channel, addressHash(channel, address)] as const]
  })
  const suppressed = await loadSuppressions(
    engine.pool,
    hashes.map(([, hash]) => hash),
  )
  return {
    before: (await loadSentBefore(engine.pool, lane, [contact.id], since)).get(contact.id) ?? [],
    suppressed: Object.fromEntries(
      hashes.flatMap(([channel, hash]) => (suppressed.has(hash) ? [[channel, suppressed.get(hash) ?? '']] : [])),
    ),
    bases: Object.fromEntries([...known].map(([name, { basis }]) => [name.slice(contact.id.length + 1), basis])),
  }
}
