import { canonicalJson, defineFaults, isId, type Json, type JsonObject, laneOf } from '@snodo/base'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { loadContacts } from '../ledgers/contacts/load-contacts.ts'
import { nameContacts } from '../ledgers/contacts/name-contacts.ts'
import { saveContacts } from '../ledgers/contacts/save-contacts.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { normalEmail, normalPhone } from '../rules/collecting/contact-address.ts'
import type { ContactRow } from '../rules/contact-row.ts'

export const contactFaults = defineFaults({
  CONTACT_UNKNOWN: {
    status: 404,
    title: 'No such contact',
    say: ({ id }: { id: string }) => `There is no contact with the id ${id}. GET /api/contacts finds contacts.`,
  },
  ADDRESS_INVALID: {
    status: 422,
    title: 'Not an address',
    say: ({ pointer, expected }: { pointer: string; expected: string; got: string }) =>
      `Expected ${expected} at ${pointer}, got something else. Nothing was changed.`,
  },
})

export type ContactChange = {
  /** Null takes it away. */
  email?: string | null
  phone?: string | null
  /** Merged by name; null takes one away. */
  attributes?: JsonObject
  /** The whole new set. */
  tags?: readonly string[]
}

/**
 * Changes a contact by hand, under its lane's lock. Every change is told as the event it would be if a flow had made it, so
 * that triggers and waits see no difference. Answers with the names of the fields that changed.
 */
export async function changeContact(
  engine: EngineContext,
  given: { id: string; change: ContactChange; author: string },
): Promise<{ changed: string[] }> {
  if (!isId(given.id)) throw contactFaults.CONTACT_UNKNOWN({ id: given.id })
  const change = checked(given.change)
  const lane = laneOf(given.id)
  const changed = await transaction(engine.pool, async (sql) => {
    await lockLane(sql, lane)
    const before = (await loadContacts(sql, lane, [given.id])).get(given.id)
    if (before === undefined) throw contactFaults.CONTACT_UNKNOWN({ id: given.id })
    const { after, told } = applyChange(before, change)
    if (told.length === 0) return []
    const now = engine.clock.now()
    await saveContacts(sql, lane, [after])
    if (after.email !== null && after.email !== before.email)
      await nameContacts(sql, [{ kind: 'email', value: after.email, lane, contact: given.id }])
    await engine.ids.reserve(sql, told.length)
    await appendOwnEvents(
      sql,
      lane,
      told.map(({ name, properties }) => ({ id: engine.ids.next(lane), contact: given.id, name, properties })),
      now,
    )
    const fields = told.map(({ field }) => field)
    await writeAudit(sql, [
      {
        at: now,
        actor: given.author,
        action: 'contact.change',
        subject: `contact:${given.id}`,
        details: { fields: [...new Set(fields)] },
      },
    ])
    return fields
  })
  if (changed.length > 0) await engine.bells.ringMove([lane])
  return { changed: [...new Set(changed)] }
}

/** Addresses in their one spelling; throws ADDRESS_INVALID. */
function checked(change: ContactChange): ContactChange {
  const email = change.email == null ? change.email : normalEmail(change.email)
  if (change.email != null && email === null)
    throw contactFaults.ADDRESS_INVALID({ pointer: '/email', expected: 'one e-mail address', got: 'something else' })
  const phone = change.phone == null ? change.phone : normalPhone(change.phone)
  if (change.phone != null && phone === null)
    throw contactFaults.ADDRESS_INVALID({
      pointer: '/phone',
      expected: 'a phone number such as +393331234567',
      got: 'something else',
    })
  return { ...change, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) }
}

type Told = { field: string; name: string; properties: JsonObject }

function applyChange(before: ContactRow, change: ContactChange): { after: ContactRow; told: Told[] } {
  const after = { ...before }
  const told: Told[] = []
  const tell = (field: string, old: Json, now: Json) =>
    told.push({ field, name: 'Field Changed', properties: { field, old, new: now } })
  for (const field of ['email', 'phone'] as const) {
    const value = change[field]
    if (value === undefined || value === before[field]) continue
    after[field] = value
    tell(field, before[field], value)
  }
  for (const [field, value] of Object.entries(change.attributes ?? {})) {
    const old = Object.hasOwn(before.attributes, field) ? (before.attributes[field] ?? null) : null
    if (canonicalJson(old) === canonicalJson(value)) continue
    const rest = Object.fromEntries(Object.entries(after.attributes).filter(([name]) => name !== field))
    after.attributes = value === null ? rest : { ...rest, [field]: value }
    tell(field, old, value)
  }
  if (change.tags !== undefined) {
    const [old, now] = [new Set(before.tags), new Set(change.tags)]
    for (const tag of now) if (!old.has(tag)) told.push({ field: 'tags', name: 'Tag Added', properties: { tag } })
    for (const tag of old) if (!now.has(tag)) told.push({ field: 'tags', name: 'Tag Removed', properties: { tag } })
    after.tags = [...now]
  }
  return { after, told }
}
