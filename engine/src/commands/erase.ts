import { laneOf } from '@snodo/base'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { resolveContact } from '../ledgers/contacts/resolve-contact.ts'
import { type Erased, eraseAliases, erasePerson } from '../ledgers/persons/erase-person.ts'
import { type PersonExport, readPerson } from '../ledgers/persons/read-person.ts'
import { withContact } from './lock-contact.ts'
import { personFaults } from './person-faults.ts'

/**
 * Erases a person for good: the profile, names, events, consents and texts of messages. Counts stay as they are, and so do
 * suppressed addresses, which are kept by hash: whoever asked not to be written to still is not. The log of deeds keeps that
 * it was done, by whom, to which id. Throws CONTACT_UNKNOWN.
 */
export async function eraseContact(
  engine: EngineContext,
  given: { contact: string; author: string; reason?: string | null },
): Promise<Erased> {
  return withContact(engine.pool, given.contact, async (sql, contact, lane) => {
    const now = engine.clock.now()
    const erased = await erasePerson(sql, lane, contact, now)
    await eraseAliases(sql, contact)
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
