import { createHash } from 'node:crypto'
import type { Sql } from '@snodo/database'

/** What became of everybody: once whole, with ids and instants, once as people would tell it. */
export async function tellJourneys(
  sql: Sql,
): Promise<{ trace: string; journeys: string; count: number; kinds: Record<string, number> }> {
  const whole: string[] = []
  for (const table of TABLES) {
    const { rows } = await sql.query<{ row: string }>(/* sql */ `select t::text as row from ${table} t order by 1`)
    whole.push(
      `${table} ${rows.length} ${createHash('sha256')
        .update(rows.map(({ row }) => row).join('\n'))
        .digest('hex')
        .slice(0, 16)}`,
    )
  }
  const { rows } = await sql.query<{ told: string }>(TOLD)
  const kinds = await sql.query<{ kind: string; count: string }>(KINDS)
  return {
    kinds: Object.fromEntries(kinds.rows.map(({ kind, count }) => [kind, Number(count)])),
    trace: whole.join('\n'),
    journeys: rows.map(({ told }) => told).join('\n'),
    count: rows.length,
  }
}

const TABLES = [
  'events',
  'enrollments',
  'enrollment_ends',
  'entries',
  'journal',
  'messages',
  'contacts',
  'consents',
  'node_counts',
  'port_counts',
]

/** A journey is known by its flow and the call that began it; its steps, messages and end are told without ids. */
const TOLD = /* sql */ `
  with steps as (
    select j.lane, j.enrollment_id, jsonb_agg(s.step::jsonb - 2 order by j.at, j.visit, j.ctid, s.number) as steps
    from journal j cross join lateral json_array_elements(j.steps) with ordinality as s(step, number)
    where s.step ->> 1 is not null group by 1, 2
  ), sent as (
    select lane, enrollment_id, jsonb_agg(jsonb_build_array(visit, node, state, because ->> 'code', created_at) order by visit) as messages
    from messages group by 1, 2
  )
  select concat_ws(' ', f.name, coalesce(v.message_id, v.name || ' at ' || v.occurred_at, 'by request'), n.entity_key, n.outcome, n.because ->> 'code',
    'steps', s.steps, 'messages', m.messages,
    'end', d.node, d.reason, d.ended_at, 'stands', e.node, e.state, e.visit, e.next_at) as told
  from entries n join flows f on f.id = n.flow_id
  left join events v on v.lane = n.lane and v.id = n.event_id
  left join steps s on s.lane = n.lane and s.enrollment_id = n.enrollment_id
  left join sent m on m.lane = n.lane and m.enrollment_id = n.enrollment_id
  left join enrollment_ends d on d.lane = n.lane and d.id = n.enrollment_id
  left join enrollments e on e.lane = n.lane and e.id = n.enrollment_id
  order by 1`

const KINDS = /* sql */ `
  select concat_ws(' ', 'message', state, because ->> 'code') as kind, count(*) from messages group by 1
  union all select concat_ws(' ', 'entry', outcome, because ->> 'code'), count(*) from entries group by 1
  union all select concat_ws(' ', 'end', reason), count(*) from enrollment_ends group by 1
  union all select concat_ws(' ', 'stands', state, because ->> 'code'), count(*) from enrollments group by 1
  union all select 'people merged', count(*) from contacts where merged_into is not null
  union all select 'versions', count(*) from flow_versions
  order by 1`
