import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

/**
 * Contacts that intake met under a name that has been merged away: the merge is asked for again, so that what came late follows.
 * Returns those of the ids that are aliases; the others are gone for good.
 */
export async function requestMerges(sql: Sql, lane: number, contactIds: readonly string[], at: Instant): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `with alias as (
        select id, merged_into from contacts where lane = $1 and id = any ($2::bigint[]) and merged_into is not null
      ), asked as (
        insert into merge_requests (loser_lane, loser_id, winner_lane, winner_id, because, requested_at)
        select $1, id, merged_into % 64, merged_into, '{"code":"LATE_EVENTS"}', to_timestamp($3::double precision / 1000)
        from alias a
        where not exists (select from merge_requests r where r.loser_lane = $1 and r.loser_id = a.id and r.done_at is null)
      )
      select id from alias`,
    [lane, contactIds, at],
  )
  return new Set(rows.map((row) => row.id))
}
