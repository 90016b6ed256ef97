import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export const ADMIN_TOKEN = 'an-admin-token-of-the-road-tests'
export const WRITE_KEY = 'a-write-key-of-the-road-tests'
const SECRET = 'a secret of the road tests, known to nobody else'

export type ServerOptions = {
  /** A process that only moves contacts (`--worker`). */
  worker?: boolean
  /** Absent: off, because the people of most tests have confirmed elsewhere. True: as a workspace has it. */
  doubleOptIn?: boolean
  /** Settings over those of the kit. */
  env?: Record<string, string>
}

/** A reply of the API; the body is JSON, or null where there was none. */
export type Answer<T> = { status: number; headers: Headers; body: T }

/** The server as it is started in earnest: a process of its own, with nothing of the test in it but its settings. */
export type ServerProcess = {
  /** `http://127.0.0.1:port`, the same after a restart. Empty for a worker. */
  url: string
  /** The one-time link the latest start offered; works once. Empty for a worker. */
  loginLink(): string
  pid(): number
  isAlive(): boolean
  /** All it wrote so far, over restarts. */
  said(): string
  /** Sends a signal and resolves when the process is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** Starts it again at the same address; kill it first. */
  restart(): Promise<void>
  /** One request with the admin token. */
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>>
}

/** A busy machine may take half a minute to start a process that loads everything. */
const READY_MS = 60_000
const root = join(import.meta.dirname, '../../..')
const living = new Set<ChildProcess>()

// Whatever ends the test run, nothing of it stays behind; after a kill -9 of the run itself the leash ends them.
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

export async function startServer(databaseUrl: string, options: ServerOptions = {}): Promise<ServerProcess> {
  let child: ChildProcess
  let said = ''
  let port = '0'
  let loginLink = ''
  const server: ServerProcess = {
    url: '',
    loginLink: () => loginLink,
    pid: () => child.pid ?? 0,
    isAlive: () => living.has(child),
    said: () => said,
    async kill(signal) {
      if (!living.has(child)) return
      const gone = once(child, 'close')
      child.kill(signal)
      await gone
    },
    restart: begin,
    api: (method, path, body) => askApi(server.url, method, path, body),
  }

  async function begin(): Promise<void> {
    if (child !== undefined && living.has(child)) throw new Error('the server is still running: kill it first')
    const leash = join(root, 'server/src/supervisor/leash.ts')
    const main = join(root, 'server/src/main.ts')
    child = spawn(process.execPath, ['--import', leash, main, ...(options.worker ? ['--worker'] : [])], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        PORT: port,
        SNODO_ADMIN_TOKEN: ADMIN_TOKEN,
        SNODO_WRITE_KEY: WRITE_KEY,
        SNODO_SECRET: SECRET,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    living.add(child)
    child.once('close', () => living.delete(child))
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    const { url } = await readyMessage(child, () => said)
    server.url = new URL(url).origin
    port = new URL(url).port
    loginLink = options.worker ? '' : url
  }

  await begin()
  if (options.worker !== true && options.doubleOptIn === true)
    await server.api('PUT', '/api/workspace/settings/doubleOptIn', { value: { email: true } })
  return server
}

async function readyMessage(child: ChildProcess, said: () => string): Promise<{ url: string }> {
  const tooLate = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => tooLate.reject(new Error(`the server was not ready within ${READY_MS} ms:\n${said()}`)),
    READY_MS,
  )
  try {
    return await Promise.race([
      once(child, 'message').then(([message]) => message as { url: string }), // the one message main.ts sends
      once(child, 'close').then(([code, signal]) => {
        throw new Error(`the server ended with ${signal ?? code} before it was ready:\n${said()}`)
      }),
      tooLate.promise,
    ])
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function askApi<T>(url: string, method: string, path: string, body: unknown): Promise<Answer<T>> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : null) as T }
}
