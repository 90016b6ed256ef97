import type { Explanation } from '@snodo/audience'
import type { Instant } from '@snodo/base'
import { loadContacts } from '../../ledgers/contacts/load-contacts.ts'
import { countEntries, loadLastEntries, loadLiving } from '../../ledgers/enrollments/load-enrollments.ts'
import { deleteUnread, loadEventBodies, readInbox } from '../../ledgers/inbox/read-inbox.ts'
import { requestMerges } from '../../ledgers/inbox/request-merges.ts'
import { limits } from '../../limits.ts'
import { NO_NEEDS } from '../../rules/flows/compile-flow.ts'
import { byDueTime } from '../../rules/walking/due-order.ts'
import { enterAll, entriesIn, type Wanted } from '../../rules/walking/enter.ts'
import type { InboxRow } from '../../rules/walking/inbox-row.ts'
import { type Incoming, isCollected, readIncoming } from '../../rules/walking/incoming.ts'
import { interpret } from '../../rules/walking/interpret.ts'
import { asksConsent } from '../../rules/walking/lay-traits.ts'
import { factsForCandidates } from '../../rules/walking/match-event.ts'
import { answerBefore, filtersBefore } from '../../rules/walking/state-before.ts'
import { applyIncoming, judge, resumeNeeds } from '../../rules/walking/take-event.ts'
import type { EnrollmentState } from '../../rules/walking/trip-state.ts'
import { limitEvents } from './limit-events.ts'
import { loadTripFacts } from './load-trip-facts.ts'
import { holdContact, holdEnrollment, keep, livingOf, type Trip } from './trip.ts'

/**
 * Reads the lane's inbox in order of receipt. Those that concern nobody's flow are done at once. The
 * others are taken in waves, the first event of each contact, then the second of each, so that each sees what the one before
 * it did, and every wave asks the database in sets. Returns how many rows were taken, and whether another trip would find some.
 */
export async function intake(trip: Trip, limit: number): Promise<{ taken: number; more: boolean }> {
  const unread = await readInbox(trip.sql, trip.lane, limit)
  if (unread.rows.length === 0) return { taken: 0, more: false }
  const limited = await limitEvents(trip, unread.rows)
  const rows = unread.rows.filter((row) => !limited.dropped.has(row.event_id))

  const stored = await loadLiving(trip.sql, trip.lane, [...new Set(rows.map((row) => row.contact_id))])
  const involved = involvedContacts(trip, rows, new Set(stored.map((row) => row.contact_id)))
  for (const row of (await loadContacts(trip.sql, trip.lane, [...involved])).values()) holdContact(trip, row)
  for (const row of stored) {
    // Of a version whose node types are missing here nothing can be judged; the others of the contact go on.
    if (trip.contacts.has(row.contact_id) && trip.catalog.version(row.version_id) !== undefined) holdEnrollment(trip, row)
  }

  const queues = await readQueues(trip, rows, involved)
  const left = await takeWaves(trip, queues)
  const done = unread.rows.length - left.size
  await limited.note(unread.rows.filter((row) => !left.has(row.event_id)))
  await deleteUnread(trip.sql, trip.lane, unread, left)
  // Where nothing could be taken, another trip would find the same.
  return { taken: done, more: done > 0 && (unread.more || left.size > 0) }
}

/** Calls that change nothing by themselves, unless collection marked them: they carry traits, or a user id to be learned. */
const PLAIN: ReadonlySet<InboxRow['kind']> = new Set(['track', 'page', 'screen', 'alias'])

/** Contacts about whom something may have to be decided or changed: the rest changes nothing. */
function involvedContacts(trip: Trip, rows: readonly InboxRow[], living: ReadonlySet<string>): Set<string> {
  const involved = new Set<string>()
  for (const row of rows) {
    if (!PLAIN.has(row.kind) || row.payload?.traits === true) involved.add(row.contact_id)
    else if (living.has(row.contact_id) || trip.catalog.listensTo(row.name)) involved.add(row.contact_id)
  }
  return involved
}

async function readQueues(
  trip: Trip,
  rows: readonly InboxRow[],
  involved: ReadonlySet<string>,
): Promise<Map<string, Incoming[]>> {
  const wanted = rows.filter((row) => involved.has(row.contact_id))
  const bodies = await loadEventBodies(trip.sql, trip.lane, wanted.filter(isCollected))
  const queues = new Map<string, Incoming[]>()
  for (const row of wanted) {
    const incoming = readIncoming(row, bodies.get(row.event_id) ?? null)
    const queue = queues.get(row.contact_id)
    if (queue === undefined) queues.set(row.contact_id, [incoming])
    else queue.push(incoming)
  }
  return queues
}

/** Takes the queues wave by wave; gives the ids of the rows that must stay for a later trip. */
async function takeWaves(trip: Trip, queues: Map<string, Incoming[]>): Promise<Set<string>> {
  const left = new Set<string>()
  const gone = [...queues.keys()].filter((id) => !trip.contacts.has(id))
  if (gone.length > 0) {
    // Merged away between collection and intake: the merge that is asked for again moves these rows to the winner. Erased: nothing is left to tell.
    const merged = await requestMerges(trip.sql, trip.lane, gone, trip.now)
    for (const id of gone) {
      if (merged.has(id)) for (const incoming of queues.get(id) ?? []) left.add(incoming.event.id)
      queues.delete(id)
    }
  }
  for (let wave = 0; queues.size > 0; wave++) {
    if (wave === limits.eventsPerContactPerTrip) {
      for (const queue of queues.values()) for (const incoming of queue) left.add(incoming.event.id)
      break
    }
    const batch: Incoming[] = []
    for (const [contact, queue] of queues) {
      const incoming = queue.shift()
      if (incoming !== undefined) batch.push(incoming)
      if (queue.length === 0) queues.delete(contact)
    }
    await takeWave(trip, batch)
  }
  return left
}

/** One event each of many contacts: applied, judged, and whoever it moved is walked on until it rests. */
async function takeWave(trip: Trip, batch: readonly Incoming[]): Promise<void> {
  await catchUp(trip, batch)
  const before = await askBefore(trip, batch)
  await loadTripFacts(trip, batch.filter((incoming) => asksConsent(incoming, trip.catalog)).map(consentsOf(trip)), null)
  const upTo = new Map(batch.map((incoming) => [incoming.contactId, incoming.event.id]))
  const taken = batch.map((incoming) => {
    const contact = trip.contacts.get(incoming.contactId)! // contacts that are gone have been taken out of the queues
    // What was measured before this event has to be measured again: it counts from now on.
    contact.measures.clear()
    return applyIncoming(
      incoming,
      contact,
      livingOf(trip, contact.id),
      trip.catalog,
      before.get(incoming) ?? NOTHING,
      trip.effects,
    )
  })
  await loadTripFacts(
    trip,
    taken.flatMap((one) => factsForCandidates(one.contact, one.candidates)),
    upTo,
  )
  const moved = new Map<EnrollmentState, Instant>()
  const wanted: Wanted[] = []
  for (const one of taken) {
    const judged = judge(one, trip.world, trip.effects)
    for (const enrollment of judged.moved) moved.set(enrollment, one.incoming.event.receivedAt)
    wanted.push(...judged.wanted)
    trip.entries.push(...judged.keptOut)
  }
  for (const entered of await enter(trip, wanted)) moved.set(entered, entered.enteredAt)
  const walking = [...moved.keys()].filter(
    (enrollment) => enrollment.ended === null && !trip.catalog.paused.has(enrollment.flow.flowId),
  )
  // What an event sets off happens at its receipt: splitting a batch, or a backlog, changes nothing about it.
  const walksAt = (enrollment: EnrollmentState) => Math.max(moved.get(enrollment) ?? trip.now, enrollment.nodeEnteredAt)
  await loadTripFacts(
    trip,
    walking.map((enrollment) => ({
      contact: enrollment.contact,
      enrollment,
      needs: resumeNeeds(enrollment),
      walksAt: walksAt(enrollment),
    })),
    upTo,
  )
  for (const enrollment of walking) {
    const at = walksAt(enrollment)
    interpret(enrollment, at === trip.world.now ? trip.world : { ...trip.world, now: at }, trip.effects)
  }
}

const consentsOf =
  (trip: Trip) =>
  ({ contactId }: Incoming) => ({
    contact: trip.contacts.get(contactId)!, // those that are gone were taken out
    enrollment: null,
    needs: { ...NO_NEEDS, consents: true },
  })

const NOTHING: ReadonlyMap<string, Explanation> = new Map()

/** Entry filters that look at a contact before its event are answered before the event is laid over it. */
async function askBefore(trip: Trip, batch: readonly Incoming[]): Promise<Map<Incoming, Map<string, Explanation>>> {
  const asks = batch.flatMap((incoming) => filtersBefore(incoming, trip.contacts.get(incoming.contactId)!, trip.catalog)) // those that are gone were taken out
  const answers = new Map<Incoming, Map<string, Explanation>>()
  if (asks.length === 0) return answers
  await loadTripFacts(
    trip,
    asks.map(({ flow, contact }) => ({ contact, enrollment: null, needs: flow.entryFilter?.needs ?? NO_NEEDS })),
    justBefore(batch),
  )
  for (const ask of asks) {
    const known = answers.get(ask.incoming) ?? new Map<string, Explanation>()
    answers.set(ask.incoming, known.set(ask.flow.flowId, answerBefore(ask, trip.world.measure)))
  }
  return answers
}

/** Up to the last event before the one at hand, for each of their contacts. */
function justBefore(batch: readonly Incoming[]): Map<string, string> {
  return new Map(batch.map(({ contactId, event }) => [contactId, String(BigInt(event.id) - 1n)]))
}

/**
 * What fell due before an event came goes on before the event is looked at, however late both are taken: neither a backlog nor
 * where a batch is cut changes which of the two was first.
 */
async function catchUp(trip: Trip, batch: readonly Incoming[]): Promise<void> {
  const overdue = batch.flatMap(({ contactId, event }) =>
    livingOf(trip, contactId)
      .filter((enrollment) => isOverdue(trip, enrollment, event.receivedAt))
      .sort(byDueTime)
      .map((enrollment) => ({ enrollment, walksAt: Math.max(event.receivedAt, enrollment.nodeEnteredAt) })),
  )
  if (overdue.length === 0) return
  for (const { enrollment } of overdue) enrollment.contact.measures.clear()
  await loadTripFacts(
    trip,
    overdue.map(({ enrollment, walksAt }) => ({
      contact: enrollment.contact,
      enrollment,
      needs: resumeNeeds(enrollment),
      walksAt,
    })),
    justBefore(batch),
  )
  for (const { enrollment, walksAt } of overdue) interpret(enrollment, { ...trip.world, now: walksAt }, trip.effects)
}

function isOverdue(trip: Trip, enrollment: EnrollmentState, at: Instant): boolean {
  const { state, nextAt, flow } = enrollment
  return state === 'active' && nextAt !== null && nextAt < at && !trip.catalog.paused.has(flow.flowId)
}

async function enter(trip: Trip, wanted: readonly Wanted[]): Promise<EnrollmentState[]> {
  if (wanted.length === 0) return []
  const asked = wanted.filter(({ flow }) => flow.reentry.mode !== 'always')
  const last = await loadLastEntries(
    trip.sql,
    trip.lane,
    asked.map(({ flow, contact, entityKey }) => ({ flow: flow.flowId, contact: contact.id, key: entityKey })),
  )
  const since = trip.now - 60_000
  const counted = await countEntries(
    trip.sql,
    trip.lane,
    wanted.filter(({ byFlows }) => byFlows).map(({ flow, contact }) => ({ flow: flow.flowId, contact: contact.id })),
    since,
  )
  await trip.ids.reserve(trip.sql, wanted.length)
  const entered = enterAll(wanted, {
    lastEntries: last.map((row) => ({
      flow: row.flow_id,
      contact: row.contact_id,
      key: row.entity_key,
      at: row.at,
      // A journey that ended in this very trip is not written yet.
      endedAt: row.ended_at ?? trip.enrollments.get(row.enrollment_id)?.ended?.at ?? null,
    })),
    earlier: trip.entries,
    endedAt: (enrollment) => trip.enrollments.get(enrollment)?.ended?.at ?? null,
    entriesOfMinute: (flow, contact) => (counted.get(`${flow}/${contact}`) ?? 0) + entriesIn(trip.entries, flow, contact, since),
    stateOf: (flowId) => trip.catalog.flow(flowId)?.state ?? 'archived',
    pausedAt: (flowId) => trip.catalog.flow(flowId)?.pausedAt ?? null,
    inside: (contactId, flowId) => livingOf(trip, contactId).filter((enrollment) => enrollment.flow.flowId === flowId),
    nextId: () => trip.ids.next(trip.lane),
    keep: (enrollment) => keep(trip, enrollment),
    world: trip.world,
    effects: trip.effects,
  })
  trip.entries.push(...entered.records)
  return entered.enrollments
}
