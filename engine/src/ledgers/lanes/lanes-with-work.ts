import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type LanesWithWork = { move: number[]; deliver: number[]; act: number[] }

/** Lanes in which something can be done now: one probe of an index each, however many rows are waiting. */
export async function lanesWithWork(sql: Sql, now: Instant): Promise<LanesWithWork> {
  const { rows } = await sql.query<{ lane: number; move: boolean; deliver: boolean; act: boolean }>(
    /* sql */ `select l.lane,
        exists (select 1 from inbox i where i.lane = l.lane)
          or exists (select 1 from parcels p where p.lane = l.lane)
          or exists (select 1 from enrollments e where e.lane = l.lane and e.state = 'active' and e.urgency = 0 and e.next_at <= $1)
          or exists (select 1 from enrollments e where e.lane = l.lane and e.state = 'active' and e.urgency = 1 and e.next_at <= $1) as move,
        exists (select 1 from messages m where m.lane = l.lane and m.state = 'due' and m.urgency = 0 and m.due_at <= $1)
          or exists (select 1 from messages m where m.lane = l.lane and m.state = 'due' and m.urgency = 1 and m.due_at <= $1) as deliver,
        exists (select 1 from enrollments e where e.lane = l.lane and e.state = 'acting' and e.urgency = any ('{0,1}') and e.next_at <= $1) as act
      from lanes l`,
    [new Date(now)],
    { name: 'lanes-with-work' },
  )
  const lanes = (kind: 'move' | 'deliver' | 'act') => rows.filter((row) => row[kind]).map((row) => row.lane)
  return { move: lanes('move'), deliver: lanes('deliver'), act: lanes('act') }
}
