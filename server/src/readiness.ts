import { asError } from '@snodo/base'
import type { Bells, Pool } from '@snodo/database'
import type { Readiness } from './routes/doors.ts'

const DATABASE_MS = 2_000

/** Ready: the database answers, and (where this process moves contacts) bells have been looked for lately. */
export async function readReadiness(pool: Pool, bells: Pick<Bells, 'readiness'> | null): Promise<Readiness> {
  const database = await Promise.race([
    pool.query(/* sql */ `select 1`).then(
      () => ({ ok: true, say: 'answers' }),
      (error: unknown) => ({ ok: false, say: asError(error).message }),
    ),
    new Promise<{ ok: boolean; say: string }>((resolve) => {
      setTimeout(() => resolve({ ok: false, say: `did not answer within ${DATABASE_MS} ms` }), DATABASE_MS).unref()
    }),
  ])
  const look = bells?.readiness()
  const loops =
    look === undefined
      ? { ok: true, say: 'this process only serves' }
      : { ok: look.ready, say: look.ready ? 'looked lately' : 'have not looked lately' }
  return { ready: database.ok && loops.ok, parts: { database, loops } }
}
