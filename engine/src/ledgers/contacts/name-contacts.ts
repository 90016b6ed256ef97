import { slotOf } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Gives contacts names they may be found by; a name somebody else already has stays theirs. */
export async function nameContacts(
  sql: Sql,
  names: readonly { kind: 'userId' | 'email'; value: string; lane: number; contact: string }[],
): Promise<void> {
  if (names.length === 0) return
  await sql.query(
    /* sql */ `insert into identities (slot, kind, value, lane, contact_id)
      select slot, kind, value, lane, contact from json_to_recordset($1::json) as n(slot smallint, kind text, value text, lane smallint, contact bigint)
      order by slot, kind, value
      on conflict (slot, kind, value) do nothing`,
    [JSON.stringify(names.map((name) => ({ slot: slotOf(name.value), ...name })))],
  )
}
