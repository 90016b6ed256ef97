import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { type FlowHour, HOUR_MS } from '../../rules/sending/breaker.ts'

export type FlowSends = { flow: string; sent: number; repeats: number }

const STEP_MS = 10 * 60_000

/** Counts what a trip took to be sent, in the lane's own rows: no lane waits for another. */
export async function countFlowSends(sql: Sql, lane: number, sends: readonly FlowSends[], now: Instant): Promise<void> {
  if (sends.length === 0) return
  await sql.query(
    /* sql */ `insert into flow_sends as f (lane, flow_id, since, sent, repeats)
      select $1, s.flow, $5, s.sent, s.repeats from unnest($2::bigint[], $3::int[], $4::int[]) as s(flow, sent, repeats)
      on conflict (lane, flow_id, since) do update set sent = f.sent + excluded.sent, repeats = f.repeats + excluded.repeats`,
    [
      lane,
      sends.map((one) => one.flow),
      sends.map((one) => one.sent),
      sends.map((one) => one.repeats),
      new Date(now - (now % STEP_MS)),
    ],
    { name: 'count-flow-sends' },
  )
}

/** The last hour of every flow that repeated itself at least so often in it. For upkeep: it looks at all lanes. */
export async function loadFlowHours(sql: Sql, now: Instant, leastRepeats: number): Promise<Map<string, FlowHour>> {
  const { rows } = await sql.query<{ flow_id: string; sent: number; repeats: number }>(
    /* sql */ `select flow_id, sum(sent)::int as sent, sum(repeats)::int as repeats from flow_sends where since > $1
      group by flow_id having sum(repeats) >= $2`,
    [new Date(now - HOUR_MS), leastRepeats],
    { name: 'load-flow-hours' },
  )
  return new Map(rows.map(({ flow_id, ...hour }) => [flow_id, hour]))
}

export async function forgetFlowSends(sql: Sql, now: Instant): Promise<void> {
  await sql.query(/* sql */ `delete from flow_sends where since < $1`, [new Date(now - 2 * HOUR_MS)], {
    name: 'forget-flow-sends',
  })
}

/** How fast each flow is sending: messages taken to be sent in this step of ten minutes and the one before, with how long that is. */
export async function readSendingPace(sql: Sql, now: Instant): Promise<Map<string, { sent: number; minutes: number }>> {
  const from = now - (now % STEP_MS) - STEP_MS
  const { rows } = await sql.query<{ flow_id: string; sent: number }>(
    /* sql */ `select flow_id, sum(sent)::int as sent from flow_sends where since >= $1 group by flow_id`,
    [new Date(from)],
  )
  const minutes = (now - from) / 60_000
  return new Map(rows.map(({ flow_id, sent }) => [flow_id, { sent, minutes }]))
}
