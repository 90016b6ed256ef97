import type { Pool } from '@snodo/database'

/** Ids below this belong to no block the sequence will hand out to these contacts' lanes twice: one block is 65,536 ids. */
const BLOCK_IDS = 65_536

/**
 * Puts contacts into an empty database, as many in each lane, half of them on the plan `pro`; gives their ids. Straight into the
 * table: how fast contacts are made is not what is measured with them.
 */
export async function fillContacts(pool: Pool, count: number): Promise<string[]> {
  await pool.query(
    /* sql */ `insert into contacts (lane, id, user_id, email, attributes, created_at, seen_at)
      select id % 64, id, 'user-' || id, 'user-' || id || '@example.com',
        jsonb_build_object('firstName', 'Maria', 'plan', case when id % 2 = 0 then 'pro' else 'free' end, 'city', 'Milano', 'country', 'IT', 'visits', id % 50),
        to_timestamp(1760000000), to_timestamp(1760000000)
      from generate_series($1::bigint + 1, $1::bigint + $2) as id`,
    [BLOCK_IDS, count],
  )
  await pool.query(/* sql */ `select setval('id_blocks', $1::bigint)`, [Math.ceil(count / BLOCK_IDS) + 2])
  await pool.query(/* sql */ `vacuum analyze contacts`)
  await pool.query(/* sql */ `checkpoint`)
  return Array.from({ length: count }, (_, i) => String(BLOCK_IDS + 1 + i))
}
