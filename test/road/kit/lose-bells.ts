import { asError } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type LostBells = {
  /** Jobs deleted so far. */
  lost(): number
  /** Deletes no more. Rejects if a deletion failed. */
  stop(): Promise<void>
}

/** Deletes jobs of graphile-worker all the time, whether they wait for their time, are due, or are being worked on. */
export function keepLosingBells(sql: Sql, options: { share: number; everyMs: number }): LostBells {
  let lost = 0
  let failed: Error | null = null
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(loseSome).catch((error: unknown) => {
      failed = asError(error)
    })
  }, options.everyMs)

  async function loseSome(): Promise<void> {
    const { count } = await sql.query(/* sql */ `delete from graphile_worker._private_jobs where random() < $1`, [options.share])
    lost += count
  }

  return {
    lost: () => lost,
    async stop() {
      clearInterval(timer)
      await running
      if (failed !== null) throw failed
    },
  }
}
