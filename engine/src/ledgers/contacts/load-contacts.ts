import type { Sql } from '@snodo/database'
import type { ContactRow } from '../../rules/contact-row.ts'

/** Contacts of one lane by id, in one statement. Ids that are gone (erased) or were merged away are simply absent from the map. */
export async function loadContacts(sql: Sql, lane: number, ids: readonly string[]): Promise<Map<string, ContactRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql.query<ContactRow>(
    /* sql */ `select lane, id, user_id, email, phone, attributes, tags, scores
      from contacts where lane = $1 and id = any ($2::bigint[]) and merged_into is null`,
    [lane, ids],
    { name: 'load-contacts' },
  )
  return new Map(rows.map((row) => [row.id, row]))
}
