import { type ChildProcess, spawn } from 'node:child_process'
import { chown, open, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { asError } from '@snodo/base'
import pg from 'pg'
import { databaseFaults } from '../faults.ts'
import { type Log, silentLog } from '../log.ts'
import { type Account, findAccount, postgresEnvironment, runAs } from './account.ts'
import { exists, findBinaries } from './binaries.ts'
import { type Places, preparePlaces, readPassword } from './places.ts'
import { findPostmaster, isAlive } from './postmaster.ts'
import { type ServerSettings, serverSettings } from './server-settings.ts'

export type EmbeddedOptions = {
  /** Folder of the server: its data, password and log. Made if missing. */
  directory: string
  /** The database to make sure of. Default `snodo`. */
  database?: string
  /** Over the defaults of `serverSettings`, e.g. `{ fsync: 'off' }` for tests. */
  settings?: ServerSettings
  log?: Log
  /** How long a start may take, crash recovery included. Default 60 s. */
  startTimeoutMs?: number
}

export type Embedded = {
  /** `postgres://…` of the database, with its password. */
  url: string
  pid: number
  /** True if a server left over by an earlier process was found alive and taken over. */
  adopted: boolean
  /** False once it has died, by whatever hand. */
  isRunning(): Promise<boolean>
  /** Fast shutdown: sessions are ended, everything is on disk when this returns. Twice is harmless. */
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
const USER = 'snodo'
const STEP_MS = 20

/**
 * Starts the PostgreSQL of a folder, or takes over the one that is alive there. It runs in a session of its own: Ctrl-C in
 * the terminal and the death of this process leave it running, so that what is being written is written.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const log = options.log ?? silentLog
  const timeoutMs = options.startTimeoutMs ?? 60_000
  const account = await findAccount()
  const places = await preparePlaces(options.directory, account, await findBinaries(), log)
  const password = await readPassword(places.password)
  const server: Server = { places, account, password, timeoutMs, settings: serverSettings(options.settings) }
  await makeCluster(server)
  const { pid, port, adopted } = (await adopt(server)) ?? (await launch(server))
  const database = options.database ?? 'snodo'
  await makeDatabase(address(server, port, 'postgres'), database)
  log.info(adopted ? 'found PostgreSQL running' : 'PostgreSQL started', { port, pid })
  let stopped: Promise<void> | null = null
  return {
    url: address(server, port, database),
    pid,
    adopted,
    isRunning: async () => (await findPostmaster(server.places.data))?.pid === pid,
    stop: () => (stopped ??= stop(server, pid)),
  }
}

type Server = { places: Places; account: Account; password: string; timeoutMs: number; settings: ServerSettings }
type Running = { pid: number; port: number; adopted: boolean }

function address(server: Server, port: number, database: string): string {
  return `postgres://${USER}:${server.password}@${HOST}:${port}/${database}`
}

async function makeCluster(server: Server): Promise<void> {
  const { places, account } = server
  const version = await readFile(join(places.data, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version !== null) {
    const expected = /\d+/.exec(await runAs(account, places.binaries.postgres, ['--version'], { cwd: places.data }))?.[0] ?? ''
    if (version.trim() !== expected)
      throw databaseFaults.EMBEDDED_OTHER_VERSION({ directory: places.data, got: version.trim(), expected })
    return
  }
  const handOver = `${places.password}.handed-over`
  const values = [
    `--pgdata=${places.data}`,
    `--username=${USER}`,
    '--auth=scram-sha-256',
    `--pwfile=${handOver}`,
    '--data-checksums',
  ]
  values.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C')
  try {
    // A copy of its own, because the account cannot read our file; gone again a second later.
    await writeFile(handOver, `${server.password}\n`, { mode: 0o600 })
    if (account) await chown(handOver, account.uid, account.gid)
    await runAs(account, places.binaries.initdb, values, { cwd: places.data })
  } catch (error) {
    throw databaseFaults.EMBEDDED_FAILED({ because: asError(error).message, log: places.log })
  } finally {
    await rm(handOver, { force: true })
  }
}

async function adopt(server: Server): Promise<Running | null> {
  for (const end = deadline(server.timeoutMs); ; await pause(STEP_MS)) {
    const found = await findPostmaster(server.places.data)
    if (!found) return null
    const answer = found.status === 'ready' ? await knock(address(server, found.port, 'postgres')) : 'starting or stopping'
    if (answer === null) return { pid: found.pid, port: found.port, adopted: true }
    if (end())
      throw databaseFaults.EMBEDDED_FAILED({
        because: `the server already running there as process ${found.pid} does not answer (${answer})`,
        log: server.places.log,
      })
  }
}

const ATTEMPTS = 5

async function launch(server: Server): Promise<Running> {
  // What findPostmaster called left over; PostgreSQL itself would refuse to start if the number is in use by somebody else.
  await rm(join(server.places.data, 'postmaster.pid'), { force: true })
  let because = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = await freePort(server)
    const started = await launchOn(server, port)
    if (typeof started === 'number') {
      await writeFile(portFile(server), `${port}\n`)
      return { pid: started, port, adopted: false }
    }
    because = started
    // Somebody took the port between our look and PostgreSQL's; anything else will not get better.
    if (!because.includes('could not bind') && !because.includes('could not create any TCP')) break
  }
  throw databaseFaults.EMBEDDED_FAILED({ because, log: server.places.log })
}

/** The process number once it answers, or why it did not. */
async function launchOn(server: Server, port: number): Promise<number | string> {
  const { places, account, settings } = server
  const flags = Object.entries({ ...settings, listen_addresses: HOST, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  // A file, not a pipe: a pipe to a dead parent would end the server when it next logs.
  const logFile = await open(places.log, 'a', 0o600)
  const from = (await logFile.stat()).size
  let child: ChildProcess
  try {
    child = spawn(places.binaries.postgres, ['-D', places.data, ...flags], {
      ...identity(account),
      cwd: places.data,
      env: postgresEnvironment(),
      detached: true,
      stdio: ['ignore', logFile.fd, logFile.fd],
    })
  } finally {
    await logFile.close()
  }
  let ended: string | null = null
  child.on('error', (error) => {
    ended = error.message
  })
  child.on('exit', (code, signal) => {
    ended = `it ended at once with ${signal ?? code}`
  })
  child.unref()
  for (const end = deadline(server.timeoutMs); ; await pause(STEP_MS)) {
    if (ended !== null) return (await lastComplaint(places.log, from)) ?? ended
    const found = await findPostmaster(places.data)
    const answer =
      found?.status === 'ready' && found.pid === child.pid
        ? await knock(address(server, port, 'postgres'))
        : 'it is still starting'
    if (answer === null && found) return found.pid
    if (end()) {
      child.kill('SIGQUIT')
      return `it did not answer within ${server.timeoutMs / 1000} s (${answer})`
    }
  }
}

/** Null if it lets us in and answers, else why not. Calls PL/pgSQL, which breaks first when files are replaced under a server. */
async function knock(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 2_000 })
  client.on('error', () => undefined) // the error of connect or query, below, says the same
  try {
    await client.connect()
    await client.query(/* sql */ `do $$ begin perform 1; end $$`)
    return null
  } catch (error) {
    return asError(error).message
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function makeDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // told by the query that fails with it
  await client.connect()
  try {
    const { rowCount } = await client.query(/* sql */ `select from pg_database where datname = $1`, [name])
    if (rowCount === 0) await client.query(/* sql */ `create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

const STOP_SECONDS = 20

async function stop({ places, account }: Server, pid: number): Promise<void> {
  if (!isAlive(pid)) return
  const how = (mode: string) =>
    runAs(account, places.binaries.ctl, ['stop', '-D', places.data, '-m', mode, '-w', '-t', String(STOP_SECONDS)], {
      cwd: places.data,
    })
  // Immediate leaves nothing undone but a checkpoint: the next start replays the log.
  await how('fast').catch(() => (isAlive(pid) ? how('immediate') : undefined))
}

/** The port of last time if it is still free, so that what people wrote down stays true. */
async function freePort(server: Server): Promise<number> {
  const before = (await exists(portFile(server))) ? Number(await readFile(portFile(server), 'utf8')) : 0
  return (before > 0 && (await tryPort(before))) || (await tryPort(0)) || 0
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(null))
    probe.listen(port, HOST, () => {
      const at = probe.address()
      probe.close(() => resolve(typeof at === 'object' && at ? at.port : null))
    })
  })
}

function portFile(server: Server): string {
  return join(server.places.password, '../port')
}

/** What the server complained of since `from`, in its own form or, when it could not even be loaded, in the system's. */
async function lastComplaint(path: string, from: number): Promise<string | null> {
  const lines = (await readFile(path)).subarray(from).toString('utf8').trim().split('\n')
  const complaints = lines.filter((line) => /\b(FATAL|PANIC|ERROR|LOG: {2}could not)/.test(line))
  if (complaints.length > 0) return complaints.map((line) => line.replace(/^.*?(FATAL|PANIC|ERROR|LOG): */, '')).join('; ')
  return lines.at(-1) || null
}

function identity(account: Account): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

/** Real time passes for a real process, whatever the clock of the application says. */
function deadline(ms: number): () => boolean {
  const end = performance.now() + ms
  return () => performance.now() > end
}
