import { must } from '@snodo/base'
import { type Session as Connection, createPool, type Pool, type Rows } from '@snodo/database'
import type { Mutant } from './mutants.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Turnstile } from './turnstile.ts'

type RawClient = Connection['raw']
type QueryConfig = { text: string; values?: unknown[]; name?: string }
type Session = { client: RawClient; pid: number; broken: boolean }

/** Sessions of one process: few, so that whoever holds one while waiting for another is found out. */
const SESSIONS = 4

export type GatedPool = { pool: Pool; open(): Promise<void>; close(): Promise<void> }

/**
 * A pool whose every statement goes through the turnstile, where it may meet with a mishap. The sessions are real ones, so what
 * a broken connection or a dead process leaves behind is what PostgreSQL leaves behind.
 */
export function gatedPool(given: {
  url: string
  process: SimulatedProcess
  turnstile: Turnstile
  /** Not gated: to end sessions, and to wait until they are gone. */
  monitor: Pool
  mutant: Mutant | null
}): GatedPool {
  const { url, process, turnstile, monitor, mutant } = given
  const real = createPool({ url, max: SESSIONS * 4, applicationName: process.name })
  const free: Session[] = []
  const asking: ((session: Session) => void)[] = []

  async function connect(): Promise<Session> {
    const client = await real.raw.connect()
    // Who stands at the turnstile waits by the machine's own time, of which no seed knows how long it is.
    await client.query('set idle_in_transaction_session_timeout = 0; set statement_timeout = 0')
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return { client, pid: must(rows[0], 'a session has a pid').pid, broken: false }
  }

  /** Ends a session and waits until PostgreSQL has let go of its locks. */
  async function cut(session: Session): Promise<void> {
    if (session.broken) return
    session.broken = true
    await monitor.query(/* sql */ `select pg_terminate_backend($1, 5000)`, [session.pid])
    session.client.release(true)
  }

  function lend(): Promise<Session> {
    const session = free.shift()
    if (session === undefined) return new Promise((resolve) => asking.push(resolve))
    return Promise.resolve(session)
  }

  /** A broken session is replaced by a fresh one, which takes its turn like everything else that reaches outside. */
  function giveBack(session: Session, spoilt: boolean): void {
    if (!session.broken && !spoilt) {
      offer(session)
      return
    }
    turnstile.enter({
      process,
      what: 'connect',
      session: null,
      async letThrough() {
        await cut(session)
        if (!process.alive) return () => undefined
        const fresh = await connect()
        return () => offer(fresh)
      },
    })
  }

  function offer(session: Session): void {
    const next = asking.shift()
    if (next === undefined) free.push(session)
    else next(session)
  }

  function run(session: Session, config: QueryConfig): Promise<unknown> {
    return new Promise((resolve, reject) => {
      turnstile.enter({
        process,
        what: config.text,
        session: session.pid,
        async letThrough(mishap) {
          if (session.broken) return () => reject(lost())
          if (mishap === 'lostBefore') {
            await cut(session)
            return () => reject(lost())
          }
          if (mishap === 'race' && !isTransactionVerb(config.text)) return () => reject(raced())
          const outcome = await execute(session, config)
          if (!process.alive) return () => undefined
          if (mishap === 'lostAfter') {
            await cut(session)
            return () => reject(lost())
          }
          return () => ('error' in outcome ? reject(outcome.error) : resolve(outcome.result))
        },
      })
    })
  }

  async function execute(session: Session, config: QueryConfig): Promise<{ result: unknown } | { error: unknown }> {
    const query = (other: QueryConfig) => session.client.query(other)
    try {
      return { result: await (mutant === null ? query(config) : mutant.execute(config, query)) }
    } catch (error) {
      return { error }
    }
  }

  async function runAlone(config: QueryConfig): Promise<unknown> {
    const session = await lend()
    try {
      return await run(session, config)
    } finally {
      giveBack(session, false)
    }
  }

  const raw = {
    async connect() {
      const session = await lend()
      return {
        query: (config: QueryConfig | string) => run(session, typeof config === 'string' ? { text: config } : config),
        release: (spoilt?: boolean) => giveBack(session, spoilt === true),
      }
    },
    query: runAlone,
  } as unknown as Pool['raw'] // of the pg pool the engine uses these two members alone

  const pool: Pool = {
    raw,
    url,
    applicationName: real.applicationName,
    async query<Row>(text: string, values?: readonly unknown[], options?: { name?: string }): Promise<Rows<Row>> {
      const config: QueryConfig = { text }
      if (values !== undefined) config.values = [...values]
      if (options?.name !== undefined) config.name = options.name
      const result = (await runAlone(config)) as { rows: Row[]; rowCount: number | null } // pg's own answer
      return { rows: result.rows, count: result.rowCount ?? 0 }
    },
    end: () => real.end(),
  }

  return {
    pool,
    async open() {
      for (let n = 0; n < SESSIONS; n++) free.push(await connect())
    },
    /** As the death of a process does it: every session breaks where it stands. */
    async close() {
      await monitor.query(
        /* sql */ `select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()`,
        [real.applicationName],
      )
      for (const session of free) session.client.release(true)
    },
  }
}

function isTransactionVerb(text: string): boolean {
  return /^(begin|commit|rollback)/.test(text)
}

/** Marks what the simulation itself has done, so that the driver tells it from what the engine did wrong. */
export class Injected extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

function lost(): Injected {
  return new Injected('ECONNRESET', 'the simulation broke the connection')
}

function raced(): Injected {
  return new Injected('40P01', 'the simulation says: deadlock detected')
}
