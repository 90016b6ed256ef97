import type { Sql } from '@snodo/database'
import type { ContactRow } from '../../rules/contact-row.ts'

/**
 * Writes changed contacts of one lane, each whole, in one statement. Only a mover that holds the lane's lock may call this:
 * it writes full values, so anybody else's change in between would be lost.
 */
export async function saveContacts(sql: Sql, lane: number, contacts: readonly ContactRow[]): Promise<void> {
  if (contacts.length === 0) return
  await sql.query(
    /* sql */ `update contacts as c
      set user_id = s.user_id, email = s.email, phone = s.phone, attributes = s.attributes, scores = s.scores,
        tags = array(select jsonb_array_elements_text(s.tags))
      from jsonb_to_recordset($2::jsonb)
        as s(id bigint, user_id text, email text, phone text, attributes jsonb, tags jsonb, scores jsonb)
      where c.lane = $1 and c.id = s.id`,
    [lane, JSON.stringify(contacts)],
    { name: 'save-contacts' },
  )
}
