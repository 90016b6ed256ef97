import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const root = join(import.meta.dirname, '../..')
const adminToken = 'an-admin-token-of-this-test-alone'
const patience = { timeout: 40_000, interval: 50 }

let directory: string
let started: Started[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snodo start '))
  await chmod(directory, 0o711)
  started = []
})

afterEach(async () => {
  for (const each of started) each.process.kill('SIGTERM')
  await Promise.all(started.map((each) => each.ended))
  // After a kill -9 that no further start has cleaned up, the server is alive; a test that failed must not leave it behind.
  await stopPostgres()
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
})

test('it starts from nothing, answers, and Ctrl-C leaves no process behind', async () => {
  const snodo = await start()
  await answers(snodo)
  expect(snodo.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?token=\S+$/)
  const postgres = await postmasterOf(directory)
  expect(isAlive(postgres)).toBe(true)
  const group = await processesUnder(snodo.process.pid ?? 0)
  expect(group.length).toBeGreaterThan(0)

  snodo.process.kill('SIGINT')
  expect(await snodo.ended).toBe(0)
  expect([postgres, ...group].filter(isAlive)).toEqual([])
})

test('after a kill -9 of the supervisor its children end, and the next start finds the data', async () => {
  const first = await start()
  await answers(first)
  const made = await ask(first, 'POST', '/api/flows', { name: 'Still here' })
  expect(made.status).toBe(201)
  const children = await processesUnder(first.process.pid ?? 0)
  first.process.kill('SIGKILL')
  await first.ended
  await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), patience)
  const postgres = await postmasterOf(directory)
  expect(isAlive(postgres)).toBe(true)

  const second = await start()
  await answers(second)
  expect(await postmasterOf(directory)).toBe(postgres)
  const flows = (await (await ask(second, 'GET', '/api/flows')).json()) as { items: { name: string }[] }
  expect(flows.items.map((each) => each.name)).toContain('Still here')
  second.process.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  expect(isAlive(postgres)).toBe(false)
})

test('a server that is killed comes back by itself at the same address', async () => {
  const snodo = await start({ PORT: String(await freePort()) })
  await answers(snodo)
  const [server] = await processesUnder(snodo.process.pid ?? 0)
  process.kill(server ?? 0, 'SIGKILL')
  await vi.waitFor(async () => {
    const now = await processesUnder(snodo.process.pid ?? 0)
    expect(now).toHaveLength(1)
    expect(now).not.toContain(server)
  }, patience)
  await answers(snodo)
})

test('a killed PostgreSQL is started again, and Snodo goes on', async () => {
  const snodo = await start()
  await answers(snodo)
  const before = await postmasterOf(directory)
  process.kill(before, 'SIGKILL')
  await vi.waitFor(async () => {
    expect(await postmasterOf(directory)).not.toBe(before)
    expect((await ask(snodo, 'GET', '/readyz')).status).toBe(200)
  }, patience)
})

test('what cannot start says so in one sentence', async () => {
  const squatter = createServer()
  const port = await new Promise<number>((resolve) => {
    squatter.listen(0, '127.0.0.1', () => resolve((squatter.address() as { port: number }).port))
  })
  const taken = launch({ PORT: String(port) })
  expect(await taken.ended).toBe(1)
  expect(taken.said()).toContain(`Port ${port} of 127.0.0.1 is taken by another program`)
  squatter.close()

  const wrong = launch({ PORT: 'many', DATABASE_URL: 'mysql://x' })
  expect(await wrong.ended).toBe(1)
  expect(wrong.said()).toContain('PORT is wrong')
  expect(wrong.said()).toContain('DATABASE_URL is wrong')

  const nobody = launch({ DATABASE_URL: 'postgres://u:secret-word@host.invalid:5432/x' })
  expect(await nobody.ended).toBe(1)
  expect(nobody.said()).toContain('Expected a PostgreSQL at host.invalid:5432/x')
  expect(nobody.said()).not.toContain('secret-word')
  expect(nobody.said()).not.toMatch(/\n\s+at /)
})

type Started = { process: ChildProcess; ended: Promise<number | null>; said(): string; url: string }

function launch(environment: NodeJS.ProcessEnv = {}): Started {
  const { DATABASE_URL: _, npm_lifecycle_event: __, VITEST: ___, ...inherited } = process.env
  const child = spawn(process.execPath, [join(root, 'server/src/start.ts')], {
    cwd: tmpdir(),
    env: { ...inherited, SNODO_DATA_DIR: directory, SNODO_ADMIN_TOKEN: adminToken, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  const one: Started = { process: child, ended, said: () => said, url: '' }
  started.push(one)
  return one
}

async function start(environment?: NodeJS.ProcessEnv): Promise<Started> {
  const one = launch(environment)
  await vi.waitFor(() => {
    if (one.process.exitCode !== null) throw new Error(`it ended with ${one.process.exitCode}:\n${one.said()}`)
    one.url = /Snodo is ready at\s+(\S+)/.exec(one.said())?.[1] ?? ''
    expect(one.url, one.said()).not.toBe('')
  }, patience)
  return one
}

async function answers(snodo: Started): Promise<void> {
  await vi.waitFor(async () => expect((await ask(snodo, 'GET', '/readyz')).status).toBe(200), patience)
}

function ask(snodo: Started, method: string, path: string, body?: unknown): Promise<Response> {
  const init: RequestInit = { method, headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' } }
  if (body !== undefined) init.body = JSON.stringify(body)
  else init.headers = { authorization: `Bearer ${adminToken}` }
  return fetch(new URL(path, snodo.url), init)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

async function postmasterOf(folder: string): Promise<number> {
  return Number((await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0])
}

async function stopPostgres(): Promise<void> {
  const pid = await postmasterOf(directory).catch(() => 0)
  if (pid === 0 || !isAlive(pid)) return
  process.kill(pid, 'SIGINT')
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), patience)
}

/** The node processes a supervisor has started: its direct children but for PostgreSQL, which lives on its own. */
async function processesUnder(parent: number): Promise<number[]> {
  const ps = spawn('ps', ['-A', '-o', 'pid=,ppid=,args='])
  let text = ''
  for await (const chunk of ps.stdout) text += chunk
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...command]) => Number(ppid) === parent && command.join(' ').includes('main.ts'))
    .map(([pid]) => Number(pid))
}

/** A zombie, dead but not yet fetched by init, counts as dead. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'stat='], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z')
}
