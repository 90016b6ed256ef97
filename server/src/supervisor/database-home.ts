import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { asError, isFault } from '@snodo/base'
import { createPool, databaseFaults, type Pool, startEmbedded } from '@snodo/database'
import type pg from 'pg'
import { say } from './say.ts'
import type { StartSettings } from './start-settings.ts'
import { supervisorFaults } from './supervisor-faults.ts'

/** The database the children use: our own embedded server, or somebody else's. */
export type DatabaseHome = {
  url: string
  /** Watches an embedded server and starts it again if it dies; `onMoved` tells of another address. */
  watch(onMoved: (url: string) => void): void
  /** Ends what we started. Somebody else's server is left alone. */
  stop(): Promise<void>
}

/** `shared`: an embedded server that another supervisor runs may be used along; it stays that one's to watch and to stop. */
export async function openDatabase(settings: StartSettings, shared: boolean): Promise<DatabaseHome> {
  if (settings.DATABASE_URL !== null) {
    await reach(settings.DATABASE_URL)
    return elsewhere(settings.DATABASE_URL)
  }
  return openEmbedded(settings.dataDirectory, shared)
}

function elsewhere(url: string): DatabaseHome {
  return { url, watch: () => undefined, stop: async () => undefined }
}

export async function makeDataDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true })
  } catch (error) {
    throw supervisorFaults.DATA_DIRECTORY_UNUSABLE({ directory, because: asError(error).message })
  }
}

async function openEmbedded(dataDirectory: string, shared: boolean): Promise<DatabaseHome> {
  const start = () => startEmbedded({ directory: join(dataDirectory, 'postgres'), log: say })
  let server = await start()
  let owner: Ownership
  try {
    owner = await own(server.url, dataDirectory)
  } catch (error) {
    if (shared && isFault(error, 'ALREADY_RUNNING')) return elsewhere(server.url)
    // Found alive and in use by another supervisor: not ours to stop. Started by us: nobody else can be using it.
    if (!server.adopted) await server.stop()
    throw error
  }
  let stopping = false
  let timer: NodeJS.Timeout | null = null

  async function revive(onMoved: (url: string) => void): Promise<void> {
    if (stopping) return
    if (!(await server.isRunning())) {
      say.warn('PostgreSQL has ended and is started again')
      try {
        const before = server.url
        server = await start()
        await owner.release()
        owner = await own(server.url, dataDirectory)
        if (server.url !== before) onMoved(server.url)
      } catch (error) {
        say.error('PostgreSQL could not be started again, the next try follows', { because: asError(error).message })
      }
    }
    timer = setTimeout(() => void revive(onMoved), WATCH_MS)
  }

  return {
    url: server.url,
    watch(onMoved) {
      timer = setTimeout(() => void revive(onMoved), WATCH_MS)
    },
    async stop() {
      stopping = true
      if (timer) clearTimeout(timer)
      await owner.release()
      await server.stop()
    },
  }
}

const WATCH_MS = 1_000

type Ownership = { release(): Promise<void> }

/** "snodo" in ASCII, and one. */
const SUPERVISOR_LOCK = '495774033008'

/** One supervisor per data folder, told by a lock that ends with its session: nothing is left over after a kill -9. */
async function own(url: string, directory: string): Promise<Ownership> {
  const pool: Pool = createPool({ url, max: 1, applicationName: 'snodo-supervisor', log: say })
  let client: pg.PoolClient | null = null
  try {
    client = await pool.raw.connect()
    for (let attempt = 0; ; attempt++) {
      const { rows } = await client.query<{ mine: boolean }>(/* sql */ `select pg_try_advisory_lock($1::bigint) as mine`, [
        SUPERVISOR_LOCK,
      ])
      if (rows[0]?.mine) break
      // The session of a supervisor killed a moment ago may still be on its way out.
      if (attempt >= 20) throw supervisorFaults.ALREADY_RUNNING({ directory })
      await pause(50)
    }
  } catch (error) {
    client?.release(true)
    await pool.end()
    throw error
  }
  const held = client
  return {
    async release() {
      held.release(true)
      await pool.end()
    },
  }
}

const REACH_MS = 20_000

/** A server that starts beside us (as in a compose file) may need a moment. */
async function reach(url: string): Promise<void> {
  const pool = createPool({ url, max: 1, connectionTimeoutMs: 5_000 })
  const end = performance.now() + REACH_MS
  try {
    for (let told = false; ; told = true) {
      try {
        await pool.query('select 1')
        return
      } catch (error) {
        const because = asError(error).message || String((error as NodeJS.ErrnoException).code)
        if (!mayComeUp(error) || performance.now() > end) throw databaseFaults.DATABASE_UNREACHABLE({ at: place(url), because })
        if (!told) say.info(`waiting for PostgreSQL at ${place(url)}`, { because })
        await pause(500)
      }
    }
  } finally {
    await pool.end()
  }
}

/** Refused connections and "starting up" pass; a wrong password or an unknown host does not get better by waiting. */
function mayComeUp(error: unknown): boolean {
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  return code === 'ECONNREFUSED' || code === '57P03' || code === 'ECONNRESET'
}

/** Where, without the password. */
function place(url: string): string {
  const at = new URL(url)
  return `${at.hostname}:${at.port || 5432}${at.pathname}`
}
