import { join } from 'node:path'
import { asError, isFault, unknownSettings } from '@snodo/base'
import { migrate } from '@snodo/database'
import { settingsTable } from '../settings.ts'
import { isThere, packageManagersAbove } from './ancestors.ts'
import { checkDatabase } from './check-database.ts'
import { type Child, keepChild, type ReadyMessage } from './child.ts'
import { makeDataDirectory, openDatabase } from './database-home.ts'
import { buildEditor, editorDirectory, isEditorStale, viteCommand } from './editor-build.ts'
import { checkPort } from './free-port.ts'
import { keepSecrets } from './keep-secrets.ts'
import { say } from './say.ts'
import { readStartSettings, root, type StartSettings } from './start-settings.ts'
import { watchSources } from './watch-sources.ts'

/**
 * `serve`: everything, on one port. `dev`: the same, with Vite in front and a restart at every change. `worker`: the engine's
 * loops alone, beside a server that runs elsewhere on the same database. `migrate`: bring the database up to date and end.
 * `check`: look at what must always hold, beside whatever runs, and end.
 */
export type Mode = 'serve' | 'dev' | 'worker' | 'migrate' | 'check'

/** How long a child may take to finish what it is at. */
const CHILD_STOP_MS = 12_000

/** From start to end of one run. Resolves with the exit code. */
export async function supervise(mode: Mode, environment: NodeJS.ProcessEnv): Promise<number> {
  const undo: (() => Promise<void>)[] = []
  const children: Child[] = []
  const signals = hearSignals(() => {
    for (const child of children) child.kill()
  })
  try {
    const settings = readStartSettings(environment)
    for (const sentence of unknownSettings(settingsTable, environment, 'SNODO_')) say.warn(sentence)
    const run = await begin(mode, settings, environment, undo, children, signals.stop)
    if (run === null) return 0
    say.info(`stopping (${await Promise.race([signals.stopped, run.over])})`)
    return signals.asked() ? 0 : 1
  } catch (error) {
    if (signals.asked() && isInterruption(error)) {
      say.info('stopping, before it was ready')
      return 0
    }
    explain(error)
    return 1
  } finally {
    for (const each of undo.reverse())
      await each().catch((error: unknown) => say.error('stopping did not go well', { because: asError(error).message }))
    signals.forget()
  }
}

/** Starts everything in order, and puts on `undo` how to end it. Null: there was nothing to keep running. */
async function begin(
  mode: Mode,
  settings: StartSettings,
  environment: NodeJS.ProcessEnv,
  undo: (() => Promise<void>)[],
  children: Child[],
  stopAsked: AbortSignal,
): Promise<{ over: Promise<string> } | null> {
  await makeDataDirectory(settings.dataDirectory)
  const secrets = await keepSecrets(settings)
  if (mode === 'serve' || mode === 'dev') await checkPort(settings.HOST, settings.PORT)
  stopAsked.throwIfAborted()
  const database = await openDatabase(settings, mode !== 'serve' && mode !== 'dev')
  undo.push(() => database.stop())
  stopAsked.throwIfAborted()
  if (mode === 'check') {
    await checkDatabase(database.url, stopAsked)
    return null
  }
  const editor = mode === 'serve' && (await isEditorStale()) ? startEditorBuild(undo) : null
  const { at, applied } = await migrate({ url: database.url, log: say })
  if (mode === 'migrate') {
    say.info(applied.length === 0 ? `the database was up to date (migration ${at})` : `the database is now at migration ${at}`)
    return null
  }
  await editor
  stopAsked.throwIfAborted()

  const env: NodeJS.ProcessEnv = {
    ...environment,
    ...secrets,
    NODE_ENV: environment.NODE_ENV ?? (mode === 'dev' ? 'development' : 'production'),
    DATABASE_URL: database.url,
    SNODO_DATA_DIR: settings.dataDirectory,
  }
  const add = (child: Child): Child => {
    children.push(child)
    undo.push(() => child.stop(CHILD_STOP_MS + settings.SNODO_DRAIN_SECONDS * 1_000))
    return child
  }
  if (mode === 'dev') {
    env.SNODO_PUBLIC_URL ??= VITE_ADDRESS
    add(
      keepChild({
        name: 'editor in development',
        command: [viteCommand(), ...VITE_OPTIONS],
        cwd: editorDirectory,
        env: environment,
        tellsReady: false,
      }),
    )
  }
  const main = [join(root, 'server/src/main.ts'), ...(mode === 'worker' ? ['--worker'] : [])]
  const name = mode === 'worker' ? 'worker' : 'server'
  const server = add(keepChild({ name, command: main, cwd: root, env, onReady: announce(mode, settings) }))
  await Promise.race([server.ready, aborted(stopAsked)])
  if (mode === 'dev') undo.push(watchSources(root, () => server.restart()))
  database.watch((url) => {
    // Spawned again with the new address; the object is read at each start.
    env.DATABASE_URL = url
    server.restart()
  })
  // In an object: a promise returned as it is would be waited for by whoever awaits this start.
  return { over: Promise.race(children.map((child) => child.lost)) }
}

const VITE_ADDRESS = 'http://127.0.0.1:5173'
const VITE_OPTIONS = ['--host', '127.0.0.1', '--port', '5173', '--strictPort']

function startEditorBuild(undo: (() => Promise<void>)[]): Promise<void> {
  say.info('building the editor, once')
  const build = buildEditor()
  undo.push(async () => build.stop())
  return build.done.then((problem) => {
    // Everything but the canvas works without it, and the sentence says what to look at.
    if (problem !== null) say.error(`the editor could not be built, its pages are missing:\n${problem}`)
  })
}

/** Prints the address, and again only if it has changed. */
function announce(mode: Mode, settings: StartSettings): (message: ReadyMessage) => void {
  let printed = ''
  return ({ url }) => {
    if (mode === 'worker') {
      if (printed === '') say.info('the worker is at work')
      printed = 'worker'
      return
    }
    const shown = mode === 'dev' ? url.replace(/^https?:\/\/[^/]+/, VITE_ADDRESS) : url
    if (shown === printed) return
    printed = shown
    process.stdout.write(`\n  Snodo is ready at  ${shown}\n\n  Its data is in ${settings.dataDirectory}. Ctrl-C stops it.\n\n`)
  }
}

/** The first SIGINT or SIGTERM asks for an orderly end, the second kills the children. */
function hearSignals(force: () => void) {
  const asked = new AbortController()
  const { promise: stopped, resolve } = Promise.withResolvers<string>()
  const hear = (signal: string) => {
    if (asked.signal.aborted) {
      say.warn('asked twice: the children are killed')
      force()
      return
    }
    asked.abort(new Interrupted())
    resolve(signal)
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of names) process.on(name, hear)
  const leaderless = watchParents(() => hear('the command that started it is gone'))
  return {
    stopped,
    stop: asked.signal,
    asked: () => asked.signal.aborted,
    forget() {
      clearInterval(leaderless)
      for (const name of names) process.off(name, hear)
    },
  }
}

function watchParents(onGone: () => void): NodeJS.Timeout {
  const parents = packageManagersAbove()
  const timer = setInterval(() => {
    if (parents.every(isThere)) return
    clearInterval(timer)
    onGone()
  }, 1_000)
  timer.unref()
  return timer
}

class Interrupted extends Error {}

function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || isFault(error, 'CHILD_DID_NOT_START')
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

function explain(error: unknown): void {
  if (isFault(error)) say.error(error.message)
  else say.error(asError(error).stack ?? String(error))
}
