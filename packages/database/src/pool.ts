import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Log, silentLog } from './log.ts'
import { typeParsers } from './type-parsers.ts'

/** The rows of a statement and how many it touched. */
export type Rows<Row> = { rows: Row[]; count: number }

/** A statement with a name is prepared once per connection and planned once: for the few statements of the hot loops. */
export type QueryOptions = { name?: string }

/**
 * What ledgers take: something that runs one statement, be it a pool, a transaction or a session.
 * int8, numeric come as strings; timestamptz as epoch milliseconds (`Instant`); date, timestamp as text; json parsed.
 */
export type Sql = {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[], options?: QueryOptions): Promise<Rows<Row>>
}

/** A connection of its own, for session advisory locks and listening. */
export type Session = Sql & { readonly raw: pg.PoolClient }

export type Pool = Sql & {
  /** The pg pool, for libraries that want one (graphile-worker, better-auth). */
  readonly raw: pg.Pool
  readonly url: string
  /** Names the sessions of this pool alone: the sweep ends them by it when their process is dead or frozen. */
  readonly applicationName: string
  end(): Promise<void>
}

export type PoolOptions = {
  url: string
  /** Most connections at once. Default 10. */
  max?: number
  /** A word for people who look at pg_stat_activity; a mark is added that no other pool has. Default `snodo`. */
  applicationName?: string
  /** A statement that runs longer is ended by PostgreSQL. Default 30 s; 0 = no limit. */
  statementTimeoutMs?: number
  /** How long to wait for a free or a new connection. Default 10 s. */
  connectionTimeoutMs?: number
  log?: Log
}

/** A pool that outlives outages: an error on an idle connection is logged, the connection dropped, the process goes on. */
export function createPool(options: PoolOptions): Pool {
  const log = options.log ?? silentLog
  const applicationName = `${options.applicationName ?? 'snodo'}-${process.pid}-${randomBytes(4).toString('hex')}`
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000
  const raw = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: applicationName,
    statement_timeout: statementTimeoutMs,
    // A transaction left open by a frozen process would hold its lane's lock for ever.
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: typeParsers,
  })
  raw.on('error', (error) => log.warn('an idle database connection broke', { because: error.message }))
  // Without its own handler an error on a connection that is checked out ends the process.
  raw.on('connect', (client) =>
    client.on('error', (error) => log.warn('a database connection broke', { because: error.message })),
  )
  let ended: Promise<void> | null = null
  return {
    raw,
    url: options.url,
    applicationName,
    query: (text, values, more) => run(raw, text, values, more),
    end: () => (ended ??= raw.end()),
  }
}

export type TransactionOptions = { isolation?: 'read committed' | 'repeatable read' | 'serializable'; readOnly?: boolean }

/** Runs `fn` in one transaction: committed if it returns, rolled back if it throws. The error thrown is the one of `fn`. */
export async function transaction<T>(pool: Pool, fn: (sql: Sql) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  const modes = [options.isolation && `isolation level ${options.isolation}`, options.readOnly && 'read only'].filter(Boolean)
  return withConnection(pool, async (session) => {
    await session.query(`begin ${modes.join(' ')}`)
    try {
      const value = await fn(session)
      await session.query('commit')
      return value
    } catch (error) {
      // The first error is the one worth telling; a rollback that fails means that the connection is gone, and it is dropped.
      await session.query('rollback').catch(() => session.spoil())
      throw error
    }
  })
}

/** Lends `fn` one connection for as long as it runs; what it leaves on the session (locks, listens) ends with it. */
export async function withSession<T>(pool: Pool, fn: (session: Session) => Promise<T>): Promise<T> {
  return withConnection(pool, async (session) => {
    session.spoil()
    return fn(session)
  })
}

type Connection = Session & { spoil(): void }

async function withConnection<T>(pool: Pool, fn: (session: Connection) => Promise<T>): Promise<T> {
  const raw = await pool.raw.connect()
  let spoilt = false
  const connection: Connection = {
    raw,
    query: (text, values, options) => run(raw, text, values, options),
    spoil() {
      spoilt = true
    },
  }
  try {
    return await fn(connection)
  } finally {
    raw.release(spoilt)
  }
}

async function run<Row>(
  on: Pick<pg.Pool, 'query'> | pg.PoolClient,
  text: string,
  values: readonly unknown[] | undefined,
  options: QueryOptions | undefined,
): Promise<Rows<Row>> {
  const config: pg.QueryConfig = { text }
  if (values !== undefined) config.values = values as unknown[] // pg only reads them
  if (options?.name !== undefined) config.name = options.name
  const result = await on.query(config)
  return { rows: result.rows as Row[], count: result.rowCount ?? 0 } // the statement, written beside Row by hand, is what guarantees the shape
}
