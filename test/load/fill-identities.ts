import { slotOf } from '@snodo/base'
import type { Pool } from '@snodo/database'

/** Gives contacts the user ids `user-0`, `user-1` … in the order of their ids, as collection would have. */
export async function fillIdentities(pool: Pool, contacts: readonly string[]): Promise<void> {
  const PORTION = 20_000
  for (let from = 0; from < contacts.length; from += PORTION) {
    const ids = contacts.slice(from, from + PORTION)
    const names = ids.map((_, i) => `user-${from + i}`)
    await pool.query(
      /* sql */ `insert into identities (slot, kind, value, lane, contact_id)
        select slot, 'userId', name, id % 64, id from unnest($1::smallint[], $2::text[], $3::bigint[]) as s(slot, name, id)`,
      [names.map(slotOf), names, ids],
    )
    await pool.query(
      /* sql */ `update contacts c set user_id = s.name from unnest($1::bigint[], $2::text[]) as s(id, name) where c.lane = s.id % 64 and c.id = s.id`,
      [ids, names],
    )
  }
  await pool.query(/* sql */ `vacuum analyze identities, contacts`)
}
