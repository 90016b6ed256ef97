/** The server process: everything is wired here, by hand, on one page. With `--worker` it only moves contacts. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { asError, isFault, must, readSettings, seededRandom, systemClock } from '@snodo/base'
import { openOutboundHttp } from '@snodo/channels'
import { createPool, schemaCheck } from '@snodo/database'
import { createCollector, createEngine } from '@snodo/engine'
import { createApp } from './app.ts'
import { createAccounts } from './auth/accounts.ts'
import { createApiKeys } from './auth/api-keys.ts'
import { writeKeys } from './auth/write-keys.ts'
import { lookUpText } from './go-live/look-up-text.ts'
import { loadNodeTypes } from './load-node-types.ts'
import { makeLog } from './log/make-log.ts'
import { scrubAll } from './log/scrub.ts'
import { openChannels, readMailServer } from './open-channels.ts'
import { orderlyEnd, STOP_MS } from './orderly-end.ts'
import { readReadiness } from './readiness.ts'
import { sampleSignUps, seedNewcomer } from './seed-newcomer.ts'
import { settingsTable } from './settings.ts'
import { watchSchema } from './watch-schema.ts'

/** Told to the supervisor: starting again will not help (EX_CONFIG of sysexits). */
const NEVER_AGAIN = 78

const workerOnly = process.argv.includes('--worker')

async function main(): Promise<void> {
  const settings = readSettings(settingsTable, process.env)
  const log = makeLog({ level: settings.SNODO_LOG_LEVEL, format: settings.SNODO_LOG_FORMAT })
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
  const checkSchema = await schemaCheck()
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
  const leaveBells = async () => bells?.stop(STOP_MS)
  const ends: (() => Promise<unknown>)[] = [
    () => pool.end(),
    () => engine.close(),
    () => Promise.all([...channels.values()].map((channel) => channel.close())),
    () => http.close(),
    leaveBells,
  ]
  const { stop, stopping, leaveFirst } = orderlyEnd({ ends, log: told, drainMs: settings.SNODO_DRAIN_SECONDS * 1_000 })
  leaveFirst(leaveBells)
  const onTooNew = (fault: Error) => {
    process.stderr.write(`${fault.message}\n`)
    void stop(NEVER_AGAIN)
  }
  const unwatch = watchSchema({ pool, checkSchema, log: told, onTooNew })
  ends.push(async () => unwatch())
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
    providers: new Map([...channels].map(([name, { provider }]) => [name, provider])),
    channels,
    mailServer: await readMailServer(settings),
    lookUpText,
    readiness: () => readReadiness({ pool, bells, checkSchema, stopping }),
    stopping,
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
  process.stderr.write(`${JSON.stringify({ level: 'fatal', msg: 'unhandled rejection', err: scrubAll(asError(reason)) })}\n`)
  process.exit(1)
})

try {
  await main()
} catch (error) {
  process.stderr.write(`${isFault(error) ? error.message : (asError(error).stack ?? String(error))}\n`)
  process.exit(isFault(error) && error.status !== 503 ? NEVER_AGAIN : 1)
}
