import { transaction } from '@snodo/database'
import { loadSettings } from '../../ledgers/settings/settings.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** Tables in monthly partitions, the instant each row belongs to its month by, and which setting says how long it is kept. */
const TABLES = [
  { table: 'events', column: 'received_at', kept: 'eventsMonths' },
  { table: 'journal', column: 'at', kept: 'journalMonths' },
] as const

/** A loop must not wait behind us: who cannot have the table for a moment tries again the next day. */
const LOCK_MS = 2_000
/** Messages deleted in one statement. */
const CHUNK = 5_000

/**
 * Drops what the workspace does not want to keep any longer: whole months of events and of the journal, and messages whose fate
 * is settled and whose journey is over. What was dropped is remembered in `gone_before`, so that nobody takes it for lost. Gives
 * the partitions dropped.
 */
export async function dropMonths(context: UpkeepContext): Promise<string[]> {
  const { retention } = await loadSettings(context.pool)
  const dropped: string[] = []
  for (const { table, column, kept } of TABLES) {
    const months = retention[kept]
    if (months !== null) dropped.push(...(await dropBefore(context, table, column, firstKept(context.clock.now(), months))))
  }
  if (retention.messagesMonths !== null) await deleteMessages(context, firstKept(context.clock.now(), retention.messagesMonths))
  return dropped
}

/** The beginning of the oldest month that is kept whole: the present one and so many before it. */
function firstKept(now: number, months: number): Date {
  const today = new Date(now)
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, 1))
}

async function dropBefore(context: UpkeepContext, table: 'events' | 'journal', column: string, before: Date): Promise<string[]> {
  if (table === 'events' && (await isUnread(context, before))) {
    context.log.warn('upkeep.month-kept', { table, because: 'calls received before the month’s end are still to be read' })
    return []
  }
  const { rows } = await context.pool.query<{ name: string }>(
    /* sql */ `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = $1::regclass and c.relname ~ $2 and to_date(right(c.relname, 7), 'YYYY_MM') < $3::date order by 1`,
    [table, `^${table}_[0-9]{4}_[0-9]{2}$`, before.toISOString().slice(0, 10)],
  )
  for (const { name } of rows)
    await transaction(context.pool, async (sql) => {
      await sql.query(/* sql */ `select set_config('lock_timeout', $1, true)`, [String(LOCK_MS)])
      // Its name comes from the catalog and has the shape asked for above; DDL takes no parameters.
      await sql.query(/* sql */ `drop table if exists ${name}`)
      await rememberGone(sql, table, before)
      context.log.info('upkeep.month-dropped', { name })
    })
  // Rows whose partition was missing when they came.
  const { count } = await context.pool.query(/* sql */ `delete from ${table}_default where ${column} < $1`, [before])
  if (count > 0) await rememberGone(context.pool, table, before)
  return rows.map((row) => row.name)
}

async function isUnread(context: UpkeepContext, before: Date): Promise<boolean> {
  const { rows } = await context.pool.query(/* sql */ `select 1 from unread where received_at < $1 limit 1`, [before])
  return rows.length > 0
}

/** Lane by lane and in chunks. A living journey may still ask what became of its messages: those stay as long as it lives. */
async function deleteMessages(context: UpkeepContext, before: Date): Promise<void> {
  const { rows: lanes } = await context.pool.query<{ lane: number }>(/* sql */ `select lane from lanes order by lane`)
  for (const { lane } of lanes)
    for (let deleted = CHUNK; deleted === CHUNK; ) {
      const { count } = await context.pool.query(
        /* sql */ `delete from messages m using (
            select enrollment_id, visit from messages s where s.lane = $1 and s.created_at < $2
              and s.state in ('sent', 'notSent', 'notDelivered', 'unknown', 'canceled')
              and not exists (select 1 from enrollments e where e.lane = s.lane and e.id = s.enrollment_id) limit $3) old
          where m.lane = $1 and m.enrollment_id = old.enrollment_id and m.visit = old.visit`,
        [lane, before, CHUNK],
      )
      deleted = count
      if (count > 0) await rememberGone(context.pool, 'messages', before)
    }
}

async function rememberGone(sql: Pick<UpkeepContext['pool'], 'query'>, table: string, before: Date): Promise<void> {
  await sql.query(
    /* sql */ `insert into gone_before (table_name, at) values ($1, $2)
      on conflict (table_name) do update set at = greatest(gone_before.at, excluded.at)`,
    [table, before],
  )
}
