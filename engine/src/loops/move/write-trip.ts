import type { JsonObject } from '@snodo/base'
import { writeConsents } from '../../ledgers/consents/write-consents.ts'
import { joinLists, leaveLists } from '../../ledgers/contacts/memberships.ts'
import { saveContacts } from '../../ledgers/contacts/save-contacts.ts'
import { insertCoupons, takeStock } from '../../ledgers/coupons/issue-coupons.ts'
import {
  deleteEnrollments,
  insertEnds,
  insertEnrollments,
  insertEntries,
  moveCounts,
  updateEnrollments,
} from '../../ledgers/enrollments/write-enrollments.ts'
import { appendOwnEvents, appendRequests, type InboxRequest, type OwnEvent } from '../../ledgers/inbox/read-inbox.ts'
import { appendJournal } from '../../ledgers/journal/append-journal.ts'
import { callBack } from '../../ledgers/messages/cancel-messages.ts'
import { insertConfirmations } from '../../ledgers/messages/insert-confirmations.ts'
import { insertMessages } from '../../ledgers/messages/insert-messages.ts'
import { isCutShort } from '../../rules/walking/cut-short.ts'
import { contactRowOf, type EnrollmentState } from '../../rules/walking/trip-state.ts'
import type { Trip } from './trip.ts'

/** A notification carries 8,000 bytes; flows beyond these are told by their next trip. */
const MOST_FLOWS_TOLD = 350

/** What the rest of the system must hear once the trip is committed. */
export type TripNews = {
  moved: number
  steps: number
  /** How soon what it wrote is to be delivered, and to be acted on; null: nothing is. */
  deliver: 'now' | 'turn' | null
  act: 'now' | 'turn' | null
  /** Inbox rows the trip itself made: the lane has work again. */
  ownEvents: number
  flowsCounted: string[]
}

/** Writes all that a trip changed, set-based: a handful of statements, whether it moved ten contacts or a thousand. */
export async function writeTrip(trip: Trip): Promise<TripNews> {
  const { sql, lane, now, effects } = trip
  const touched = [...trip.enrollments.values()].filter((enrollment) => enrollment.touched)
  const ended = touched.filter((enrollment) => enrollment.ended !== null)
  const alive = touched.filter((enrollment) => enrollment.ended === null)

  await giveStockCodes(trip)
  await insertEntries(sql, lane, trip.entries)
  await insertEnrollments(
    sql,
    lane,
    alive.filter((enrollment) => !enrollment.stored),
  )
  await updateEnrollments(
    sql,
    lane,
    alive.filter((enrollment) => enrollment.stored),
  )
  await deleteEnrollments(
    sql,
    lane,
    ended.filter((enrollment) => enrollment.stored).map((enrollment) => enrollment.id),
  )
  await insertEnds(sql, lane, ended)
  await appendJournal(sql, lane, touched, now)
  await insertMessages(sql, lane, effects.messages, now)
  // After them: what a journey wrote in this very trip before it was cut short does not go out either (I12).
  await callBack(
    sql,
    lane,
    ended.filter(isCutShort).map(({ id, ended: end }) => ({ enrollment: id, because: end?.because ?? null, at: end?.at ?? now })),
  )
  await insertCoupons(sql, lane, effects.coupons, now)
  await saveContacts(sql, lane, changedContacts(trip))
  await writeMemberships(trip)
  const confirmations = await writeTripConsents(trip)
  const ownEvents = await writeOwnEvents(trip)
  await moveCounts(sql, lane, effects)
  const flowsCounted = [...new Set(touched.map((enrollment) => enrollment.flow.flowId))]
  // One notification a trip, heard on commit by the servers that show live numbers.
  if (flowsCounted.length > 0)
    await sql.query(/* sql */ `select pg_notify('snodo_counts', $1)`, [flowsCounted.slice(0, MOST_FLOWS_TOLD).join(',')], {
      name: 'notify-counts',
    })

  return {
    moved: touched.length,
    steps: touched.reduce((sum, enrollment) => sum + enrollment.steps.length, 0),
    deliver: confirmations > 0 ? 'now' : howSoon(effects.messages),
    act: howSoon(alive.filter(isActing)),
    ownEvents,
    flowsCounted,
  }
}

/** Now, where something has just set any of them off; those that time made due, or that many were asked for at once, take their turn. */
function howSoon(written: readonly { urgency: 0 | 1 }[]): 'now' | 'turn' | null {
  if (written.length === 0) return null
  return written.some(({ urgency }) => urgency === 0) ? 'now' : 'turn'
}

async function writeMemberships({ sql, lane, now, effects }: Trip): Promise<void> {
  const last = new Map(effects.memberships.map((row) => [`${row.contact.id}\n${row.list}`, row]))
  const rows = [...last.values()].map(({ contact, list, member }) => ({ contact: contact.id, list, member }))
  await joinLists(
    sql,
    lane,
    rows.filter((row) => row.member),
    now,
  )
  await leaveLists(
    sql,
    lane,
    rows.filter((row) => !row.member),
  )
}

function isActing(enrollment: EnrollmentState): boolean {
  return enrollment.state === 'acting' && enrollment.nextAt !== null
}

function changedContacts(trip: Trip) {
  return [...trip.contacts.values()].filter((contact) => contact.profileChanged).map(contactRowOf)
}

/** Codes of uploaded pools are taken from the lane's stock only now, so that one trip asks once for all its coupons. */
async function giveStockCodes(trip: Trip): Promise<void> {
  const wanting = trip.effects.coupons.filter((coupon) => coupon.code === null && coupon.pool !== null)
  if (wanting.length === 0) return
  const codes = await takeStock(
    trip.sql,
    trip.lane,
    wanting.map((coupon) => coupon.pool as string),
  ) // pool is not null by the filter
  wanting.forEach((coupon, i) => {
    coupon.code = codes[i] ?? null
    coupon.told.code = coupon.code
    const value = coupon.enrollment.vars[coupon.as]
    // Changed in place: messages of this very trip hold the same object in their scope.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) value.code = coupon.code
  })
}

/** Gives how many contacts are asked to confirm. */
async function writeTripConsents(trip: Trip): Promise<number> {
  const { sql, ids, lane, now, effects } = trip
  if (effects.consents.length === 0) return 0
  const pending = await writeConsents(
    { sql, ids, lane },
    effects.consents.map(({ contact, ...consent }) => ({ contact: contact.id, ...consent })),
    now,
  )
  return insertConfirmations({ sql, ids, lane }, pending, now)
}

async function writeOwnEvents(trip: Trip): Promise<number> {
  const { sql, ids, lane, now, effects } = trip
  const count = effects.systemEvents.length + effects.enterFlows.length
  if (count === 0) return 0
  await ids.reserve(sql, count)
  const events: OwnEvent[] = effects.systemEvents.map(({ contact, name, properties }) => ({
    id: ids.next(lane),
    contact: contact.id,
    name,
    properties,
  }))
  const requests: InboxRequest[] = effects.enterFlows.map(({ contact, flow, fromFlow, from }) => ({
    id: ids.next(lane),
    contact: contact.id,
    kind: 'enroll',
    name: 'Flow Entered',
    payload: { flow, fromFlow, from } satisfies JsonObject,
  }))
  await appendOwnEvents(sql, lane, events, now)
  await appendRequests(sql, lane, requests, now)
  return count
}
