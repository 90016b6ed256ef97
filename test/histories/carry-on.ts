import type { Sql } from '@snodo/database'
import { carryOut, liftStop, listFlows, listStops, resumeFlow } from '@snodo/engine'
import { idOf, track } from './scene.ts'
import { unlessBusy, type World } from './world.ts'

const author = 'recorder'

/** When a history is over: every wait in it has come to its end by then. */
export const ENDS = '2026-04-02T09:00:00Z'

/** What happens to a recorded history after it was cut off: the same in the release that recorded it and in every later one. */
export async function carryOnWith(world: World): Promise<void> {
  const { engine, collect, settle, turnTo } = world
  await settle()
  for (const { id, state } of await listFlows(engine.pool, null, 100))
    if (state === 'paused')
      await unlessBusy(() =>
        resumeFlow(engine, { id, author, answers: { waits: 'frozen', entries: 'enter', messages: 'young' } }),
      )
  for (const { order } of await listStops(engine)) await liftStop(engine, { id: order.id, author })
  await carryOut(engine, { filter: { state: 'held' }, order: { verb: 'release' }, author, reason: 'looked' })
  await carryOut(engine, {
    filter: { state: 'failed', contact: await idOf(world, 'frida') },
    order: { verb: 'retry' },
    author,
    reason: 'mended',
  })
  await turnTo('2026-03-07T09:05:00Z')
  await world.bare.begin()
  await settle()
  await collect(track('anna', 'Order Completed', { total: 40 }), track('gina', 'Bought for good', {}))
  await turnTo('2026-03-15T12:00:00Z')
  await collect(track('dora', 'Signed Up', { order: 'o8', total: 1 }))
  await turnTo(ENDS)
  if ((await idOf(world, 'dora')) === '') throw new Error('dora is not known any more')
}

/** Who went where and was sent what, by names and not by ids: what must be the same whoever carries on. */
export async function tellHistory(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ told: string }>(TOLD)
  // Told in the order of their letters: databases sort by rules of their own.
  return rows.map(({ told }) => told).sort()
}

const TOLD = /* sql */ `
  with who as (
    select distinct on (c.id) c.id, coalesce(c.user_id, i.value, 'nobody') as name from contacts c
    left join identities i on i.lane = c.lane and i.contact_id = c.id order by c.id, i.kind, i.value
  ), steps as (
    select j.enrollment_id, string_agg(concat_ws(' by ', s.step ->> 0, s.step ->> 1), ', ' order by j.at, j.visit, j.ctid, s.number) as steps
    from journal j cross join lateral json_array_elements(j.steps) with ordinality as s(step, number)
    where s.step ->> 1 is not null group by 1
  )
  select concat_ws(' | ', coalesce(w.name, 'nobody'), f.name, to_char(n.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), n.entity_key, n.outcome, n.because ->> 'code', s.steps,
    'ended ' || d.node || ' ' || d.reason || ' ' || to_char(d.ended_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), 'stands ' || e.node || ' ' || e.state) as told
  from entries n join flows f on f.id = n.flow_id
  left join who w on w.id = n.contact_id
  left join steps s on s.enrollment_id = n.enrollment_id
  left join enrollment_ends d on d.lane = n.lane and d.id = n.enrollment_id
  left join enrollments e on e.lane = n.lane and e.id = n.enrollment_id
  union all
  select concat_ws(' | ', coalesce(w.name, 'nobody'), f.name, 'message', m.node, m.channel, m.state, to_char(m.created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
    to_char(m.settled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), m.because ->> 'code', m.rendered ->> 'subject')
  from messages m join flows f on f.id = m.flow_id left join who w on w.id = m.contact_id
`
