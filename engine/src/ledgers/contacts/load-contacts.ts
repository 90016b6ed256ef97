import type { Sql } from '@snodo/database'
import { numberColumn } from '../../batch-values.ts'
import type { ContactRow } from '../../rules/contact-row.ts'

/** Contacts of one lane by id, in one statement. Ids that are gone (erased) or were merged away are simply absent from the map. */
export async function loadContacts(sql: Sql, lane: number, ids: readonly string[]): Promise<Map<string, ContactRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql.query<
    Omit<ContactRow, 'tags' | 'scores'> & { tags: ContactRow['tags'] | null; scores: ContactRow['scores'] | null }
  >(
    // Most contacts have neither tags nor scores; a null need not be parsed.
    /* sql */ `select lane, id, user_id, email, phone, attributes, nullif(tags, '{}') as tags, nullif(scores, '{}') as scores
      from contacts where lane = $1 and id = any ($2::bigint[]) and merged_into is null`,
    [lane, numberColumn(ids)],
    { name: 'load-contacts' },
  )
  return new Map(rows.map((row) => [row.id, { ...row, tags: row.tags ?? [], scores: row.scores ?? {} }]))
}
