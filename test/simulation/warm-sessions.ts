import { must } from '@snodo/base'
import { type Session as Connection, createPool, type Pool } from '@snodo/database'

type RawClient = Connection['raw']

/** One session as a process knows it. */
export type Session = {
  readonly client: RawClient
  readonly pid: number
  /** Its process has lost it: whatever is asked of it from now on fails. */
  broken: boolean
  /** A statement of it is with PostgreSQL. */
  busy: boolean
}

/**
 * Sessions that outlive the processes that use them. One that is lost is rolled back and forgets all it has prepared, locked and
 * set, which is what PostgreSQL leaves of a session that ends; making a new one would cost a hundred statements.
 */
export type Bench = {
  lend(): Promise<Session>
  /** Ends the session for whoever had it: a statement that is under way is called off. */
  breakOff(session: Session): Promise<void>
  end(): Promise<void>
}

export function makeBench(url: string, monitor: Pool): Bench {
  const pool = createPool({ url, max: 60, applicationName: 'snodo-simulated', statementTimeoutMs: 0 })
  const all: RawClient[] = []
  const warm: { client: RawClient; pid: number }[] = []
  return {
    async lend() {
      const one = warm.shift() ?? (await connect(pool))
      if (!all.includes(one.client)) all.push(one.client)
      return { ...one, broken: false, busy: false }
    },
    async breakOff(session) {
      if (session.broken) return
      session.broken = true
      const { client, pid } = session
      if (session.busy) await monitor.query(/* sql */ `select pg_cancel_backend($1)`, [pid])
      await client.query('rollback')
      await client.query('discard all')
      forgetPrepared(client)
      await letItWait(client)
      warm.push({ client, pid })
    },
    async end() {
      for (const client of all) client.release(true)
      await pool.end()
    },
  }
}

async function connect(pool: Pool): Promise<{ client: RawClient; pid: number }> {
  const client = await pool.raw.connect()
  await letItWait(client)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { client, pid: must(rows[0], 'a session has a pid').pid }
}

/** Who stands at the turnstile waits by the machine's own time, of which no seed knows how long it is. */
async function letItWait(client: RawClient): Promise<void> {
  await client.query('set idle_in_transaction_session_timeout = 0')
}

/** The client remembers which statements it has named to PostgreSQL, which has forgotten them. */
function forgetPrepared(client: RawClient): void {
  const { connection } = client as unknown as { connection: { parsedStatements: Record<string, string> } } // not in its types
  connection.parsedStatements = {}
}
