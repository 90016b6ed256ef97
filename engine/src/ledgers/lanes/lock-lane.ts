import type { Sql } from '@snodo/database'

/** Takes a lane's lock until the end of the transaction if it is free; gives the engine's epoch, or null where somebody else moves the lane. */
export async function tryLockLane(sql: Sql, lane: number): Promise<string | null> {
  const { rows } = await sql.query<{ epoch: string }>(
    /* sql */ `select (select epoch from engine_epoch) as epoch from lanes where lane = $1 for update skip locked`,
    [lane],
    { name: 'try-lock-lane' },
  )
  return rows[0]?.epoch ?? null
}

/** Waits for a lane's lock: for commands, who cannot look again later. Trips are milliseconds. */
export async function lockLane(sql: Sql, lane: number): Promise<void> {
  await sql.query(/* sql */ `select 1 from lanes where lane = $1 for update`, [lane], { name: 'wait-lock-lane' })
}
