import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { type ContactSearch, type FoundContact, findContacts } from '../ledgers/contacts/find-contacts.ts'
import { limits } from '../limits.ts'

/** Everyone a search finds, the newest first, a thousand at a time; that somebody took them is written down before the first. */
export async function* exportContacts(
  engine: EngineContext,
  given: { search: ContactSearch; author: string },
): AsyncGenerator<readonly FoundContact[]> {
  const at = engine.clock.now()
  const details = { ...given.search }
  await writeAudit(engine.pool, [{ at, actor: given.author, action: 'contacts.export', subject: 'contacts', details }])
  for (let before: string | null = null; ; ) {
    const found: readonly FoundContact[] = await findContacts(engine.pool, given.search, before, limits.contactsMarkedAtOnce)
    if (found.length > 0) yield found
    if (found.length < limits.contactsMarkedAtOnce) return
    before = found.at(-1)?.id ?? null
  }
}
