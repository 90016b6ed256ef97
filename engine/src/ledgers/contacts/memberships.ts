import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type Membership = { contact: string; list: string }

export async function loadMemberships(sql: Sql, lane: number, contactIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const { rows } = await sql.query<{ contact_id: string; lists: string[] }>(
    /* sql */ `select contact_id, array_agg(list) as lists from memberships
      where lane = $1 and contact_id = any ($2::bigint[]) group by contact_id`,
    [lane, contactIds],
    { name: 'load-memberships' },
  )
  return new Map(rows.map((row) => [row.contact_id, new Set(row.lists)]))
}

/** Joins contacts to lists; a list nobody has named before comes into being. Joining twice keeps the first date. */
export async function joinLists(sql: Sql, lane: number, joins: readonly Membership[], at: Instant): Promise<void> {
  if (joins.length === 0) return
  await sql.query(
    /* sql */ `with s as (select contact, list from json_to_recordset($2::json) as s(contact bigint, list text)),
      named as (
        insert into lists (name, title, created_at)
        select distinct list, list, to_timestamp($3::double precision / 1000) from s on conflict (name) do nothing
      )
      insert into memberships (lane, contact_id, list, joined_at)
      select $1, contact, list, to_timestamp($3::double precision / 1000) from s
      on conflict (lane, contact_id, list) do nothing`,
    [lane, JSON.stringify(joins), at],
    { name: 'join-lists' },
  )
}

export async function leaveLists(sql: Sql, lane: number, leaves: readonly Membership[]): Promise<void> {
  if (leaves.length === 0) return
  await sql.query(
    /* sql */ `delete from memberships as m using json_to_recordset($2::json) as s(contact bigint, list text)
      where m.lane = $1 and m.contact_id = s.contact and m.list = s.list`,
    [lane, JSON.stringify(leaves)],
    { name: 'leave-lists' },
  )
}

/** Takes everybody in a lane off a list; returns how many there were. */
export async function leaveListOfLane(sql: Sql, lane: number, list: string): Promise<number> {
  const { rows } = await sql.query<{ gone: number }>(
    /* sql */ `with gone as (delete from memberships where lane = $1 and list = $2 returning 1) select count(*)::int as gone from gone`,
    [lane, list],
  )
  return rows[0]?.gone ?? 0
}
