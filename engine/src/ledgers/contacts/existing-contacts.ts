import type { Sql } from '@snodo/database'

/** Which of these ids of one lane are contacts, aliases left aside. */
export async function existingContacts(sql: Sql, lane: number, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from contacts where lane = $1 and id = any ($2::bigint[]) and merged_into is null`,
    [lane, ids],
  )
  return new Set(rows.map((row) => row.id))
}
