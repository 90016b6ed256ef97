import { laneOf } from '@snodo/base'
import { type Pool, type Sql, transaction } from '@snodo/database'
import { resolveContact } from '../ledgers/contacts/resolve-contact.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { personFaults } from './person-faults.ts'

/**
 * Runs `deed` in one transaction with the lane of a contact locked, the id followed through merges. A merge between looking
 * and locking is noticed and followed as well. Throws CONTACT_UNKNOWN where there is nobody.
 */
export async function withContact<T>(
  pool: Pool,
  id: string,
  deed: (sql: Sql, contact: string, lane: number) => Promise<T>,
): Promise<T> {
  for (;;) {
    const contact = await resolveContact(pool, id)
    if (contact === null) throw personFaults.CONTACT_UNKNOWN({ id })
    const lane = laneOf(contact)
    const done = await transaction(pool, async (sql) => {
      await lockLane(sql, lane)
      if ((await resolveContact(sql, contact)) !== contact) return MOVED
      return { value: await deed(sql, contact, lane) }
    })
    if (done !== MOVED) return done.value
  }
}

const MOVED = Symbol('merged away while we waited for the lane')
