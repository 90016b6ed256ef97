import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type MergeRequest = { id: string; loser_id: string; winner_id: string }

/** Merges that are asked for and not done, oldest first. */
export async function openMerges(sql: Sql, most: number): Promise<MergeRequest[]> {
  const { rows } = await sql.query<MergeRequest>(
    /* sql */ `select id, loser_id, winner_id from merge_requests where done_at is null order by id limit $1`,
    [most],
  )
  return rows
}

/** Closes a request, with what became of it. */
export async function closeMerge(sql: Sql, id: string, outcome: JsonObject, now: Instant): Promise<void> {
  await sql.query(
    /* sql */ `update merge_requests set done_at = $2, because = because || $3::jsonb where id = $1 and done_at is null`,
    [id, new Date(now), JSON.stringify(outcome)],
  )
}
