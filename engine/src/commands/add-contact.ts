import type { JsonObject } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { findContacts } from '../ledgers/contacts/find-contacts.ts'
import { normalEmail, normalPhone } from '../rules/collecting/contact-address.ts'
import { contactFaults } from './change-contact.ts'
import { importBatch } from './import-contacts.ts'

export type ContactToAdd = {
  email: string | null
  userId: string | null
  phone: string | null
  attributes: JsonObject
  tags: string[]
  lists: string[]
}

/**
 * A contact by hand, as a file of one line would bring it: who goes by this e-mail or user id already gets what is new.
 * `key` is the request's own: sent twice it is taken once.
 */
export async function addContact(
  engine: EngineContext,
  given: { contact: ContactToAdd; key: string; author: string },
): Promise<{ id: string; created: boolean }> {
  const { email, phone, userId } = given.contact
  const address = email === null ? null : normalEmail(email)
  if (email !== null && address === null)
    throw contactFaults.ADDRESS_INVALID({ pointer: '/email', expected: 'one e-mail address', got: 'something else' })
  const number = phone === null ? null : normalPhone(phone)
  if (phone !== null && number === null)
    throw contactFaults.ADDRESS_INVALID({
      pointer: '/phone',
      expected: 'a phone number such as +393331234567',
      got: 'something else',
    })
  const counts = await importBatch(
    engine,
    { fileHash: given.key, fileName: 'by hand', consentOrigin: null, author: given.author, dryRun: false },
    [{ line: 1, ...given.contact, email: address, phone: number, consents: {} }],
  )
  const [found] = await findContacts(engine.pool, userId === null ? { email: address ?? '' } : { userId }, null, 1)
  if (found === undefined) throw new Error('a contact that was just written is not found')
  return { id: found.id, created: counts.created > 0 }
}
