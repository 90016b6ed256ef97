import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { StopScope } from '../../rules/workspace-settings.ts'

export type StoppedCounts = {
  /** With the provider, or on their way there: too late for these. */
  handed: number
  /** Due, and held by the order. */
  held: number
  /** Due later, and held then if the order still stands. */
  waiting: number
}

/** How many messages an order to stop sending concerns. */
export async function countStopped(sql: Sql, scope: StopScope, now: Instant): Promise<StoppedCounts> {
  const channel = scope.of === 'channel' ? scope.channel : null
  const flow = scope.of === 'flow' || scope.of === 'message' ? scope.flow : null
  const node = scope.of === 'message' ? scope.node : null
  const { rows } = await sql.query<StoppedCounts>(
    /* sql */ `select count(*) filter (where state in ('claimed', 'handed'))::int as handed,
        count(*) filter (where state = 'due' and due_at <= $4)::int as held,
        count(*) filter (where state = 'due' and due_at > $4)::int as waiting
      from messages where state in ('due', 'claimed', 'handed')
        and ($1::text is null or channel = $1) and ($2::bigint is null or flow_id = $2) and ($3::text is null or node = $3)`,
    [channel, flow, node, new Date(now)],
  )
  return rows[0] ?? { handed: 0, held: 0, waiting: 0 }
}
