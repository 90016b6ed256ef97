import type { Verdict } from '@snodo/audience'
import type { Sql } from '@snodo/database'
import type { ReactionFacts } from '../../rules/walking/trip-state.ts'

type ReactionRow = {
  enrollment_id: string
  node: string
  state: string
  delivered: boolean
  opened: boolean
  clicked: boolean
  unsubscribed: boolean
  opens_tracked: boolean
  clicks_tracked: boolean
}

/** How the people of some enrollments reacted to the latest message of each node. */
export async function loadReactions(
  sql: Sql,
  lane: number,
  enrollmentIds: readonly string[],
): Promise<Map<string, Map<string, ReactionFacts>>> {
  if (enrollmentIds.length === 0) return new Map()
  const { rows } = await sql.query<ReactionRow>(
    /* sql */ `select distinct on (enrollment_id, node) enrollment_id, node, state,
        delivered_at is not null as delivered, opened_at is not null as opened, clicked_at is not null as clicked,
        coalesce((rendered ->> 'unsubscribed')::boolean, false) as unsubscribed,
        coalesce((rendered ->> 'openTracking')::boolean, false) as opens_tracked,
        coalesce((rendered ->> 'clickTracking')::boolean, false) as clicks_tracked
      from messages where lane = $1 and enrollment_id = any ($2::bigint[])
      order by enrollment_id, node, visit desc`,
    [lane, enrollmentIds],
    { name: 'load-reactions' },
  )
  const found = new Map<string, Map<string, ReactionFacts>>()
  for (const row of rows) {
    const nodes = found.get(row.enrollment_id) ?? new Map<string, ReactionFacts>()
    nodes.set(row.node, reactionFacts(row))
    found.set(row.enrollment_id, nodes)
  }
  return found
}

/** A mail that is not measured can neither be said to have been opened, or followed, nor not. */
function reactionFacts(row: ReactionRow): ReactionFacts {
  const sent = row.state === 'sent' || row.state === 'unknown'
  const yes = (is: boolean): Verdict => (is ? 'yes' : 'no')
  return {
    delivered: yes(row.delivered || sent),
    opened: row.opened || row.clicked ? 'yes' : sent && !row.opens_tracked ? 'cannotTell' : 'no',
    clicked: row.clicked ? 'yes' : sent && !row.clicks_tracked ? 'cannotTell' : 'no',
    bounced: yes(row.state === 'notDelivered'),
    unsubscribed: yes(row.unsubscribed),
    notSent: yes(row.state === 'notSent' || row.state === 'canceled'),
  }
}
