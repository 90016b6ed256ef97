import type { Sql } from '@snodo/database'

/** Rows and a digest of every table, by name. What processes write down by themselves (beats, counts, looks at lanes) is no data. */
export async function databasePrint(sql: Sql): Promise<Record<string, string>> {
  const { rows: tables } = await sql.query<{ name: string }>(
    /* sql */ `select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('workers', 'counters', 'lane_checks') order by 1`,
  )
  const print: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await sql.query<{ print: string }>(
      /* sql */ `select count(*) || ' rows ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as print from ${name} t`,
    )
    print[name] = rows[0]?.print ?? ''
  }
  return print
}
