import type { ConsentState } from '@snodo/audience'
import { type JsonObject, LANES, laneOf } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { idSource } from '../id-source.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { type ConsentRecord, writeConsents } from '../ledgers/consents/write-consents.ts'
import type { ImportCounts } from '../ledgers/contacts/import-rows.ts'
import { loadContacts } from '../ledgers/contacts/load-contacts.ts'
import { joinLists, loadMemberships } from '../ledgers/contacts/memberships.ts'
import { saveContacts } from '../ledgers/contacts/save-contacts.ts'
import { lookUpCalls, writeCalls } from '../ledgers/inbox/collect-calls.ts'
import { appendOwnEvents, type OwnEvent } from '../ledgers/inbox/read-inbox.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { insertConfirmations } from '../ledgers/messages/insert-confirmations.ts'
import { type CollectedCall, isRefused, readCall } from '../rules/collecting/read-call.ts'
import { type ResolvedCalls, resolveCalls } from '../rules/collecting/resolve-calls.ts'
import type { ContactRow } from '../rules/contact-row.ts'
import { isRace } from '../rules/database-error.ts'
import { applyTraits, consentName } from '../rules/walking/apply-traits.ts'
import { CONSENT_EVENTS } from '../rules/walking/consent-events.ts'

/** One line of a file, read and checked. It names its contact by user id or e-mail. */
export type ImportRow = {
  line: number
  userId: string | null
  email: string | null
  phone: string | null
  attributes: JsonObject
  tags: string[]
  lists: string[]
  /** By `channel:purpose`; a channel alone means marketing on it. */
  consents: Record<string, ConsentState>
}

export type ImportGiven = {
  /** Hash of the file: the same line of the same file is one message, however often it is sent. */
  fileHash: string
  fileName: string
  /** Where the consents come from, in words. Null: none is granted. */
  consentOrigin: string | null
  author: string
  /** Counts what would become of the rows and writes nothing. */
  dryRun: boolean
}

type Planned = {
  calls: readonly CollectedCall[]
  resolved: ResolvedCalls
  nextId: (lane: number) => string
  fresh: boolean[]
  changed: boolean[]
}

const ATTEMPTS = 6

/**
 * Takes in a batch of rows (ten thousand cost little more than a hundred): each becomes an identify call like any other, which
 * intake applies in order of receipt, so flows see imported people like all others; then, lane by lane under its lock, lists are
 * joined and consents written. A consent that was denied is never granted again by a file.
 */
export async function importBatch(
  context: EngineContext,
  given: ImportGiven,
  rows: readonly ImportRow[],
): Promise<Omit<ImportCounts, 'rejected'>> {
  // Ids of its own: reserved and taken over many awaits, they must not be taken by the loops beside us.
  const engine = { ...context, ids: idSource() }
  for (let attempt = 1; ; attempt++) {
    try {
      return await importOnce(engine, given, rows)
    } catch (error) {
      // Somebody made one of these people in the same moment: look again.
      if (!isRace(error) || attempt >= ATTEMPTS) throw error
    }
  }
}

async function importOnce(
  engine: EngineContext,
  given: ImportGiven,
  rows: readonly ImportRow[],
): Promise<Omit<ImportCounts, 'rejected'>> {
  const at = engine.clock.now()
  const calls = rows.map((row) => callOf(row, given, at))
  const lookup = await lookUpCalls(engine.pool, calls, true)
  const resolved = resolveCalls(calls, lookup.known, lookup.nextId)
  const made = new Set(resolved.contacts.map((contact) => contact.contactId))
  const before = await contactsBefore(engine.pool, resolved, made)
  const changed = calls.map(
    (call, i) => made.has(resolved.owners[i]!.contactId) || changes(before.get(resolved.owners[i]!.contactId), call),
  )
  const planned: Planned = {
    calls,
    resolved,
    nextId: lookup.nextId,
    fresh: calls.map((call) => !lookup.seen.has(call.messageId)),
    changed,
  }
  if (!given.dryRun) await writeIdentities(engine, planned, at)
  const consents = await perLane(engine, given, rows, planned, made)
  if (!given.dryRun) {
    const lanes = [...new Set(resolved.owners.map((owner) => owner.lane))]
    await engine.bells.ringMove(lanes)
    if (rows.some((row) => Object.values(row.consents).includes('pending'))) await engine.bells.ringDeliver(lanes, 'turn')
  }
  const updated = changed.filter((each, i) => each && !made.has(resolved.owners[i]!.contactId)).length
  return {
    rows: rows.length,
    created: made.size,
    updated,
    unchanged: rows.length - updated - resolved.owners.filter((owner) => made.has(owner.contactId)).length,
    ...consents,
  }
}

function callOf(row: ImportRow, given: ImportGiven, receivedAt: number): CollectedCall {
  const traits = {
    ...row.attributes,
    ...(row.email === null ? {} : { email: row.email }),
    ...(row.phone === null ? {} : { phone: row.phone }),
  }
  const call = readCall(
    { userId: row.userId, traits, context: { source: 'import', file: given.fileName, line: row.line } },
    { type: 'identify', receivedAt, keyKind: 'secret', newMessageId: () => `import:${given.fileHash.slice(0, 32)}:${row.line}` },
  )
  if (isRefused(call)) throw new Error(`a row that was checked is refused: ${call.refused.reason}`)
  return call
}

/** Only calls that say something new are written: re-importing a file of a million people must not fill the log with a million events. */
async function writeIdentities(engine: EngineContext, planned: Planned, at: number): Promise<void> {
  const { calls, resolved, nextId, fresh, changed } = planned
  const kept = calls.map((_, i) => i).filter((i) => fresh[i] && changed[i])
  if (kept.length === 0 && resolved.identities.length === 0 && resolved.merges.length === 0) return
  const owners = kept.map((i) => resolved.owners[i]!)
  await writeCalls(engine.pool, {
    calls: kept.map((i) => calls[i]!),
    resolved: { ...resolved, owners, learned: kept.map((i) => resolved.learned[i]!) },
    eventIds: owners.map((owner) => nextId(owner.lane)),
    refused: [],
    unread: [...owners.keys()],
    at,
  })
}

async function contactsBefore(sql: Sql, resolved: ResolvedCalls, made: ReadonlySet<string>): Promise<Map<string, ContactRow>> {
  const ids = [...new Set(resolved.owners.map((owner) => owner.contactId))].filter((id) => !made.has(id))
  const byLane = Map.groupBy(ids, laneOf)
  const found = new Map<string, ContactRow>()
  for (const [lane, ofLane] of byLane) for (const [id, row] of await loadContacts(sql, lane, ofLane)) found.set(id, row)
  return found
}

function changes(before: ContactRow | undefined, call: CollectedCall): boolean {
  if (before === undefined) return true
  const traits = JSON.parse(call.propertiesJson) as JsonObject // written by readCall a moment ago
  return applyTraits(before, 'identify', traits, { keyKind: 'secret', userId: call.userId }).fields.length > 0
}

type ConsentCounts = { consentsKept: number; consentsGranted: number }

/** Lists, tags and consents, lane by lane under its lock; none of it where the file says nothing of the kind. */
async function perLane(
  engine: EngineContext,
  given: ImportGiven,
  rows: readonly ImportRow[],
  { resolved }: Planned,
  made: ReadonlySet<string>,
): Promise<ConsentCounts> {
  const counts = { consentsKept: 0, consentsGranted: 0 }
  const lanes: [string, ImportRow][][] = Array.from({ length: LANES }, () => [])
  rows.forEach((row, i) => {
    if (row.lists.length + row.tags.length + Object.keys(row.consents).length === 0) return
    const { lane, contactId } = resolved.owners[i]!
    lanes[lane]!.push([contactId, row])
  })
  for (const [lane, people] of lanes.entries()) {
    if (people.length === 0) continue
    if (given.dryRun) add(counts, (await planConsents(engine.pool, lane, people, given, made)).counts)
    else add(counts, await transaction(engine.pool, (sql) => writeLane(engine, sql, lane, people, given, made)))
  }
  return counts
}

async function writeLane(
  engine: EngineContext,
  sql: Sql,
  lane: number,
  people: readonly [string, ImportRow][],
  given: ImportGiven,
  made: ReadonlySet<string>,
): Promise<ConsentCounts> {
  await lockLane(sql, lane)
  const now = engine.clock.now()
  const { records, counts } = await planConsents(sql, lane, people, given, made)
  const pending = await writeConsents({ sql, ids: engine.ids, lane }, records, now)
  await insertConfirmations({ sql, ids: engine.ids, lane }, pending, now)
  const told: Omit<OwnEvent, 'id'>[] = records.map(({ contact, channel, purpose, state }) => ({
    contact,
    name: CONSENT_EVENTS[state],
    properties: { channel, purpose },
  }))
  const ids = [...new Set(people.map(([contact]) => contact))]
  const member = await loadMemberships(sql, lane, ids)
  const joins = distinct(people.flatMap(([contact, row]) => row.lists.map((list) => ({ contact, list })))).filter(
    ({ contact, list }) => member.get(contact)?.has(list) !== true,
  )
  await joinLists(sql, lane, joins, now)
  told.push(...joins.map(({ contact, list }) => ({ contact, name: 'List Joined', properties: { list } })))
  told.push(...(await addTags(sql, lane, people)))
  await engine.ids.reserve(sql, told.length)
  await appendOwnEvents(
    sql,
    lane,
    told.map((event) => ({ id: engine.ids.next(lane), ...event })),
    now,
  )
  return counts
}

async function addTags(sql: Sql, lane: number, people: readonly [string, ImportRow][]): Promise<Omit<OwnEvent, 'id'>[]> {
  const tagged = people.filter(([, row]) => row.tags.length > 0)
  if (tagged.length === 0) return []
  const contacts = await loadContacts(sql, lane, [...new Set(tagged.map(([contact]) => contact))])
  const told: Omit<OwnEvent, 'id'>[] = []
  const changed = new Set<ContactRow>()
  for (const [id, { tags }] of tagged) {
    const contact = contacts.get(id)
    if (contact === undefined) continue
    for (const tag of tags) {
      if (contact.tags.includes(tag)) continue
      contact.tags = [...contact.tags, tag]
      changed.add(contact)
      told.push({ contact: id, name: 'Tag Added', properties: { tag } })
    }
  }
  await saveContacts(sql, lane, [...changed])
  return told
}

/**
 * Which consents of the file are written: a no always; a yes only where nobody has said anything yet and its origin is told; one
 * that is to be confirmed, which asks the person, only where nobody has said anything.
 */
async function planConsents(
  sql: Sql,
  lane: number,
  people: readonly [string, ImportRow][],
  given: ImportGiven,
  made: ReadonlySet<string>,
): Promise<{ records: ConsentRecord[]; counts: ConsentCounts }> {
  const counts = { consentsKept: 0, consentsGranted: 0 }
  const asking = people.filter(([, row]) => Object.keys(row.consents).length > 0)
  const known = await loadConsents(
    sql,
    lane,
    [...new Set(asking.map(([contact]) => contact))].filter((id) => !made.has(id)),
  )
  const written = new Map<string, ConsentState>()
  const records: ConsentRecord[] = []
  for (const [contact, row] of asking) {
    for (const [name, state] of Object.entries(row.consents)) {
      const { channel, purpose } = consentName(name)
      const key = `${contact}\n${channel}:${purpose}`
      const before = written.get(key) ?? known.get(contact)?.get(`${channel}:${purpose}`)
      if (before === state) continue
      // Who has said yes or no is not asked again by a file.
      if (state !== 'denied' && (before !== undefined || (state === 'granted' && given.consentOrigin === null))) {
        counts.consentsKept += 1
        continue
      }
      written.set(key, state)
      if (state === 'granted') counts.consentsGranted += 1
      const proof = {
        origin: given.consentOrigin,
        file: given.fileName,
        line: row.line,
        by: given.author,
        fileHash: given.fileHash,
      }
      records.push({ contact, channel, purpose, state, basis: 'consent', proof })
    }
  }
  return { records, counts }
}

function distinct(joins: { contact: string; list: string }[]): { contact: string; list: string }[] {
  return [...new Map(joins.map((join) => [`${join.contact}\n${join.list}`, join])).values()]
}

function add(sum: ConsentCounts, more: ConsentCounts): void {
  sum.consentsKept += more.consentsKept
  sum.consentsGranted += more.consentsGranted
}
