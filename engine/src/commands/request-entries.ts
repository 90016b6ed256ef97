import { compileAudience, type Predicate } from '@snodo/audience'
import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { appendRequests, type InboxRequest } from '../ledgers/inbox/read-inbox.ts'

/** Contacts of one lane whom somebody lets into a flow by hand. They have their turn after what happens meanwhile. */
export async function requestEntries(
  engine: EngineContext,
  sql: Sql,
  lane: number,
  given: { flow: string; author: string; contacts: readonly string[] },
): Promise<void> {
  const { flow, author, contacts } = given
  await engine.ids.reserve(sql, contacts.length)
  const requests = contacts.map(
    (contact): InboxRequest => ({
      id: engine.ids.next(lane),
      contact,
      kind: 'enroll',
      name: 'Enroll Requested',
      payload: { flow, author },
    }),
  )
  await appendRequests(sql, lane, requests, engine.clock.now(), 1)
}

/** The contacts of a lane a segment describes, in order of id after one of them. */
export async function describedBy(
  sql: Sql,
  given: { segment: Predicate; lane: number; at: Instant; after: string; limit: number },
): Promise<string[]> {
  const { text, values } = compileAudience(given.segment, { at: given.at, lane: given.lane })
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select a.id from (${text}) a where a.id > $${values.length + 1} order by a.id limit $${values.length + 2}`,
    [...values, given.after, given.limit],
  )
  return rows.map((row) => row.id)
}

/** How many a segment describes, by lane; lanes where there is nobody are left out. */
export async function countDescribed(
  sql: Sql,
  segment: Predicate,
  lanes: readonly number[],
  at: Instant,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  for (const lane of lanes) {
    const { text, values } = compileAudience(segment, { at, lane })
    const { rows } = await sql.query<{ count: number }>(/* sql */ `select count(*)::int as count from (${text}) a`, values)
    const count = rows[0]?.count ?? 0
    if (count > 0) counts.set(lane, count)
  }
  return counts
}
