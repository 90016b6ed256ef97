import type { Sql } from '@snodo/database'
import { numberColumn } from '../../batch-values.ts'

/** Which of these ids of one lane are contacts, aliases left aside. */
export async function existingContacts(sql: Sql, lane: number, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from contacts where lane = $1 and id = any ($2::bigint[]) and merged_into is null`,
    [lane, numberColumn(ids)],
  )
  return new Set(rows.map((row) => row.id))
}
