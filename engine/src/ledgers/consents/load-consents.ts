import type { ConsentState } from '@snodo/audience'
import type { Sql } from '@snodo/database'

/** Consents of contacts of one lane as predicates read them: by contact, keyed `channel:purpose`. */
export async function loadConsents(
  sql: Sql,
  lane: number,
  contactIds: readonly string[],
): Promise<Map<string, Map<string, ConsentState>>> {
  const { rows } = await sql.query<{ contact_id: string; channel: string; purpose: string; state: ConsentState }>(
    /* sql */ `select contact_id, channel, purpose, state from consents where lane = $1 and contact_id = any ($2::bigint[])`,
    [lane, contactIds],
    { name: 'load-consents' },
  )
  const found = new Map<string, Map<string, ConsentState>>()
  for (const row of rows) {
    const consents = found.get(row.contact_id) ?? new Map<string, ConsentState>()
    consents.set(`${row.channel}:${row.purpose}`, row.state)
    found.set(row.contact_id, consents)
  }
  return found
}

/**
 * The purposes contacts were asked for, as far as a look at some of them tells: nothing keeps them apart, and to read everybody's
 * consents for a warning would cost more than the warning is worth.
 */
export async function seenPurposes(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ purpose: string }>(
    /* sql */ `select distinct purpose from (select purpose from consents limit 10000) as seen order by purpose`,
  )
  return rows.map((row) => row.purpose)
}
