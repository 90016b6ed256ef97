import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** What a run at rest asks its database: when something is due next, and which of upkeep's duties have anything to do. */
/** What is due already and yet is not done waits for something that comes by itself within minutes: a provider's budget. */
export const NEXT_DUE = /* sql */ `
  select min(case when at > $1 then at else $1::timestamptz + interval '5 minutes' end) as at from (
    select next_at as at from enrollments e join flows f on f.id = e.flow_id where e.state in ('active', 'acting') and f.state <> 'paused'
    union all select due_at from messages m join flows f on f.id = m.flow_id where m.state = 'due' and f.state <> 'paused'
    union all select claimed_at + interval '181 s' from messages where state in ('claimed', 'handed')
    union all select at + interval '61 s' from erasures) d`

/** Lanes in which a loop would find something; none for what is no loop. */
export async function lanesFor(sql: Sql, what: string, now: Instant): Promise<number[]> {
  const look = new Map(Object.entries(LANES_FOR)).get(what)
  if (look === undefined) return []
  const { rows } = await sql.query<{ lane: number }>(look, [new Date(now)], { name: `lanes for ${what}` })
  return rows.map(({ lane }) => lane)
}

const LANES_FOR = {
  move: /* sql */ `select lane from unread union select lane from enrollments where state = 'active' and next_at <= $1 order by 1`,
  deliver: /* sql */ `select distinct lane from messages where state = 'due' and due_at <= $1 order by 1`,
  act: /* sql */ `select distinct lane from enrollments where state = 'acting' and next_at <= $1 order by 1`,
}

export type Duty = 'sweep' | 'merge' | 'eraseAgain' | 'carryOnOrders'

/** Whoever finds anything in it asks the engine's own look for lanes with work. */
export const TO_DO = /* sql */ `
  select 'look' as duty where exists (select 1 from inbox) or exists (select 1 from parcels)
    or exists (select 1 from enrollments where state in ('active', 'acting') and next_at <= $1)
    or exists (select 1 from messages where state = 'due' and due_at <= $1)
  union all select 'sweep' where exists (select 1 from messages where state in ('claimed', 'handed'))
  union all select 'merge' where exists (select 1 from merge_requests where done_at is null)
  union all select 'eraseAgain' where exists (select 1 from erasures)
  union all select 'carryOnOrders' where exists (select 1 from orders where state = 'running')`
