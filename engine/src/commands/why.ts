import { type ConsentState, type ContactFacts, explain, factsNeeded, type Predicate, valueAt } from '@snodo/audience'
import { isId, type JsonObject, laneOf } from '@snodo/base'
import type { FlowDocument } from '@snodo/flow'
import type { Because } from '@snodo/node-sdk'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { type ContactProfileRow, readProfile } from '../ledgers/contacts/read-profile.ts'
import { loadFlow } from '../ledgers/flows/flow-rows.ts'
import { loadVersions } from '../ledgers/flows/load-versions.ts'
import {
  loadConsentAt,
  loadEntries,
  loadEntryOf,
  loadJourney,
  loadLastEvent,
  loadMessage,
  loadVersionInfo,
  type WhyEntry,
  type WhyEvent,
  type WhyVersion,
} from '../ledgers/why/load-why.ts'
import { type CompiledFlow, compileFlow } from '../rules/flows/compile-flow.ts'
import { type Why, type WhyFacts, type WhyPart, type WhyStart, whyInFlow, whyMessage } from '../rules/why.ts'
import { personFaults } from './person-faults.ts'
import { whyWaiting } from './why-waiting.ts'

/** An answer, and the drawing its ids are of: the version somebody walks, else the one that takes people in. */
export type WhyAnswer = { contact: string; flow: string; document: FlowDocument | null } & Why

/** Why a contact is in a flow, or is not. Reads, and changes nothing. Throws CONTACT_UNKNOWN, FLOW_UNKNOWN. */
export async function whyOfFlow(engine: EngineContext, given: { contact: string; flow: string }): Promise<WhyAnswer> {
  const { pool } = engine
  const profile = await mustProfile(engine, given.contact)
  const flow = await loadFlow(pool, given.flow)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.flow })
  const lane = laneOf(profile.id)
  const live = flow.live_version_id === null ? null : await loadVersionInfo(pool, flow.live_version_id)
  const compiled = live === null ? null : await compileVersion(engine, live.id)
  const [entry = null, later = null] = await loadEntries(pool, lane, profile.id, flow.id)
  const journey = entry?.enrollment_id ? await loadJourney(pool, lane, entry.enrollment_id) : null
  const walked = journey === null || journey.version_id === live?.id ? compiled : await compileVersion(engine, journey.version_id)
  const sends = walked === null ? null : firstSend(walked)
  const facts: WhyFacts = {
    flow: { state: flow.state, pausedAt: flow.paused_at, live: published(live) },
    entry: entryOf(entry),
    later: later && { at: later.at, event: happened(later.event) },
    journey: journey && {
      node: journey.node,
      state: journey.state,
      because: journey.because,
      since: journey.node_entered_at ?? journey.entered_at,
      next: journey.next_at,
      ended: journey.ended_at === null ? null : { at: journey.ended_at, reason: journey.reason ?? 'completed' },
      version: published(await loadVersionInfo(pool, journey.version_id)),
    },
    consent: sends && { ...sends, given: await loadConsentAt(pool, lane, profile.id, sends, engine.clock.now()) },
    entryFilter: compiled?.entryFilter?.when ?? null,
    starts: compiled === null ? [] : await startsOf(engine, compiled, profile),
  }
  return { contact: profile.id, flow: flow.id, document: walked?.document ?? null, ...whyInFlow(facts) }
}

export type WhyMessageAnswer = { contact: string; flow: string; document: FlowDocument | null; parts: WhyPart[] }

/** Why one message (`enrollment:visit`) was sent, was not, or waits. Throws CONTACT_UNKNOWN, MESSAGE_UNKNOWN. */
export async function whyOfMessage(
  engine: EngineContext,
  given: { contact: string; message: string; providers: ReadonlyMap<string, string> },
): Promise<WhyMessageAnswer> {
  const { pool } = engine
  const profile = await mustProfile(engine, given.contact)
  const lane = laneOf(profile.id)
  const [enrollment = '', visit = ''] = given.message.split(':')
  const message =
    isId(enrollment) && /^\d{1,9}$/.test(visit) ? await loadMessage(pool, lane, profile.id, enrollment, Number(visit)) : null
  if (message === null) throw personFaults.MESSAGE_UNKNOWN({ contact: profile.id, message: given.message })
  const journey = { id: message.enrollment_id, contact: profile.id, flow: message.flow_id }
  const entry = await loadEntryOf(pool, lane, journey)
  const [version] = await loadVersions(pool, [message.version_id])
  const parts = whyMessage({
    message: {
      node: message.node,
      channel: message.channel,
      subject: message.subject,
      state: message.state,
      created: message.created_at,
      due: message.due_at,
      settled: message.settled_at,
      because: message.because,
      kept: (await whyWaiting(engine, given.providers))({ ...message, because: null }) as Because | null,
      content: message.revision === null ? null : { revision: message.revision, by: message.revision_by ?? '' },
    },
    entry: entryOf(entry),
    consent: {
      channel: message.channel,
      purpose: message.purpose,
      given: await loadConsentAt(pool, lane, profile.id, message, message.settled_at ?? engine.clock.now()),
    },
    version: published(await loadVersionInfo(pool, message.version_id)),
  })
  return { contact: profile.id, flow: message.flow_id, document: version?.document ?? null, parts }
}

async function mustProfile(engine: EngineContext, id: string): Promise<ContactProfileRow> {
  const profile = isId(id) ? await readProfile(engine.pool, id) : undefined
  if (profile === undefined) throw personFaults.CONTACT_UNKNOWN({ id })
  return profile
}

async function compileVersion(engine: EngineContext, id: string): Promise<CompiledFlow | null> {
  const [row] = await loadVersions(engine.pool, [id])
  if (row === undefined) return null
  return compileFlow({ flowId: row.flow_id, versionId: row.id, number: row.number, document: row.document }, engine.nodeTypes)
}

const published = (version: WhyVersion | null) =>
  version && { number: version.number, at: version.published_at, by: version.published_by }

const happened = (event: WhyEvent | null) => event && { name: event.name, at: event.occurred_at, properties: event.properties }

const entryOf = (entry: WhyEntry | null): WhyFacts['entry'] =>
  entry && { outcome: entry.outcome, at: entry.at, because: entry.because, event: happened(entry.event) }

/** What the flow's first message would need consent to. */
function firstSend({ nodes, document }: CompiledFlow): { channel: string; purpose: string } | null {
  for (const id of Object.keys(document.nodes)) {
    const node = nodes.get(id)
    const channel = node?.type?.manifest.traits?.sends
    if (channel === undefined) continue
    const { purpose } = node?.config ?? {}
    return { channel, purpose: typeof purpose === 'string' ? purpose : 'marketing' }
  }
  return null
}

async function startsOf(engine: EngineContext, flow: CompiledFlow, profile: ContactProfileRow): Promise<WhyStart[]> {
  const lane = laneOf(profile.id)
  return Promise.all(
    flow.starts.map(async ({ start }): Promise<WhyStart> => {
      if (start.on === 'schedule') return { on: 'schedule' }
      if (start.on === 'date') return { on: 'date', field: start.field, value: valueAt(profile.attributes, start.field) ?? null }
      const last = happened(await loadLastEvent(engine.pool, lane, profile.id, [start.event]))
      const where = start.where ?? null
      const compared =
        last === null || where === null || asksHistory(where)
          ? null
          : explain(where, factsOf(profile, last.properties), engine.clock.now())
      return { on: 'event', event: start.event, last, where, compared }
    }),
  )
}

/** Counts of the past as of back then are not told; the condition itself still is. */
function asksHistory(where: Predicate): boolean {
  return factsNeeded(where).measures.size > 0
}

function factsOf(profile: ContactProfileRow, event: JsonObject): ContactFacts {
  return {
    attributes: profile.attributes,
    email: profile.email,
    phone: profile.phone,
    userId: profile.user_id,
    tags: new Set(profile.tags),
    lists: new Set(profile.lists),
    consents: new Map(
      profile.consents.map(({ channel, purpose, state }) => [`${channel}:${purpose}`, state satisfies ConsentState]),
    ),
    scores: profile.scores,
    measure: () => 0,
    reaction: () => 'cannotTell',
    event,
    entry: null,
  }
}
