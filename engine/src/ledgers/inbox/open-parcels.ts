import type { Sql } from '@snodo/database'
import { numberColumn } from '../../batch-values.ts'

/** Puts the calls of parcels into the inbox row by row, for whoever has to deal with one of them alone. Under the lane's lock. */
export async function openParcels(sql: Sql, lane: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql.query(/* sql */ `${OPENED} id = any ($2::bigint[]) ${INTO_INBOX}`, [lane, numberColumn(ids)], {
    name: 'open-parcels',
  })
}

/** Opens all parcels with calls of a contact, so that whatever is unread of it stands in the inbox alone. */
export async function openParcelsOf(sql: Sql, lane: number, contact: string): Promise<void> {
  await sql.query(/* sql */ `${OPENED} $2::bigint = any (contacts) ${INTO_INBOX}`, [lane, contact])
}

const OPENED = /* sql */ `with opened as (delete from parcels where lane = $1 and urgency = any ('{0,1}') and`
const INTO_INBOX = /* sql */ `returning calls)
  insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at, payload)
  select $1, (c.call ->> 0)::bigint, (c.call ->> 1)::bigint, c.call ->> 2, c.call ->> 3,
    to_timestamp((c.call ->> 4)::float8 / 1000), to_timestamp((c.call ->> 5)::float8 / 1000), (c.call -> 6)::jsonb
  from opened cross join lateral json_array_elements(opened.calls) as c(call)`
