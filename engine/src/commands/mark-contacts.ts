import { laneOf } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { type ContactSearch, countContacts, findContacts } from '../ledgers/contacts/find-contacts.ts'
import { loadContacts } from '../ledgers/contacts/load-contacts.ts'
import { joinLists, leaveLists, loadMemberships } from '../ledgers/contacts/memberships.ts'
import { saveContacts } from '../ledgers/contacts/save-contacts.ts'
import { appendOwnEvents, type OwnEvent } from '../ledgers/inbox/read-inbox.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { limits } from '../limits.ts'
import type { ContactRow } from '../rules/contact-row.ts'

/** Lists joined and left, tags put on and taken off. */
export type Marks = { join?: string[]; leave?: string[]; addTags?: string[]; removeTags?: string[] }
/** Contacts by their ids, or all that a search finds. */
export type MarkedContacts = { contacts: readonly string[] } | { search: ContactSearch }

/** How many it is about, up to a bound: `more` says that there are others beyond it. */
export async function countMarked(engine: EngineContext, whom: MarkedContacts): Promise<{ matched: number; more: boolean }> {
  if ('contacts' in whom) return { matched: new Set(whom.contacts).size, more: false }
  const found = await countContacts(engine.pool, whom.search, limits.contactsCounted + 1)
  return { matched: Math.min(found, limits.contactsCounted), more: found > limits.contactsCounted }
}

/**
 * Marks the next thousand after a contact, lane by lane under its lock; each change is told as the event it would be if a flow had
 * made it. Harmless twice, so whoever asked goes on with `next` until there is none, and begins anew after a mishap.
 */
export async function markContacts(
  engine: EngineContext,
  given: { whom: MarkedContacts; marks: Marks; before: string | null; author: string },
): Promise<{ seen: number; changed: number; next: string | null }> {
  const ids = await nextContacts(engine, given)
  let changed = 0
  for (const [lane, ofLane] of Map.groupBy(ids, laneOf))
    changed += await transaction(engine.pool, (sql) => markLane(engine, sql, lane, ofLane, given.marks))
  if (changed > 0) {
    await engine.bells.ringMove([...new Set(ids.map(laneOf))])
    const details = { ...given.marks, contacts: changed }
    const at = engine.clock.now()
    await writeAudit(engine.pool, [{ at, actor: given.author, action: 'contacts.mark', subject: 'contacts', details }])
  }
  return { seen: ids.length, changed, next: ids.length < limits.contactsMarkedAtOnce ? null : (ids.at(-1) ?? null) }
}

async function nextContacts(
  engine: EngineContext,
  { whom, before }: { whom: MarkedContacts; before: string | null },
): Promise<string[]> {
  if ('search' in whom)
    return (await findContacts(engine.pool, whom.search, before, limits.contactsMarkedAtOnce)).map(({ id }) => id)
  const all = [...new Set(whom.contacts)].sort((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1))
  return all.filter((id) => before === null || BigInt(id) < BigInt(before)).slice(0, limits.contactsMarkedAtOnce)
}

async function markLane(engine: EngineContext, sql: Sql, lane: number, ids: readonly string[], marks: Marks): Promise<number> {
  await lockLane(sql, lane)
  const contacts = await loadContacts(sql, lane, ids)
  const lists = await loadMemberships(sql, lane, [...contacts.keys()])
  const now = engine.clock.now()
  const joins: { contact: string; list: string }[] = []
  const leaves: { contact: string; list: string }[] = []
  const retagged: ContactRow[] = []
  const told: Omit<OwnEvent, 'id'>[] = []
  for (const [contact, row] of contacts) {
    const on = lists.get(contact)
    for (const list of marks.join ?? []) if (on?.has(list) !== true) joins.push({ contact, list })
    for (const list of marks.leave ?? []) if (on?.has(list) === true) leaves.push({ contact, list })
    const added = (marks.addTags ?? []).filter((tag) => !row.tags.includes(tag))
    const removed = (marks.removeTags ?? []).filter((tag) => row.tags.includes(tag))
    if (added.length + removed.length === 0) continue
    retagged.push({ ...row, tags: [...row.tags, ...added].filter((tag) => !removed.includes(tag)) })
    for (const tag of added) told.push({ contact, name: 'Tag Added', properties: { tag } })
    for (const tag of removed) told.push({ contact, name: 'Tag Removed', properties: { tag } })
  }
  await joinLists(sql, lane, joins, now)
  await leaveLists(sql, lane, leaves)
  await saveContacts(sql, lane, retagged)
  for (const { contact, list } of joins) told.push({ contact, name: 'List Joined', properties: { list } })
  for (const { contact, list } of leaves) told.push({ contact, name: 'List Left', properties: { list } })
  await engine.ids.reserve(sql, told.length)
  await appendOwnEvents(
    sql,
    lane,
    told.map((event) => ({ id: engine.ids.next(lane), ...event })),
    now,
  )
  return new Set(told.map(({ contact }) => contact)).size
}
