import { laneOf } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Merges of merges are followed; more than this is a circle, which a merge never makes. */
const LONGEST_CHAIN = 16

/** The contact an id leads to, through merges; null when it was erased or never was. */
export async function resolveContact(sql: Sql, id: string): Promise<string | null> {
  let at = id
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const { rows } = await sql.query<{ merged_into: string | null }>(
      /* sql */ `select merged_into from contacts where lane = $1 and id = $2`,
      [laneOf(at), at],
    )
    const row = rows[0]
    if (row === undefined) return null
    if (row.merged_into === null) return at
    at = row.merged_into
  }
  throw new Error(`contact ${id} is merged in a circle`)
}
