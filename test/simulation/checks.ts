import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { AT_REST, INVARIANTS } from '../road/kit/invariants.ts'
import type { Accepted } from './outside-world.ts'

/** A broken invariant, with some of the rows that break it. */
export type Broken = { invariant: string; rows: unknown[] }

const SHOWN = 4

/** What may only be checked where no mover is at work is written as AT_REST; these hold at every instant. */
export async function brokenNow(sql: Sql): Promise<Broken[]> {
  return brokenOf(sql, INVARIANTS, [])
}

/** Nothing is left to do, and nobody failed: what failed in a simulation without poison was failed by the engine. */
export async function brokenAtRest(sql: Sql, now: Instant): Promise<Broken[]> {
  return [...(await brokenOf(sql, AT_REST, [new Date(now)])), ...(await brokenOf(sql, AFTERWARDS, []))]
}

const AFTERWARDS: Readonly<Record<string, string>> = {
  'I5 nobody fails where nothing is poisoned': /* sql */ `
    select id, node, because from enrollments where state = 'failed' and because ->> 'code' <> 'ACT_FAILED'`,
  'I5 nothing is set aside where nothing is poisoned': /* sql */ `select code, reason, body from dead_letters`,
  'I4 whoever is inside waits for a time or an event to come': /* sql */ `
    select id, node, state, next_at from enrollments where state in ('active', 'acting') and next_at is null and awaits is null`,
  'I6 a journey ends on the version it began with': /* sql */ `
    select d.id from enrollment_ends d join entries n on n.lane = d.lane and n.enrollment_id = d.id
    join flow_versions v on v.id = d.version_id where v.flow_id <> d.flow_id or n.flow_id <> d.flow_id`,
}

/** Against what stands outside of the database: acknowledged calls, and what providers brought to people. */
export async function brokenOutside(
  sql: Sql,
  acknowledged: ReadonlySet<string>,
  accepted: readonly Accepted[],
): Promise<Broken[]> {
  const broken: Broken[] = []
  const { rows } = await sql.query<{ message_id: string }>(
    /* sql */ `select id as message_id from unnest($1::text[]) as a(id)
      where (select count(*) from events e where e.message_id = a.id) <> 1`,
    [[...acknowledged]],
  )
  if (rows.length > 0) broken.push({ invariant: 'I1 an acknowledged call is an event, once', rows: rows.slice(0, SHOWN) })

  // A transactional message whose answer was lost is sent again on purpose, where the provider cannot tell.
  const byKey = Map.groupBy(
    accepted.filter(({ channel, mark }) => channel === 'email' || purposeOf(mark) === 'marketing'),
    ({ channel, key }) => `${channel} ${key}`,
  )
  const twice = [...byKey].filter(([, all]) => all.length > 1)
  if (twice.length > 0) broken.push({ invariant: 'I3 a message is handed over once', rows: twice.slice(0, SHOWN) })

  const byVisit = Map.groupBy(
    accepted.filter(({ channel, mark }) => isOneVisit(mark) && (channel === 'email' || purposeOf(mark) === 'marketing')),
    ({ mark }) => mark,
  )
  const again = [...byVisit].filter(([, all]) => all.length > 1)
  if (again.length > 0)
    broken.push({
      invariant: 'I3 one event brings the message of one node once, under whatever name',
      rows: again.slice(0, SHOWN),
    })
  return broken
}

function purposeOf(mark: string): string {
  return mark.split('/')[3] ?? ''
}

/** Without a loop, and begun by an event that has a name. */
function isOneVisit(mark: string): boolean {
  const [, , token, , loop] = mark.split('/')
  return token !== undefined && token !== '' && loop === ''
}

async function brokenOf(sql: Sql, all: Readonly<Record<string, string>>, values: unknown[]): Promise<Broken[]> {
  const broken: Broken[] = []
  for (const [invariant, statement] of Object.entries(all)) {
    const { rows } = await sql.query(statement, values)
    if (rows.length > 0) broken.push({ invariant: `${invariant} (${rows.length} rows)`, rows: rows.slice(0, SHOWN) })
  }
  return broken
}
