import { loadContacts } from '../../ledgers/contacts/load-contacts.ts'
import { type EnrollmentRow, loadReady } from '../../ledgers/enrollments/load-enrollments.ts'
import { postponeReady } from '../../ledgers/enrollments/set-aside.ts'
import { limits } from '../../limits.ts'
import { interpret } from '../../rules/walking/interpret.ts'
import { resumeNeeds } from '../../rules/walking/take-event.ts'
import { loadTripFacts } from './load-trip-facts.ts'
import { holdContact, holdEnrollment, type Trip } from './trip.ts'

/** Walks on those whose time has come, most urgent first. Returns how many were ready. */
export async function advance(trip: Trip, limit: number): Promise<number> {
  if (limit <= 0) return 0
  const rows = await loadReady(trip.sql, trip.lane, trip.now, limit, [...trip.catalog.paused])
  const fresh = rows.filter((row) => !trip.enrollments.get(row.id)?.touched)
  const missing = fresh.filter((row) => !trip.contacts.has(row.contact_id)).map((row) => row.contact_id)
  for (const row of (await loadContacts(trip.sql, trip.lane, missing)).values()) holdContact(trip, row)

  const walking = fresh
    .filter((row) => canWalk(trip, row))
    .map((row) => trip.enrollments.get(row.id) ?? holdEnrollment(trip, row))
  const stuck = fresh.filter((row) => !canWalk(trip, row)).map((row) => row.id)
  await postponeReady(trip.sql, trip.lane, stuck, trip.now + limits.cannotWalkRetryMs)
  await loadTripFacts(
    trip,
    walking.map((enrollment) => ({ contact: enrollment.contact, enrollment, needs: resumeNeeds(enrollment), walksAt: trip.now })),
    null,
  )
  for (const enrollment of walking) interpret(enrollment, trip.world, trip.effects)
  return rows.length
}

/** Not while a node type of its version is not installed here, nor in the middle of a merge: then it is looked at again later. */
function canWalk(trip: Trip, row: EnrollmentRow): boolean {
  return trip.contacts.has(row.contact_id) && trip.catalog.version(row.version_id) !== undefined
}
