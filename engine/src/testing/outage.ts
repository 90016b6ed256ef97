import type { Pool } from '@snodo/database'

/** What a process waits for that died meanwhile. */
export const NEVER: Promise<never> = new Promise(() => undefined)

export type OutageAt = {
  /** Statements at which the connection breaks. */
  statement: RegExp
  /** So many of them. */
  times: number
  /** Of those that match so many pass first. */
  after?: number
  /** It is carried out, and only the answer is lost. */
  executed?: boolean
}

/** A pool whose connections break at some statements; `left` tells how many are still to break. */
export function outageOf(
  pool: Pool,
  { statement, times, after = 0, executed = false }: OutageAt,
): { pool: Pool; left(): number } {
  let left = times
  let passing = after
  async function meet<T>(text: string, carryOut: () => Promise<T>): Promise<T> {
    if (left === 0 || !statement.test(text) || passing-- > 0) return carryOut()
    left -= 1
    if (executed) await carryOut()
    throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' })
  }
  const raw = {
    async connect() {
      const client = await pool.raw.connect()
      const query = (config: { text: string }) => meet(config.text, () => client.query(config))
      return { query, release: (spoilt?: boolean) => client.release(spoilt) }
    },
  } as unknown as Pool['raw'] // of the pg pool transactions use this member alone
  return {
    pool: { ...pool, raw, query: (text, values, options) => meet(text, () => pool.query(text, values, options)) },
    left: () => left,
  }
}
