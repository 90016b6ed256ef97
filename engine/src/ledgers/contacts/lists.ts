import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type ListRow = { name: string; title: string; members: string; created_at: Instant }

/** Lists by name, those after `after`, each with how many are in it. */
export async function readLists(sql: Sql, after: string | null, limit: number): Promise<ListRow[]> {
  const { rows } = await sql.query<ListRow>(
    /* sql */ `select l.name, l.title, (select count(*) from memberships m where m.list = l.name)::text as members, l.created_at
      from lists l where $1::text is null or l.name > $1 order by l.name limit $2`,
    [after, limit],
  )
  return rows
}

/** Makes a list, or gives the one of that name its title. False if it was there already. */
export async function makeList(sql: Sql, name: string, title: string, at: Instant): Promise<boolean> {
  const { rows } = await sql.query<{ made: boolean }>(
    /* sql */ `insert into lists (name, title, created_at) values ($1, $2, $3)
      on conflict (name) do update set title = excluded.title returning xmax = 0 as made`,
    [name, title, new Date(at)],
  )
  return rows[0]?.made ?? false
}

/** The names of all lists. */
export async function listNames(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(/* sql */ `select name from lists`)
  return rows.map((row) => row.name)
}

export async function readList(sql: Sql, name: string): Promise<ListRow | undefined> {
  const { rows } = await sql.query<ListRow>(
    /* sql */ `select l.name, l.title, (select count(*) from memberships m where m.list = l.name)::text as members, l.created_at
      from lists l where l.name = $1`,
    [name],
  )
  return rows[0]
}

export async function deleteListRow(sql: Sql, name: string): Promise<void> {
  await sql.query(/* sql */ `delete from lists where name = $1`, [name])
}
