import type { Sql } from '@snodo/database'

export type Counted = { name: string; labels: Record<string, string>; count: number }

/** Adds to the counters of the installation; in one order, so that two processes never wait for each other crosswise. */
export async function addCounters(sql: Sql, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return
  await sql.query(
    /* sql */ `insert into counters as c (name, labels, count)
      select name, labels, count from jsonb_to_recordset($1::jsonb) as n(name text, labels jsonb, count bigint) order by name, labels
      on conflict (name, labels) do update set count = c.count + excluded.count`,
    [JSON.stringify(counted)],
    { name: 'add-counters' },
  )
}

export async function readCounters(sql: Sql): Promise<Counted[]> {
  const { rows } = await sql.query<{ name: string; labels: Record<string, string>; count: number }>(
    /* sql */ `select name, labels, count::float8 as count from counters order by name, labels`,
  )
  return rows
}
