import { type Predicate, type PredicateNames, sayDuration, sayPredicate, type Verdict } from '@snodo/audience'
import { isDuration, isZone, type Json, type JsonObject, type Language, type Words } from '@snodo/base'
import { valueAt } from '@snodo/flow'
import { BASIS_WORDS, CONSENT_STATE_WORDS, PROOF_UNSAID, PROOF_VALUE_WORDS, PROOF_WORDS } from './consent-words.ts'
import { END_REASON_WORDS, FLOW_STATE_WORDS, MESSAGE_STATE_WORDS, VERDICT_WORDS } from './outcome-words.ts'

/** What the words cannot know by themselves; without it the ids and technical names stand in. */
export type BecauseNames = PredicateNames & {
  /** IANA zone the instants are told in; absent: UTC, and the sentence says so. */
  zone?: string
  /** The condition that was compared, where the reader has it: its clauses are then said beside the values found. */
  predicate?: Predicate | null
}

/** What a value is said with: the other values of the same reason, the language, the names. */
export type SayingWith = { values: JsonObject; language: Language; names: BecauseNames }

type SayValue = (value: Json, given: SayingWith) => string

/** The ways a value is said, by the kind named in the sentence. Each gives '' where it can say nothing, and its phrase is left out. */
export const SAY_KIND = {
  plain: (value) => plain(value),
  quoted: (value, { language }) => quote(plain(value), language),
  number: (value, { language }) =>
    typeof value === 'number' ? value.toLocaleString(language, { maximumFractionDigits: 6 }) : '',
  instant: (value, given) => sayInstant(value, given),
  event: (value, { language, names }) => quote(names.eventName?.(plain(value)) ?? plain(value), language),
  node: (value, { language, names }) => quote(names.nodeName?.(plain(value)) ?? plain(value), language),
  channel: (value, { language }) => known(CHANNELS, value, language),
  purpose: (value, { language }) => known(PURPOSES, value, language),
  identity: (value, { language }) => known(IDENTITIES, value, language),
  suppression: (value, { language }) => known(SUPPRESSIONS, value, language),
  zoneFrom: (value, { language }) => known(ZONES_FROM, value, language),
  enteredBy: (value, { language }) => known(ENTERED_BY, value, language),
  flowState: (value, { language }) => known(FLOW_STATE_WORDS, value, language),
  verdict: (value, { language }) => known(VERDICT_WORDS, value, language),
  asOf: (value, { language }) => known(AS_OF, value, language),
  condition: (value, { language }) => known(CONDITIONS, value, language),
  holds: (value, { language }) => known(HOLDS, value, language),
  consentState: (value, { language }) => known(CONSENT_STATE_WORDS, value, language),
  basis: (value, { language }) => quote(known(BASIS_WORDS, value, language), language),
  proof: (value, given) => sayProof(value, given),
  endReason: (value, { language }) => known(END_REASON_WORDS, value, language),
  messageState: (value, { language }) => known(MESSAGE_STATE_WORDS, value, language),
  events: (value, given) => sayEvents(value, given),
  properties: (value, given) => sayProperties(value, given),
  window: (value, { language }) => sayWindow(plain(value), language),
  compared: (value, given) => sayCompared(value, given),
  pairs: (_, { values }) => sayPairs(values),
} satisfies Record<string, SayValue>

export type ValueKind = keyof typeof SAY_KIND

const CHANNELS: Record<string, Words> = {
  email: { en: 'e-mail', it: 'e-mail' },
  sms: { en: 'SMS', it: 'SMS' },
  push: { en: 'push notification', it: 'notifica push' },
  webhook: { en: 'webhook', it: 'webhook' },
}

const PURPOSES: Record<string, Words> = {
  marketing: { en: 'marketing', it: 'marketing' },
  transactional: { en: 'service messages', it: 'messaggi di servizio' },
  openTracking: { en: 'measuring openings', it: 'misurazione delle aperture' },
  clickTracking: { en: 'measuring clicks', it: 'misurazione dei clic' },
  profiling: { en: 'profiling', it: 'profilazione' },
}

const IDENTITIES: Record<string, Words> = {
  user_id: { en: 'user id', it: 'id utente' },
  anonymous_id: { en: 'visitor id', it: 'id visitatore' },
  userId: { en: 'user id', it: 'id utente' },
  anonymousId: { en: 'visitor id', it: 'id visitatore' },
  email: { en: 'e-mail', it: 'e-mail' },
  phone: { en: 'phone', it: 'telefono' },
}

const SUPPRESSIONS: Record<string, Words> = {
  hard_refusal: { en: 'the provider said that it does not exist', it: 'il fornitore ha detto che non esiste' },
  complaint: { en: 'its owner complained', it: 'il titolare ha protestato' },
  objection: { en: 'its owner objected', it: 'il titolare si è opposto' },
}

const ZONES_FROM: Record<string, Words> = {
  contact: { en: 'the contact’s zone', it: 'fuso del contatto' },
  phone: { en: 'the zone of the phone’s country', it: 'fuso del paese del telefono' },
  flow: { en: 'the flow’s zone', it: 'fuso del flusso' },
  workspace: { en: 'the workspace’s zone', it: 'fuso dell’azienda' },
}

const ENTERED_BY: Record<string, Words> = {
  hand: { en: 'by hand', it: 'a mano' },
  flow: { en: 'by a block of another flow', it: 'da un blocco di un altro flusso' },
  resume: { en: 'when the flow was resumed', it: 'alla ripresa del flusso' },
  date: { en: 'because a date had come', it: 'perché è arrivata una data' },
  schedule: { en: 'by the flow’s schedule', it: 'dal calendario del flusso' },
}

const AS_OF: Record<string, Words> = {
  before: { en: 'before the event', it: 'prima dell’evento' },
  after: { en: 'with the event', it: 'con l’evento' },
}

const CONDITIONS: Record<string, Words> = {
  alone: { en: 'for a condition to hold', it: 'che valga una condizione' },
  too: { en: 'or for a condition to hold', it: 'o che valga una condizione' },
}

const HOLDS: Record<Verdict, Words> = {
  yes: { en: 'holds', it: 'è soddisfatta' },
  no: { en: 'does not hold', it: 'non è soddisfatta' },
  cannotTell: { en: 'can’t be told', it: 'non si può dire' },
}

const CALENDAR_WINDOWS: Record<string, Words> = {
  day: { en: 'one calendar day', it: 'un giorno di calendario' },
  week: { en: 'one calendar week', it: 'una settimana di calendario' },
  month: { en: 'one calendar month', it: 'un mese di calendario' },
}

/** The word for a name, or the name itself: whoever adds a channel or purpose of their own still gets a sentence. */
function known(words: Readonly<Record<string, Words>>, value: Json, language: Language): string {
  const name = plain(value)
  return Object.hasOwn(words, name) ? words[name]![language] : name
}

/** Longest a single value is said. */
const VALUE_SAID = 200

function plain(value: Json): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
  const line = text.replace(/\s+/g, ' ').trim()
  // A full stop of its own would stand before ours.
  const bare = line.replace(/\.$/, '')
  return bare.length > VALUE_SAID ? `${bare.slice(0, VALUE_SAID)}…`.toWellFormed() : bare
}

function quote(text: string, language: Language): string {
  if (text === '') return ''
  return language === 'it' ? `«${text}»` : `“${text}”`
}

/** An ISO text or epoch milliseconds, in the zone asked for, else the one the rule itself reckoned in, else UTC. */
function sayInstant(value: Json, { values, language, names }: SayingWith): string {
  const at = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN
  const instant = new Date(at)
  if (Number.isNaN(instant.getTime())) return ''
  const zone = [names.zone, values.zone].find((one): one is string => isZone(one))
  const said = new Intl.DateTimeFormat(language === 'it' ? 'it-IT' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone ?? 'UTC',
  }).format(instant)
  return zone === undefined ? `${said} UTC` : said
}

function sayWindow(window: string, language: Language): string {
  if (isDuration(window)) return sayDuration(window, language)
  return Object.hasOwn(CALENDAR_WINDOWS, window) ? CALENDAR_WINDOWS[window]![language] : window
}

/** Comparisons that are said; the journal keeps up to a dozen. */
const COMPARISONS_SAID = 3

/** What was found, with the clause it was compared in where the reader has the condition: "age is at least 18: no, found 16". */
function sayCompared(value: Json, { language, names }: SayingWith): string {
  if (!Array.isArray(value)) return ''
  const said = value.flatMap((one) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
    const found = 'got' in one ? sayFound(one.got ?? null, language) : null
    const clause = clauseAt(names, one.pointer)
    if (clause === null) return found === null ? [] : [found]
    const verdict = known(VERDICT_WORDS, one.verdict ?? null, language)
    const words = `${sayPredicate(clause, language, names)}: ${verdict}`
    return [found === null ? words : `${words}, ${FOUND[language].here} ${found}`]
  })
  if (said.length === 0) return ''
  const rest = said.length - COMPARISONS_SAID
  const told = said.slice(0, COMPARISONS_SAID).join('; ') + (rest > 0 ? ` ${FOUND[language].more(rest)}` : '')
  const sentence = names.predicate == null ? `${FOUND[language].begin} ${told}` : told
  return sentence.charAt(0).toLocaleUpperCase(language) + sentence.slice(1)
}

const FOUND: Record<Language, { begin: string; here: string; nothing: string; more(rest: number): string }> = {
  en: { begin: 'Found:', here: 'found', nothing: 'nothing', more: (rest) => `and ${rest} more` },
  it: { begin: 'Trovato:', here: 'trovato', nothing: 'nulla', more: (rest) => `e altri ${rest}` },
}

function sayFound(got: Json, language: Language): string {
  if (got === null || got === '') return FOUND[language].nothing
  if (typeof got === 'number') return got.toLocaleString(language, { maximumFractionDigits: 6 })
  if (typeof got === 'boolean') return VERDICT_WORDS[got ? 'yes' : 'no'][language]
  return quote(known(CONSENT_STATE_WORDS, got, language), language)
}

/** The clause a pointer names. The flow may have changed since: a pointer that leads nowhere leaves the values alone. */
function clauseAt(names: BecauseNames, pointer: Json | undefined): Predicate | null {
  if (names.predicate == null || typeof pointer !== 'string') return null
  const clause = valueAt(names.predicate, pointer)
  return typeof clause === 'object' && clause !== null && 'type' in clause ? (clause as Predicate) : null
}

function sayEvents(value: Json, given: SayingWith): string {
  if (!Array.isArray(value)) return ''
  return [...new Set(value.map((event) => SAY_KIND.event(event, given)))].join(', ')
}

/** Members of an object that are no objects themselves: "plan “pro”, total 40". */
function sayProperties(value: Json, { language }: SayingWith): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ''
  return Object.entries(value)
    .filter(([, member]) => member !== null && typeof member !== 'object')
    .slice(0, PAIRS_SAID)
    .map(([name, member]) => `${name} ${sayFound(member ?? null, language)}`)
    .join(', ')
}

/** What proves a consent: our own members by their words, those of whoever set it by their names. */
function sayProof(value: Json, given: SayingWith): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ''
  const { language } = given
  const told = Object.entries(value).flatMap(([name, member]) => {
    if (PROOF_UNSAID.has(name) || member === '') return []
    const words = Object.hasOwn(PROOF_WORDS, name) ? PROOF_WORDS[name]![language] : name
    return [[words, typeof member === 'string' ? known(PROOF_VALUE_WORDS, member, language) : (member ?? null)] as const]
  })
  return sayProperties(Object.fromEntries(told), given)
}

/** Values of a stranger's reason that are said. */
const PAIRS_SAID = 4

function sayPairs(values: JsonObject): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .slice(0, PAIRS_SAID)
    .map(([name, value]) => `${name} ${plain(value)}`)
    .join(', ')
}
