import type { Explanation, Predicate } from '@snodo/audience'
import { type Instant, isoOf, type Json, type JsonObject } from '@snodo/base'
import type { Because } from '@snodo/node-sdk'
import type { FlowState } from './flows/flow-catalog.ts'

/** One sentence of an answer: which, with its values; of a reason the stored one, and the condition it was compared with. */
export type WhyPart = {
  tell: WhyTell
  values: JsonObject
  because?: Because
  predicate?: Predicate | null
  /** May be left out where there is more to say than is read. */
  spare?: true
}

export type WhyTell =
  | 'ENTERED'
  | 'KEPT_OUT'
  | 'STANDS'
  | 'PASSED_OVER'
  | 'PAUSED'
  | 'ENDED'
  | 'REASON'
  | 'VERSION'
  | 'NOW_VERSION'
  | 'NEVER_PUBLISHED'
  | 'CONSENT'
  | 'CONSENT_NONE'
  | 'NOT_LIVE'
  | 'NO_EVENT'
  | 'EVENT_EARLIER'
  | 'NOT_MATCHED'
  | 'CAME_CLOSED'
  | 'CAME_UNFIT'
  | 'BY_DATE'
  | 'BY_SCHEDULE'
  | 'MESSAGE'
  | 'MESSAGE_DUE'
  | 'CONTENT'

export type WhyVerdict = 'inside' | 'ended' | 'keptOut' | 'notEntered'
export type Why = { verdict: WhyVerdict; parts: WhyPart[] }

type Happened = { name: string; at: Instant; properties: JsonObject }
type Published = { number: number; at: Instant; by: string }
type Consent = {
  channel: string
  purpose: string
  given: { state: string; basis: string; proof: JsonObject; at: Instant } | null
}

/** All that an answer about one contact and one flow rests on. */
export type WhyFacts = {
  flow: { state: FlowState; pausedAt: Instant | null; live: Published | null }
  entry: { outcome: string; at: Instant; because: Because | null; event: Happened | null } | null
  /** The contact came again after that, and was not let in another time. */
  later: { at: Instant; event: Happened | null } | null
  journey: {
    node: string
    state: string
    because: Because | null
    since: Instant
    next: Instant | null
    ended: { at: Instant; reason: string } | null
    version: Published | null
  } | null
  /** Of the first block of the flow that sends. */
  consent: Consent | null
  entryFilter: Predicate | null
  /** What begins the flow now. */
  starts: readonly WhyStart[]
}

export type WhyStart =
  | { on: 'event'; event: string; last: Happened | null; where: Predicate | null; compared: Explanation | null }
  | { on: 'date'; field: string; value: Json }
  | { on: 'schedule' }

/** Why somebody is in a flow, was, was kept out, or never came to it. */
export function whyInFlow(facts: WhyFacts): Why {
  const { entry, journey, flow } = facts
  if (entry === null) return { verdict: 'notEntered', parts: [...whyNever(facts), ...publishedNow(facts)] }
  const trigger = triggerOf(entry)
  if (journey === null)
    return {
      verdict: 'keptOut',
      parts: [
        { tell: 'KEPT_OUT', values: trigger },
        ...(entry.because === null ? [] : [reason(entry.because, facts.entryFilter)]),
        ...notLive(facts.flow),
        ...publishedNow(facts),
      ],
    }
  const { ended, because } = journey
  // Whoever has left can only come again: then the flow's state matters, and consent does not.
  const halted = notLive(facts.flow)
  const stands: WhyPart =
    ended === null
      ? {
          tell: 'STANDS',
          values: {
            node: journey.node,
            since: isoOf(journey.since),
            // What is due in a paused flow goes on when somebody resumes it.
            ...(journey.next === null || flow.state === 'paused' ? {} : { until: isoOf(journey.next) }),
          },
        }
      : { tell: 'ENDED', values: { node: journey.node, at: isoOf(ended.at), reason: ended.reason } }
  return {
    verdict: ended === null ? 'inside' : 'ended',
    parts: [
      { tell: 'ENTERED', values: trigger },
      stands,
      ...(because === null ? [] : [reason(because, null)]),
      ...(ended === null && flow.state === 'paused' ? [paused(flow.pausedAt)] : []),
      ...(ended === null && facts.later !== null ? [passedOver(facts.later)] : []),
      ...(ended !== null && halted.length > 0 ? halted : consentOf(facts.consent)),
      ...versionOf('VERSION', journey.version),
    ],
  }
}

export type MessageFacts = {
  message: {
    node: string
    channel: string
    subject: string | null
    state: string
    created: Instant
    due: Instant
    settled: Instant | null
    because: Because | null
    /** What keeps a message that is due from going, where it is no matter of its own. */
    kept: Because | null
    content: { revision: number; by: string } | null
  }
  entry: WhyFacts['entry']
  consent: Consent
  version: Published | null
}

/** Why one message was sent, was not, or waits. */
export function whyMessage({ message, entry, consent, version }: MessageFacts): WhyPart[] {
  const { node, channel, subject, state, kept } = message
  const because = kept ?? message.because
  const about = { node, channel, ...(subject === null ? {} : { subject }) }
  return [
    message.settled === null && state === 'due'
      ? { tell: 'MESSAGE_DUE', values: kept === null ? { ...about, until: isoOf(message.due) } : about }
      : { tell: 'MESSAGE', values: { ...about, state, at: isoOf(message.settled ?? message.created) } },
    ...(because === null ? [] : [reason(because, null)]),
    ...(entry === null ? [] : [{ tell: 'ENTERED', values: triggerOf(entry) } satisfies WhyPart]),
    ...consentOf(consent),
    ...contentOf(version, message.content),
  ]
}

function whyNever(facts: WhyFacts): WhyPart[] {
  const { flow, starts } = facts
  if (flow.live === null) return notLive(flow)
  const published = flow.live.at
  const parts: WhyPart[] = notLive(flow)
  const events = starts.flatMap((start) => (start.on === 'event' ? [start] : []))
  const happened = events.filter((start) => start.last !== null)
  if (events.length > 0 && happened.length === 0)
    parts.push({ tell: 'NO_EVENT', values: { events: events.map((start) => start.event) } })
  for (const { event, last, where, compared } of happened) {
    if (last === null) continue
    if (last.at < published)
      parts.push({ tell: 'EVENT_EARLIER', values: { event, at: isoOf(last.at), published: isoOf(published) } })
    else if (where === null) parts.push({ tell: 'CAME_CLOSED', values: { event, at: isoOf(last.at) } })
    else if (compared === null || compared.verdict === 'yes')
      // How the contact was then, and whether the flow took people in, is not kept of those who match nothing.
      parts.push({ tell: 'CAME_UNFIT', values: { event, at: isoOf(last.at) } })
    else
      parts.push({
        tell: 'NOT_MATCHED',
        values: { event, at: isoOf(last.at), compared: compared.because as unknown as JsonObject[] },
        predicate: where,
      })
  }
  for (const start of starts) {
    if (start.on === 'date') parts.push({ tell: 'BY_DATE', values: { field: start.field, value: start.value } })
    if (start.on === 'schedule') parts.push({ tell: 'BY_SCHEDULE', values: {} })
  }
  return parts.map((part, i) => (i === 0 ? part : { ...part, spare: true }))
}

function paused(since: Instant | null): WhyPart {
  return { tell: 'PAUSED', values: since === null ? {} : { since: isoOf(since) } }
}

function passedOver({ at, event }: NonNullable<WhyFacts['later']>): WhyPart {
  return { tell: 'PASSED_OVER', values: { at: isoOf(at), ...(event === null ? {} : { event: event.name }) }, spare: true }
}

/** Events that come to a flow that is closed or ended are not written down, so its state is told beside whatever came before. */
function notLive(flow: WhyFacts['flow']): WhyPart[] {
  if (flow.live === null) return [{ tell: 'NEVER_PUBLISHED', values: {} }]
  return flow.state === 'live' ? [] : [{ tell: 'NOT_LIVE', values: { state: flow.state } }]
}

function triggerOf(entry: NonNullable<WhyFacts['entry']>): JsonObject {
  const { event, because } = entry
  // Let in without an event of their own: what asked for them is stored with the entry.
  if (event === null) return { at: isoOf(entry.at), ...(because?.code === 'ENTERED_BY' ? because.values : {}) }
  return { at: isoOf(entry.at), event: event.name, eventAt: isoOf(event.at), properties: toldOf(event.properties) }
}

/** Properties told of the event that began a journey: the plain ones, a few. */
const TOLD = 3

function toldOf(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== null && typeof value !== 'object')
      .slice(0, TOLD),
  )
}

const reason = (because: Because, predicate: Predicate | null): WhyPart => ({ tell: 'REASON', values: {}, because, predicate })

function consentOf(consent: Consent | null): WhyPart[] {
  if (consent === null) return []
  const { channel, purpose, given } = consent
  if (given === null) return [{ tell: 'CONSENT_NONE', values: { channel, purpose } }]
  const { state, basis, proof, at } = given
  return [{ tell: 'CONSENT', values: { channel, purpose, state, basis, proof, at: isoOf(at) } }]
}

function versionOf(tell: 'VERSION' | 'NOW_VERSION', version: Published | null): WhyPart[] {
  return version === null ? [] : [{ tell, values: { number: version.number, at: isoOf(version.at), by: version.by } }]
}

const publishedNow = (facts: WhyFacts): WhyPart[] => versionOf('NOW_VERSION', facts.flow.live)

function contentOf(version: Published | null, content: MessageFacts['message']['content']): WhyPart[] {
  if (version === null || content === null) return versionOf('VERSION', version)
  return [
    {
      tell: 'CONTENT',
      values: { number: version.number, at: isoOf(version.at), by: version.by, revision: content.revision, author: content.by },
    },
  ]
}
