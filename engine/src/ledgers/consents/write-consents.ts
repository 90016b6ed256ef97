import type { ConsentState } from '@snodo/audience'
import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { IdSource } from '../../id-source.ts'

export type ConsentRecord = {
  contact: string
  channel: string
  purpose: string
  state: ConsentState
  /** Legal basis: `consent`, `existingCustomer`, … */
  basis: string
  /** When, where, text, by whom: whatever proves it. */
  proof: JsonObject
}

/**
 * Writes what contacts of one lane have consented to, and keeps each change with its proof. Under the lane's lock. A consent that
 * was given stays given when it is asked for again. Gives what now waits to be confirmed.
 */
export async function writeConsents(
  given: { sql: Sql; ids: IdSource; lane: number },
  records: readonly ConsentRecord[],
  at: Instant,
): Promise<{ contact: string; channel: string; purpose: string }[]> {
  if (records.length === 0) return []
  const { sql, ids, lane } = given
  await ids.reserve(sql, records.length)
  // The last word of a batch on one consent is what counts; the history keeps them all.
  const last = new Map(records.map((record) => [`${record.contact}\n${record.channel}\n${record.purpose}`, record]))
  const { rows } = await sql.query<{ contact: string; channel: string; purpose: string; state: ConsentState }>(
    /* sql */ `insert into consents as c (lane, contact_id, channel, purpose, state, basis, proof, at)
      select $1, contact, channel, purpose, state, basis, proof, to_timestamp($3::double precision / 1000)
      from json_to_recordset($2::json) as s(contact bigint, channel text, purpose text, state text, basis text, proof jsonb)
      on conflict (lane, contact_id, channel, purpose) do update
        set state = excluded.state, basis = excluded.basis, proof = excluded.proof, at = excluded.at
        where not (c.state = 'granted' and excluded.state = 'pending')
      returning contact_id as contact, channel, purpose, state`,
    [lane, JSON.stringify([...last.values()]), at],
    { name: 'write-consents' },
  )
  await sql.query(
    /* sql */ `insert into consent_history (lane, id, contact_id, channel, purpose, state, basis, proof, at)
      select $1, id, contact, channel, purpose, state, basis, proof, to_timestamp($3::double precision / 1000)
      from json_to_recordset($2::json)
        as s(id bigint, contact bigint, channel text, purpose text, state text, basis text, proof jsonb)`,
    [lane, JSON.stringify(records.map((record) => ({ id: ids.next(lane), ...record }))), at],
    { name: 'write-consent-history' },
  )
  return rows.flatMap(({ state, ...consent }) => (state === 'pending' ? [consent] : []))
}
