import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../log.ts'
import { isLostConnection } from '../patiently.ts'

const RETRY_MS = 200
/** graphile-worker tries a statement again on "the database system is starting up", and on few other errors. */
const CANNOT_CONNECT_NOW = '57P03'

/**
 * The connections graphile-worker fetches and finishes jobs with. It calls `completeJob(job)` without awaiting it, so that an
 * outage of PostgreSQL is an unhandled rejection that ends the process (0.18, issue 636). Here an outage never rejects: asking
 * for a connection waits until there is one, and a statement that lost its connection says "try again".
 * Its statements may run twice: fetching and finishing a hint to look are harmless twice.
 */
export class PatientPool extends pg.Pool {
  #retired = false
  readonly #log: Log

  constructor(config: pg.PoolConfig, log: Log) {
    super({ ...config, Client: PatientClient })
    this.#log = log
    this.on('error', (error) => log.warn('an idle connection of the bells broke', { because: error.message }))
    this.on('connect', (client) =>
      client.on('error', (error) => log.warn('a connection of the bells broke', { because: error.message })),
    )
  }

  override connect(): Promise<pg.PoolClient>
  override connect(
    callback: (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): void
  override connect(
    callback?: (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): Promise<pg.PoolClient> | undefined {
    // The listener has a pace of its own for trying again, and handles its errors.
    if (callback) {
      super.connect(callback)
      return undefined
    }
    return this.#patientConnect()
  }

  async #patientConnect(): Promise<pg.PoolClient> {
    for (let told = false; ; await pause(RETRY_MS, undefined, { ref: false })) {
      // Whoever still asks after the end is a leftover of a stopped runner; an answer, even a refusal, would be an unhandled rejection.
      if (this.#retired) return new Promise(() => undefined)
      try {
        return await super.connect()
      } catch (error) {
        if (!told && !this.#retired) this.#log.warn('the bells wait for the database', { because: String(error) })
        told = true
      }
    }
  }

  override async end(): Promise<void> {
    this.#retired = true
    await super.end()
  }
}

class PatientClient extends pg.Client {
  // One signature for pg's dozen overloads: what it is given goes through unchanged, only the error of a lost connection is marked.
  override query(...values: unknown[]): never {
    const result: unknown = Reflect.apply(super.query, this, values)
    if (!(result instanceof Promise)) return result as never
    return result.catch((error: unknown) => {
      if (isLostConnection(error)) Object.assign(error, { code: CANNOT_CONNECT_NOW })
      throw error
    }) as never
  }
}
