import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { assert } from '@snodo/base'
import { type Pool, type Sql, transaction } from '../pool.ts'

/**
 * How processes know that another one is dead. Each holds a session advisory lock for as long as it lives, and writes its beat
 * twice a second. A free lock without a beat means dead (found within two seconds of a kill -9), an old beat means frozen. Here the
 * time is the database's: the clocks of several machines differ, and none of this is the application's time.
 */
export const BEAT_MS = 500

/**
 * A free lock means dead only where there was no beat for so long: a process whose session was cut, alone or by a restart of PostgreSQL,
 * lives and takes its lock again within a few tenths of a second. What it has in its hands must not be taken from it meanwhile.
 */
export const DEAD_AFTER_SECONDS = 1.25

/** For the same reason nobody judges others before it has itself been back for so long: after a restart all locks are free and all beats old. */
export const JUDGES_AFTER_MS = 2_000

/** A process that did not beat for so long is taken for frozen: its sessions are ended, so that it can do no harm when it wakes. */
export const FROZEN_AFTER_SECONDS = 10

/** How long the lock of an earlier session of the same name may take to go. */
const LOCK_PATIENCE_MS = 5_000

/** Enrols this process, on the session that carries its lock. `pool_id` will be what graphile-worker writes into `locked_by`. */
export async function enrol(session: Sql, instance: string): Promise<void> {
  const key = lockKey(instance)
  for (const end = performance.now() + LOCK_PATIENCE_MS; ; await pause(50)) {
    const { rows } = await session.query<{ mine: boolean }>(/* sql */ `select pg_try_advisory_lock($1::bigint) as mine`, [key])
    if (rows[0]?.mine) break
    assert(performance.now() < end, `two sets of bells run under the name ${instance}: give each a pool of its own`)
  }
  await session.query(
    /* sql */ `
    insert into workers (instance, pool_id, lock_key, started_at, beat) values ($1, null, $2::bigint, now(), now())
    on conflict (instance) do update set pool_id = null, started_at = excluded.started_at, beat = excluded.beat`,
    [instance, key],
  )
}

/** False if the row is gone: another process took this one for dead. */
export async function beat(session: Sql, instance: string, poolId: string): Promise<boolean> {
  const { count } = await session.query(/* sql */ `update workers set beat = now(), pool_id = $2 where instance = $1`, [
    instance,
    poolId,
  ])
  return count === 1
}

export async function leave(session: Sql, instance: string): Promise<void> {
  await session.query(/* sql */ `delete from workers where instance = $1`, [instance])
}

/** How many processes are enrolled and not frozen. */
export async function countLiving(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ living: number }>(
    /* sql */ `select count(*)::int as living from workers where beat > now() - make_interval(secs => $1)`,
    [FROZEN_AFTER_SECONDS],
  )
  return rows[0]?.living ?? 0
}

/** Gives back the jobs that these pools of graphile-worker hold; by itself it would wait four hours. */
export async function freeJobs(sql: Sql, poolIds: readonly string[]): Promise<void> {
  if (poolIds.length > 0) await sql.query(/* sql */ `select graphile_worker.force_unlock_workers($1::text[])`, [poolIds])
}

/**
 * Finds the dead and the frozen, ends their sessions, removes them and frees their jobs, in that order and in one transaction:
 * nobody can take a job over while its old owner can still write. Gives the instances swept.
 */
export function sweep(pool: Pool, instance: string): Promise<string[]> {
  return transaction(pool, async (sql) => {
    const { rows: dead } = await sql.query<{ instance: string; poolId: string | null }>(
      /* sql */ `
      select w.instance, w.pool_id as "poolId" from workers w
      where w.instance <> $1 and case when w.beat < now() - make_interval(secs => $2) then true
        when w.beat < now() - make_interval(secs => $3) then pg_try_advisory_xact_lock(w.lock_key) else false end`,
      [instance, FROZEN_AFTER_SECONDS, DEAD_AFTER_SECONDS],
    )
    if (dead.length === 0) return []
    const names = dead.map((each) => each.instance)
    // Waits until each session is really gone, at most 2 s: one that is just committing still may.
    await sql.query(
      /* sql */ `select pg_terminate_backend(pid, 2000) from pg_stat_activity where application_name = any($1::text[])`,
      [names],
    )
    await sql.query(/* sql */ `delete from workers where instance = any($1::text[])`, [names])
    await freeJobs(
      sql,
      dead.flatMap((each) => each.poolId ?? []),
    )
    return names
  })
}

/** A 63-bit number for the lock, from the name; a collision would only make one of two look alive a little longer. */
function lockKey(instance: string): string {
  return (createHash('sha256').update(instance).digest().readBigUInt64BE() >> 1n).toString()
}
