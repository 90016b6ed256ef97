import type { Pool } from '@snodo/database'

/** Updates of messages for which `when` holds wait inside PostgreSQL until they are let go, or their session breaks. */
export async function standStill(pool: Pool, when: string): Promise<{ waiting(): Promise<number>; letGo(): Promise<void> }> {
  await pool.query(/* sql */ `create function stand_still() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(4711); return new; end $$`)
  await pool.query(
    /* sql */ `create trigger stand_still before update on messages for each row when (${when}) execute function stand_still()`,
  )
  const gate = await pool.raw.connect()
  // The server it is at may go away under it, which lets everybody go.
  gate.on('error', () => undefined)
  await gate.query('select pg_advisory_lock(4711)')
  let held = true
  return {
    async waiting() {
      const { rows } = await pool.query<{ waiting: number }>(
        /* sql */ `select count(*)::int as waiting from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`,
      )
      return rows[0]?.waiting ?? 0
    },
    async letGo() {
      if (held) gate.release(true)
      held = false
    },
  }
}
