import { type ConsentState, compileMeasure, type EventsPredicate } from '@snodo/audience'
import type { Instant } from '@snodo/base'
import { loadConsents } from '../../ledgers/consents/load-consents.ts'
import { loadMemberships } from '../../ledgers/contacts/memberships.ts'
import { holdStock } from '../../ledgers/coupons/issue-coupons.ts'
import { loadReactions } from '../../ledgers/messages/load-reactions.ts'
import { needsAnything } from '../../rules/flows/compile-flow.ts'
import type { FactAsk } from '../../rules/walking/match-event.ts'
import { measuredSince, measuredSinceWalking, measureKey } from '../../rules/walking/trip-facts.ts'
import type { ContactState } from '../../rules/walking/trip-state.ts'
import type { Trip } from './trip.ts'

/**
 * Loads what a set of questions needs, once for each distinct fact and for all contacts together. `upTo` bounds what is counted:
 * events after the one at hand have not happened yet as far as this contact is concerned.
 */
export async function loadTripFacts(
  trip: Trip,
  asks: readonly FactAsk[],
  upTo: ReadonlyMap<string, string> | null,
): Promise<void> {
  const wanting = asks.filter((ask) => needsAnything(ask.needs))
  if (wanting.length === 0) return
  await loadLists(trip, wanting)
  await loadConsentStates(trip, wanting)
  await loadStock(trip, wanting)
  await loadMeasures(trip, wanting, upTo)
  await loadReactionFacts(trip, wanting)
}

async function loadLists(trip: Trip, asks: readonly FactAsk[]): Promise<void> {
  const contacts = distinct(asks.filter((ask) => ask.needs.lists && ask.contact.lists === null).map((ask) => ask.contact))
  if (contacts.length === 0) return
  const found = await loadMemberships(
    trip.sql,
    trip.lane,
    contacts.map((contact) => contact.id),
  )
  for (const contact of contacts) contact.lists = found.get(contact.id) ?? new Set()
  // What this very trip has changed is not written yet.
  for (const { contact, list, member } of trip.effects.memberships) {
    if (member) contact.lists?.add(list)
    else contact.lists?.delete(list)
  }
}

async function loadConsentStates(trip: Trip, asks: readonly FactAsk[]): Promise<void> {
  const contacts = distinct(asks.filter((ask) => ask.needs.consents && ask.contact.consents === null).map((ask) => ask.contact))
  if (contacts.length === 0) return
  const found = await loadConsents(
    trip.sql,
    trip.lane,
    contacts.map((contact) => contact.id),
  )
  for (const contact of contacts) contact.consents = found.get(contact.id) ?? new Map<string, ConsentState>()
  for (const { contact, channel, purpose, state } of trip.effects.consents) contact.consents?.set(`${channel}:${purpose}`, state)
}

/** A walk may pass two blocks that give from the same pool before it comes to rest. */
const CODES_OF_A_WALK = 2

async function loadStock(trip: Trip, asks: readonly FactAsk[]): Promise<void> {
  for (const [pool, walks] of Map.groupBy(
    asks.flatMap((ask) => [...ask.needs.couponStock]),
    (pool) => pool,
  )) {
    const wanted = (trip.stockWanted.get(pool) ?? 0) + walks.length * CODES_OF_A_WALK
    trip.stockWanted.set(pool, wanted)
    trip.stock.set(pool, await holdStock(trip.sql, trip.lane, pool, wanted))
  }
}

type MeasureAsk = { clause: EventsPredicate; asked: Map<string, { contact: ContactState; since: Instant | null }> }

/** One statement for each clause; a contact with two journeys that began apart stands in it twice. */
async function loadMeasures(trip: Trip, asks: readonly FactAsk[], upTo: ReadonlyMap<string, string> | null): Promise<void> {
  const byClause = new Map<string, MeasureAsk>()
  for (const { contact, enrollment, needs, walksAt } of asks) {
    for (const [key, clause] of needs.measures) {
      const walks = enrollment !== null && walksAt !== undefined
      for (const since of walks ? measuredSinceWalking(clause, enrollment, walksAt) : [measuredSince(clause, enrollment)]) {
        if (contact.measures.has(measureKey(clause, since))) continue
        const ask: MeasureAsk = byClause.get(key) ?? { clause, asked: new Map() }
        byClause.set(key, ask)
        ask.asked.set(`${contact.id}/${since}`, { contact, since })
      }
    }
  }
  for (const { clause, asked } of byClause.values()) {
    const batch = [...asked.values()]
    const measured = batch.map(({ contact, since }) => ({ contactId: contact.id, since, upTo: upTo?.get(contact.id) ?? null }))
    const { text, values } = compileMeasure(clause)(trip.lane, measured, trip.now)
    const { rows } = await trip.sql.query<{ n: number; value: number }>(text, values)
    for (const { n, value } of rows) {
      const { contact, since } = batch[n - 1]! // positions are those of the batch, from 1
      contact.measures.set(measureKey(clause, since), value)
    }
  }
}

async function loadReactionFacts(trip: Trip, asks: readonly FactAsk[]): Promise<void> {
  const enrollments = distinct(
    asks.flatMap(({ enrollment, needs }) => (enrollment !== null && needs.reactions.size > 0 ? [enrollment] : [])),
  )
  if (enrollments.length === 0) return
  const stored = enrollments.filter((enrollment) => enrollment.stored)
  const found = await loadReactions(
    trip.sql,
    trip.lane,
    stored.map((enrollment) => enrollment.id),
  )
  for (const enrollment of enrollments) enrollment.reactions = found.get(enrollment.id) ?? new Map()
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
