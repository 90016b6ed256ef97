import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { openParcels } from './open-parcels.ts'

/** Takes the first row out of a lane's inbox into the dead letters, where the operator sees it; false where the inbox is empty. */
export async function setAsideFirst(sql: Sql, lane: number, now: Instant, reason: string): Promise<boolean> {
  const first = await sql.query<{ id: string }>(/* sql */ `select id from parcels where lane = $1 order by urgency, id limit 1`, [
    lane,
  ])
  await openParcels(
    sql,
    lane,
    first.rows.map((row) => row.id),
  )
  const { count } = await sql.query(
    /* sql */ `with first as (
        delete from inbox where lane = $1 and event_id = (select event_id from inbox where lane = $1 order by event_id limit 1) returning *
      )
      insert into dead_letters (received_at, source, code, reason, body)
      select to_timestamp($2::double precision / 1000), 'intake', 'INTAKE_FAILED', $3,
        jsonb_build_object('lane', f.lane, 'event', f.event_id::text, 'contact', f.contact_id::text, 'kind', f.kind, 'name', f.name, 'payload', f.payload)::text
      from first f`,
    [lane, now, reason],
  )
  return count > 0
}
