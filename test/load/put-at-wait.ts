import { must } from '@snodo/base'
import type { Pool } from '@snodo/database'

/**
 * Contacts at the wait of `waitThenMail`, as trips would have left them there: how they got there is not what is measured with
 * them. `beyond`: only contacts with ids above this one.
 */
export async function putAtWait(pool: Pool, given: { flow: string; dueAt: number; beyond?: string }): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(/* sql */ `select live_version_id as id from flows where id = $1`, [
    given.flow,
  ])
  const version = must(rows[0], 'the flow has been published').id
  await pool.query(
    /* sql */ `insert into enrollments (lane, id, contact_id, flow_id, version_id, state, node, visit, urgency, next_at, then_port,
        entered_at, node_entered_at, entry)
      select lane, id, id, $1, $2, 'active', 'wait', 1, 1, to_timestamp($3::double precision / 1000), 'after', created_at, created_at,
        '{"at": 1760000000000, "event": "Signed Up", "properties": {}}'
      from contacts where id > $4`,
    [given.flow, version, given.dueAt, given.beyond ?? '0'],
  )
  await pool.query(
    /* sql */ `insert into node_counts (lane, version_id, node, inside, entered)
      select lane, $1, 'wait', count(*), count(*) from enrollments group by lane`,
    [version],
  )
  await pool.query(/* sql */ `vacuum analyze enrollments`)
  await pool.query(/* sql */ `checkpoint`)
}
