/** The server process: everything is wired here, by hand, on one page. With `--worker` it only moves contacts. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { asError, isFault, must, readSettings, seededRandom, systemClock } from '@snodo/base'
import { openOutboundHttp } from '@snodo/channels'
import { checkSchema, createPool } from '@snodo/database'
import { createCollector, createEngine } from '@snodo/engine'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { createAccounts } from './auth/accounts.ts'
import { createApiKeys } from './auth/api-keys.ts'
import { writeKeys } from './auth/write-keys.ts'
import { loadNodeTypes } from './load-node-types.ts'
import { openChannels } from './open-channels.ts'
import { readReadiness } from './readiness.ts'
import { sampleSignUps, seedNewcomer } from './seed-newcomer.ts'
import { settingsTable } from './settings.ts'

/** Told to the supervisor: starting again will not help (EX_CONFIG of sysexits). */
const NEVER_AGAIN = 78
/** How long what is under way may take once we are asked to stop; the supervisor waits a little longer. */
const STOP_MS = 10_000

const workerOnly = process.argv.includes('--worker')

async function main(): Promise<void> {
  const settings = readSettings(settingsTable, process.env)
  const log = pino({ level: settings.SNODO_LOG_LEVEL, redact: ['req.headers.authorization', 'req.headers.cookie'] })
  const told = {
    info: (text: string, facts?: object) => log.info(facts ?? {}, text),
    warn: (text: string, facts?: object) => log.warn(facts ?? {}, text),
    error: (text: string, facts?: object) => log.error(facts ?? {}, text),
  }
  const clock = systemClock
  const databaseUrl = must(settings.DATABASE_URL, 'DATABASE_URL is set by the supervisor: start with pnpm start')
  const secret = must(settings.SNODO_SECRET, 'SNODO_SECRET is set by the supervisor: start with pnpm start')
  const port = settings.PORT === 0 && !workerOnly ? await freePort(settings.HOST) : settings.PORT
  const publicUrl = (settings.SNODO_PUBLIC_URL ?? `http://${shownHost(settings.HOST)}:${port}`).replace(/\/+$/, '')

  const pool = createPool({
    url: databaseUrl,
    max: settings.SNODO_WORKERS + 10,
    applicationName: workerOnly ? 'snodo-worker' : 'snodo',
    log: told,
  })
  await checkSchema(pool)
  const nodeTypes = await loadNodeTypes(settings.SNODO_NODES)
  const http = openOutboundHttp({ allowHosts: settings.SNODO_ALLOW_HOSTS })
  const channels = await openChannels(settings, { clock, secret, http })
  const engine = createEngine({
    pool,
    clock,
    nodeTypes,
    channels,
    http,
    random: seededRandom(`${process.pid}:${clock.now()}`),
    secret,
    publicUrl,
    log: told,
  })
  const workers = workerOnly ? Math.max(1, settings.SNODO_WORKERS) : settings.SNODO_WORKERS
  const bells = workers > 0 ? await engine.start(workers) : null
  const ends: (() => Promise<unknown>)[] = [
    () => pool.end(),
    () => engine.close(),
    () => Promise.all([...channels.values()].map((channel) => channel.close())),
    () => http.close(),
    async () => bells?.stop(STOP_MS),
  ]
  stopOnSignal(ends, told)
  if (workerOnly) {
    process.send?.({ type: 'ready', url: publicUrl })
    return
  }

  const collector = createCollector(engine)
  const accounts = createAccounts({ databaseUrl, secret, publicUrl })
  const app = await createApp({
    engine,
    pool,
    clock,
    collector,
    accounts,
    apiKeys: createApiKeys(pool, clock),
    keys: writeKeys({ writeKey: must(settings.SNODO_WRITE_KEY, 'SNODO_WRITE_KEY is set by the supervisor'), secret }),
    adminToken: must(settings.SNODO_ADMIN_TOKEN, 'SNODO_ADMIN_TOKEN is set by the supervisor'),
    linkSecret: secret,
    publicUrl: () => publicUrl,
    providers: [...channels.keys()],
    readiness: () => readReadiness(pool, bells),
    bells,
    onSignIn: sampleSignUps(engine, collector),
    editorDirectory: join(import.meta.dirname, '../../editor/dist'),
    logger: log,
  })
  ends.push(
    () => accounts.close(),
    () => collector.drain(),
    () => app.close(),
  )
  await seedNewcomer(engine, collector)
  await app.listen({ host: settings.HOST, port })
  process.send?.({ type: 'ready', url: `${publicUrl}/login?token=${await accounts.offerLink()}` })
}

/** Ends in the opposite order of the beginning; what hangs is left behind when the time is up. */
function stopOnSignal(ends: (() => Promise<unknown>)[], log: { error(text: string, facts?: object): void }): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_MS + 1_000).unref()
    for (const end of ends.toReversed())
      await end().catch((error: unknown) => log.error('stopping did not go well', { because: asError(error).message }))
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function shownHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
}

/** Asked for before anything else, because links in messages carry it. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

process.on('unhandledRejection', (reason) => {
  // A promise nobody waited for is a bug; a process in an unknown state is worse than a second without one.
  process.stderr.write(`${JSON.stringify({ level: 'fatal', msg: 'unhandled rejection', stack: asError(reason).stack })}\n`)
  process.exit(1)
})

try {
  await main()
} catch (error) {
  process.stderr.write(`${isFault(error) ? error.message : (asError(error).stack ?? String(error))}\n`)
  process.exit(isFault(error) && error.status !== 503 ? NEVER_AGAIN : 1)
}
