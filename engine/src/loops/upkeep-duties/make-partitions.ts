import { transaction } from '@snodo/database'
import type { UpkeepContext } from './upkeep-context.ts'

/** Tables in monthly partitions, and the instant each row belongs to its month by. */
const TABLES = [
  { table: 'events', column: 'received_at' },
  { table: 'journal', column: 'at' },
] as const

/** This month and the next two: a process that sleeps through a month's end finds its partition there. */
const MONTHS_AHEAD = 2

/** Only one process makes partitions at a time ("part" in ASCII). */
const PARTITION_LOCK = '1885434484'

/**
 * Makes the partitions of this and the coming months. Rows that went to the default partition because theirs was missing are
 * moved into it. Gives the names of those made.
 */
export async function makePartitions(context: UpkeepContext): Promise<string[]> {
  const now = new Date(context.clock.now())
  const wanted = TABLES.flatMap((table) =>
    Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => {
      const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1))
      const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1))
      return { ...table, name: `${table.table}_${from.toISOString().slice(0, 7).replace('-', '_')}`, from, to }
    }),
  )
  const { rows } = await context.pool.query<{ name: string }>(
    /* sql */ `select name from unnest($1::text[]) as name where to_regclass(name) is null`,
    [wanted.map((one) => one.name)],
  )
  const missing = wanted.filter((one) => rows.some((row) => row.name === one.name))
  const made: string[] = []
  for (const one of missing) if (await makePartition(context, one)) made.push(one.name)
  return made
}

type Partition = (typeof TABLES)[number] & { name: string; from: Date; to: Date }

async function makePartition(context: UpkeepContext, { table, column, name, from, to }: Partition): Promise<boolean> {
  return transaction(context.pool, async (sql) => {
    await sql.query(/* sql */ `select pg_advisory_xact_lock($1::bigint)`, [PARTITION_LOCK])
    const { rows } = await sql.query<{ there: boolean }>(/* sql */ `select to_regclass($1) is not null as there`, [name])
    if (rows[0]?.there) return false
    // Names and bounds are made above from a fixed list and the clock; DDL takes no parameters.
    await sql.query(/* sql */ `create table ${name} (like ${table} including defaults including constraints)`)
    await sql.query(
      /* sql */ `with moved as (delete from ${table}_default where ${column} >= $1 and ${column} < $2 returning *)
        insert into ${name} select * from moved`,
      [from, to],
    )
    await sql.query(
      /* sql */ `alter table ${table} attach partition ${name} for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
    )
    context.log.info('upkeep.partition', { name })
    return true
  })
}
