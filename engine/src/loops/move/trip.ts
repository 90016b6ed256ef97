import { type Instant, must } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { IdSource } from '../../id-source.ts'
import type { EnrollmentRow } from '../../ledgers/enrollments/load-enrollments.ts'
import type { ContactRow } from '../../rules/contact-row.ts'
import type { FlowCatalog } from '../../rules/flows/flow-catalog.ts'
import type { EntryRow } from '../../rules/walking/enter.ts'
import type { InterpretWorld } from '../../rules/walking/interpret-world.ts'
import { loadedMeasure } from '../../rules/walking/trip-facts.ts'
import { type ContactState, type EnrollmentState, noEffects, type TripEffects } from '../../rules/walking/trip-state.ts'

/**
 * One transaction that moves a batch of a lane: what it has loaded, what it changed, what it wants written. It lives for
 * milliseconds, under the lane's lock; nothing of it outlives the commit.
 */
export type Trip = {
  sql: Sql
  ids: IdSource
  lane: number
  now: Instant
  catalog: FlowCatalog
  world: InterpretWorld
  contacts: Map<string, ContactState>
  enrollments: Map<string, EnrollmentState>
  /** Living enrollments by contact, in order of id; those that ended in this trip stay in it and are marked. */
  byContact: Map<string, EnrollmentState[]>
  entries: EntryRow[]
  effects: TripEffects
  /** Codes of each pool held for this trip, for `couponStock`. */
  stock: Map<string, number>
  /** Codes of each pool this trip asked for so far; those may be more than there are. */
  stockWanted: Map<string, number>
}

export function makeTrip(given: Pick<Trip, 'sql' | 'ids' | 'lane' | 'now' | 'catalog'> & { secret: string }): Trip {
  const { sql, ids, lane, now, catalog } = given
  const stock = new Map<string, number>()
  const effects = noEffects()
  return {
    sql,
    ids,
    lane,
    now,
    catalog,
    world: {
      now,
      ...catalog.workspace,
      secret: given.secret,
      measure: loadedMeasure,
      // What this very trip has promised already is gone.
      couponStock: (_lane, pool) => (stock.get(pool) ?? 0) - effects.coupons.filter((coupon) => coupon.pool === pool).length,
    },
    contacts: new Map(),
    enrollments: new Map(),
    byContact: new Map(),
    entries: [],
    effects,
    stock,
    stockWanted: new Map(),
  }
}

export function holdContact(trip: Trip, row: ContactRow): ContactState {
  const contact: ContactState = {
    id: row.id,
    lane: trip.lane,
    email: row.email,
    phone: row.phone,
    userId: row.user_id,
    attributes: row.attributes,
    tags: new Set(row.tags),
    scores: row.scores,
    lists: null,
    consents: null,
    measures: new Map(),
    profileChanged: false,
  }
  trip.contacts.set(row.id, contact)
  return contact
}

/** Takes a stored enrollment into the trip; its contact and its version must have been loaded. */
export function holdEnrollment(trip: Trip, row: EnrollmentRow): EnrollmentState {
  const contact = must(trip.contacts.get(row.contact_id), `the contact of enrollment ${row.id} was not loaded`)
  const flow = must(trip.catalog.version(row.version_id), `version ${row.version_id} of enrollment ${row.id} was not loaded`)
  const enrollment: EnrollmentState = {
    id: row.id,
    lane: trip.lane,
    contact,
    flow,
    entityKey: row.entity_key,
    state: row.state,
    node: row.node,
    visit: row.visit,
    urgency: row.urgency,
    nextAt: row.next_at,
    dated: row.dated,
    thenPort: row.then_port,
    enteredAt: row.entered_at,
    nodeEnteredAt: row.node_entered_at,
    awaits: row.awaits,
    entry: row.entry ?? { at: row.entered_at, event: null, properties: {} },
    vars: row.vars ?? {},
    passed: row.passed ?? {},
    had: row.had ?? [],
    because: row.because,
    attempts: row.attempts,
    reactions: null,
    stored: true,
    touched: false,
    ended: null,
    steps: [],
    journalVisit: row.visit,
  }
  keep(trip, enrollment)
  return enrollment
}

export function keep(trip: Trip, enrollment: EnrollmentState): void {
  trip.enrollments.set(enrollment.id, enrollment)
  const known = trip.byContact.get(enrollment.contact.id)
  if (known === undefined) trip.byContact.set(enrollment.contact.id, [enrollment])
  else known.push(enrollment)
}

export function livingOf(trip: Trip, contactId: string): EnrollmentState[] {
  return (trip.byContact.get(contactId) ?? []).filter((enrollment) => enrollment.ended === null)
}
