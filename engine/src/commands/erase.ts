import { laneOf } from '@snodo/base'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { resolveContact } from '../ledgers/contacts/resolve-contact.ts'
import { openParcelsOf } from '../ledgers/inbox/open-parcels.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import {
  type Erased,
  eraseAliases,
  erasePerson,
  erasuresBefore,
  forgetErasure,
  noteErasure,
  othersOfPerson,
} from '../ledgers/persons/erase-person.ts'
import { type PersonExport, readPerson } from '../ledgers/persons/read-person.ts'
import { withContact } from './lock-contact.ts'
import { personFaults } from './person-faults.ts'

export type EraseGiven = { contact: string; author: string; reason?: string | null }

/**
 * Erases a person for good: the profile, names, events, consents and texts of messages. Counts stay as they are, and so do
 * suppressed addresses, which are kept by hash: whoever asked not to be written to still is not. The log of deeds keeps that
 * it was done, by whom, to which id. Throws CONTACT_UNKNOWN.
 */
export async function eraseContact(engine: EngineContext, given: EraseGiven): Promise<Erased> {
  // First those that are to become one with this contact: a merge that is asked for would find nobody, and leave them behind.
  const person = await resolveContact(engine.pool, given.contact)
  if (person !== null)
    for (const other of await othersOfPerson(engine.pool, person)) await eraseOne(engine, { ...given, contact: other })
  return eraseOne(engine, given)
}

async function eraseOne(engine: EngineContext, given: EraseGiven): Promise<Erased> {
  return withContact(engine.pool, given.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    await openParcelsOf(sql, lane, contact)
    const erased = await erasePerson(sql, lane, contact, now)
    await eraseAliases(sql, contact)
    await noteErasure(sql, lane, contact, now)
    await writeAudit(sql, [
      {
        at: now,
        actor: given.author,
        action: 'contact.erase',
        subject: `contact:${contact}`,
        reason: given.reason ?? null,
        details: erased,
      },
    ])
    return erased
  })
}

/** Longer than any statement of a collection may take, so that whoever had looked the contact up has written by then, or never will. */
const AGAIN_AFTER_MS = 60_000

/** Erased once more in one go; the next call does more. */
const MOST = 200

/**
 * Erases once more whoever was erased a while ago: calls that were being taken in at that moment left their events with a contact
 * that was no more, and names that pointed to it. Returns how many were.
 */
export async function eraseAgain(engine: EngineContext): Promise<number> {
  const before = await erasuresBefore(engine.pool, engine.clock.now() - AGAIN_AFTER_MS, MOST)
  for (const { lane, contact } of before) {
    for (const other of await othersOfPerson(engine.pool, contact))
      await eraseOne(engine, { contact: other, author: 'upkeep', reason: 'the same person was erased' })
    await transaction(engine.pool, async (sql) => {
      await lockLane(sql, lane)
      await openParcelsOf(sql, lane, contact)
      await erasePerson(sql, lane, contact, engine.clock.now())
      await eraseAliases(sql, contact)
      await forgetErasure(sql, lane, contact)
    })
  }
  return before.length
}

/** All that is known of a person, as of one moment; the export itself is written into the log of deeds. Throws CONTACT_UNKNOWN. */
export async function exportContact(engine: EngineContext, given: { contact: string; author: string }): Promise<PersonExport> {
  return transaction(
    engine.pool,
    async (sql) => {
      const contact = await resolveContact(sql, given.contact)
      const person = contact === null ? null : await readPerson(sql, laneOf(contact), contact)
      if (person === null) throw personFaults.CONTACT_UNKNOWN({ id: given.contact })
      await writeAudit(sql, [
        { at: engine.clock.now(), actor: given.author, action: 'contact.export', subject: `contact:${contact}` },
      ])
      return person
    },
    { isolation: 'repeatable read' },
  )
}
