import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** What one block is sending on one channel. */
export type SendingBlock = {
  flow_id: string
  node: string
  channel: string
  /** Due, and not yet taken. */
  due: number
  /** Taken, or with the provider. */
  in_hand: number
  /** Put off: quiet hours, a frequency limit, a later try. */
  later: number
  oldest: Instant | null
  next: Instant | null
  /** The flow's; null for messages we send of our own accord. */
  name: string | null
  flow_state: string | null
  /** The automatic brake keeps all of the flow back. */
  braked: boolean
  version: number | null
  published_by: string | null
  published_at: Instant | null
}

/** Rows looked at in one lane for each urgency: beyond 320,000 in all the numbers say "at least". */
const COUNTED = 5_000

/** What is on its way out, by flow, block and channel, the most first. `more`: some lane held more than was counted. */
export async function readSendingNow(sql: Sql, now: Instant): Promise<{ blocks: SendingBlock[]; more: boolean }> {
  const { rows } = await sql.query<SendingBlock & { more: boolean }>(
    /* sql */ `with waiting as (
        select l.lane, m.* from lanes l cross join lateral (
          (select flow_id, node, channel, state, due_at from messages where lane = l.lane and state = 'due' and urgency = 0 order by due_at limit $2)
          union all
          (select flow_id, node, channel, state, due_at from messages where lane = l.lane and state = 'due' and urgency = 1 order by due_at limit $2)
          union all
          (select flow_id, node, channel, state, due_at from messages where lane = l.lane and state in ('claimed', 'handed') limit $2)) as m),
      blocks as (
        select flow_id, node, channel, count(*) as all_of_it, (count(*) filter (where state = 'due' and due_at <= $1))::int as due,
          (count(*) filter (where state <> 'due'))::int as in_hand, (count(*) filter (where state = 'due' and due_at > $1))::int as later,
          min(due_at) filter (where state = 'due' and due_at <= $1) as oldest, min(due_at) filter (where state = 'due' and due_at > $1) as next
        from waiting group by 1, 2, 3)
      select b.flow_id, b.node, b.channel, b.due, b.in_hand, b.later, b.oldest, b.next,
        f.name, f.state as flow_state, coalesce(f.breaker ->> 'state' = 'tripped', false) as braked, v.number as version, v.published_by, v.published_at,
        (select max(n) >= $2 from (select count(*) as n from waiting group by lane) as full_lanes) as more
      from blocks b left join flows f on f.id = b.flow_id left join flow_versions v on v.id = f.live_version_id
      order by b.all_of_it desc, 1, 2, 3 limit 200`,
    [new Date(now), COUNTED],
  )
  return { blocks: rows.map(({ more: _, ...block }) => block), more: rows[0]?.more ?? false }
}
