import type { Sql } from '@snodo/database'
import { type EngineContext, eraseContact } from '@snodo/engine'
import type { Broken } from './checks.ts'
import type { Person } from './draw-calls.ts'
import { expectable } from './flows.ts'

/** Erases every contact that goes by a name of the person. */
export async function erasePerson(engine: EngineContext, person: Person): Promise<number> {
  const names = [person.userId, person.anonymousId, person.email, person.phone]
  const { rows } = await engine.pool.query<{ contact_id: string }>(
    /* sql */ `select distinct contact_id from identities where value = any ($1) order by 1`,
    [names],
  )
  for (const { contact_id: contact } of rows)
    await expectable(['CONTACT_UNKNOWN'], () => eraseContact(engine, { contact, author: 'simulation', reason: 'asked for it' }))
  return rows.length
}

/** What was counted before somebody was erased must be counted afterwards (I10). */
async function totals(sql: Sql): Promise<Record<string, string>> {
  const { rows } = await sql.query<{ name: string; count: string }>(TOTALS, undefined, { name: 'totals' })
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

/** What came in while somebody was being erased made them anew, and they are erased again: nothing counted changes by it. */
export async function changedTotals(sql: Sql, erase: () => Promise<void>): Promise<Broken[]> {
  const before = await totals(sql)
  await erase()
  const after = await totals(sql)
  const changed = Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name])
  if (changed.length === 0) return []
  const rows = changed.map((name) => ({ name, before: before[name], after: after[name] }))
  return [{ invariant: 'I10 an erasure changes no total', rows }]
}

const TOTALS = /* sql */ `
  select concat_ws(' ', 'entries', outcome, because ->> 'code') as name, count(*) from entries group by 1
  union all select 'journeys', (select count(*) from enrollments) + (select count(*) from enrollment_ends)
  union all select concat_ws(' ', 'entered', version_id, node), sum(entered) from node_counts group by 1
  union all select concat_ws(' ', 'passed', version_id, node, port), sum(passed) from port_counts group by 1
  union all select concat_ws(' ', 'messages', case when state in ('due', 'claimed', 'canceled') then 'never gone' else state end), count(*)
    from messages group by 1
  union all select 'coupons', count(*) from coupons
  union all select 'steps', coalesce(sum(json_array_length(steps)), 0) from journal`

/** Every place in the database where something still tells of a person: their names are in all that they ever sent (I10). */
export async function tracesOf(sql: Sql, person: Person): Promise<Broken[]> {
  const places = await sql.query<{ place: string; query: string }>(PLACES, undefined, { name: 'places' })
  const queries = places.rows.map(({ query }) => query).join(' union all ')
  const { rows } = await sql.query(queries, [[person.userId, person.anonymousId, person.phone].map((name) => `%${name}%`)])
  return rows.length === 0 ? [] : [{ invariant: 'I10 whoever was erased is in no table any more', rows }]
}

/** Names come from the catalog. */
const PLACES = /* sql */ `
  select format('%s.%s', c.oid::regclass, a.attname) as place,
    format('select %L as place, left(%I::text, 200) as found from %s where %I::text like any ($1)', format('%s.%s', c.oid::regclass, a.attname), a.attname, c.oid::regclass, a.attname) as query
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'migrations'
    and a.atttypid in ('text'::regtype, 'json'::regtype, 'jsonb'::regtype, 'text[]'::regtype)
  order by 1`
