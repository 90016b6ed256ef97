import { compileMeasure, type ConsentState, type EventsPredicate } from '@snodo/audience'
import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { loadConsents } from '../../ledgers/consents/load-consents.ts'
import { loadMemberships } from '../../ledgers/contacts/memberships.ts'
import { countStock } from '../../ledgers/coupons/issue-coupons.ts'
import { loadReactions } from '../../ledgers/messages/load-reactions.ts'
import { needsAnything } from '../../rules/compile-flow.ts'
import type { FactAsk } from '../../rules/match-event.ts'
import { measuredSince, measureKey } from '../../rules/trip-facts.ts'
import type { ContactState } from '../../rules/trip-state.ts'
import type { Trip } from './trip.ts'

/**
 * Loads what a set of questions needs, once for each distinct fact and for all contacts together. `upTo` bounds what is counted:
 * events after the one at hand have not happened yet as far as this contact is concerned.
 */
export async function loadTripFacts(trip: Trip, asks: readonly FactAsk[], upTo: ReadonlyMap<string, string> | null): Promise<void> {
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
  const found = await loadMemberships(trip.sql, trip.lane, contacts.map((contact) => contact.id))
  for (const contact of contacts) contact.lists = found.get(contact.id) ?? new Set()
}

async function loadConsentStates(trip: Trip, asks: readonly FactAsk[]): Promise<void> {
  const contacts = distinct(asks.filter((ask) => ask.needs.consents && ask.contact.consents === null).map((ask) => ask.contact))
  if (contacts.length === 0) return
  const found = await loadConsents(trip.sql, trip.lane, contacts.map((contact) => contact.id))
  for (const contact of contacts) contact.consents = found.get(contact.id) ?? new Map<string, ConsentState>()
}

async function loadStock(trip: Trip, asks: readonly FactAsk[]): Promise<void> {
  const pools = [...new Set(asks.flatMap((ask) => [...ask.needs.couponStock]))].filter((pool) => !trip.stock.has(pool))
  if (pools.length === 0) return
  const counts = await countStock(trip.sql, trip.lane, pools)
  for (const pool of pools) trip.stock.set(pool, counts.get(pool) ?? 0)
}

type MeasureAsk = { clause: EventsPredicate; contacts: Map<string, { contact: ContactState; since: Instant | null }> }

async function loadMeasures(trip: Trip, asks: readonly FactAsk[], upTo: ReadonlyMap<string, string> | null): Promise<void> {
  // One statement for each clause; a clause bound to journeys is asked again for a contact with two journeys that began apart.
  const rounds: MeasureAsk[] = []
  for (const { contact, enrollment, needs } of asks) {
    for (const [key, clause] of needs.measures) {
      const since = measuredSince(clause, enrollment)
      if (contact.measures.has(measureKey(clause, since))) continue
      const sameClause = rounds.filter((round) => measureKey(round.clause, null) === key)
      if (sameClause.some((round) => round.contacts.get(contact.id)?.since === since && round.contacts.has(contact.id))) continue
      let round = sameClause.find((candidate) => !candidate.contacts.has(contact.id))
      if (round === undefined) {
        round = { clause, contacts: new Map() }
        rounds.push(round)
      }
      round.contacts.set(contact.id, { contact, since })
    }
  }
  for (const round of rounds) await loadMeasure(trip.sql, trip, round, upTo)
}

async function loadMeasure(sql: Sql, trip: Trip, round: MeasureAsk, upTo: ReadonlyMap<string, string> | null): Promise<void> {
  const contacts = [...round.contacts.values()]
  const { text, values } = compileMeasure(round.clause, {
    lane: trip.lane,
    contacts: contacts.map(({ contact }) => contact.id),
    at: trip.now,
    since: contacts.map(({ since }) => since),
    upTo: upTo === null ? null : contacts.map(({ contact }) => upTo.get(contact.id) ?? null),
  })
  const { rows } = await sql.query<{ contact_id: string; value: string | number }>(text, values)
  const found = new Map(rows.map((row) => [row.contact_id, Number(row.value)]))
  for (const { contact, since } of contacts) contact.measures.set(measureKey(round.clause, since), found.get(contact.id) ?? 0)
}

async function loadReactionFacts(trip: Trip, asks: readonly FactAsk[]): Promise<void> {
  const enrollments = distinct(asks.flatMap(({ enrollment, needs }) => (enrollment !== null && needs.reactions.size > 0 ? [enrollment] : [])))
  if (enrollments.length === 0) return
  const stored = enrollments.filter((enrollment) => enrollment.stored !== null)
  const found = await loadReactions(trip.sql, trip.lane, stored.map((enrollment) => enrollment.id))
  for (const enrollment of enrollments) enrollment.reactions = found.get(enrollment.id) ?? new Map()
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
