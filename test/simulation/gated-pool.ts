import type { Pool, Rows } from '@snodo/database'
import type { Mutant } from './mutants.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Turnstile } from './turnstile.ts'
import type { Bench, Session } from './warm-sessions.ts'

type QueryConfig = { text: string; values?: unknown[]; name?: string }

/** Sessions of one process: few, so that whoever holds one while waiting for another is found out. */
const SESSIONS = 4

export type GatedPool = {
  pool: Pool
  open(): Promise<void>
  /** Every session breaks where it stands, and there are fresh ones. */
  loseSessions(): Promise<void>
  /** As the death of a process does it: every session breaks where it stands. */
  close(): Promise<void>
}

/**
 * A pool whose every statement goes through the turnstile, where it may meet with a mishap. The sessions are real ones, so what
 * a broken connection or a dead process leaves behind is what PostgreSQL leaves behind.
 */
export function gatedPool(given: {
  process: SimulatedProcess
  turnstile: Turnstile
  sessions: Bench
  mutant: Mutant | null
}): GatedPool {
  const { process, turnstile, sessions, mutant } = given
  const all = new Set<Session>()
  const free: Session[] = []
  const asking: ((session: Session) => void)[] = []

  async function connect(): Promise<Session> {
    const session = await sessions.lend()
    all.add(session)
    return session
  }

  /** Ends a session; when it returns PostgreSQL has let go of its locks. */
  async function cut(session: Session): Promise<void> {
    all.delete(session)
    await sessions.breakOff(session)
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
    if (isPoison(config)) return { error: new Injected('22P05', `${INJECTED} says: unsupported Unicode escape sequence`) }
    session.busy = true
    try {
      return { result: await (mutant === null ? query(config) : mutant.execute(config, query)) }
    } catch (error) {
      return { error }
    } finally {
      session.busy = false
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
    url: '',
    applicationName: process.name,
    async query<Row>(text: string, values?: readonly unknown[], options?: { name?: string }): Promise<Rows<Row>> {
      const config: QueryConfig = { text }
      if (values !== undefined) config.values = [...values]
      if (options?.name !== undefined) config.name = options.name
      const result = (await runAlone(config)) as { rows: Row[]; rowCount: number | null } // pg's own answer
      return { rows: result.rows, count: result.rowCount ?? 0 }
    },
    end: async () => undefined,
  }

  return {
    pool,
    async open() {
      for (let n = 0; n < SESSIONS; n++) free.push(await connect())
    },
    async loseSessions() {
      const idle = free.splice(0)
      for (const session of [...all]) await cut(session)
      for (const _ of idle) free.push(await connect())
    },
    async close() {
      for (const session of [...all]) await cut(session)
    },
  }
}

/** What PostgreSQL takes as an event, and not as part of a journey: somebody who is poisoned fails wherever it is written. */
export const POISON = '\u2620'

function isPoison({ text, values }: QueryConfig): boolean {
  return text.startsWith('insert into enrollments') && JSON.stringify(values ?? []).includes(POISON)
}

function isTransactionVerb(text: string): boolean {
  return /^(begin|commit|rollback)/.test(text)
}

/** Begins what the simulation's own errors say. */
export const INJECTED = 'the simulation'

/** Marks what the simulation itself has done, so that the driver tells it from what the engine did wrong. */
export class Injected extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

function lost(): Injected {
  return new Injected('ECONNRESET', `${INJECTED} broke the connection`)
}

function raced(): Injected {
  return new Injected('40P01', `${INJECTED} says: deadlock detected`)
}
