import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPool } from '../pool.ts'
import { isAlive } from './postmaster.ts'
import { type Embedded, startEmbedded } from './start-embedded.ts'

let directory: string
const running: Embedded[] = []

beforeEach(async () => {
  // With a space, and under a folder that PostgreSQL's own account may pass through when we are root.
  const folder = await mkdtemp(join(tmpdir(), 'snodo embedded '))
  await chmod(folder, 0o711)
  directory = folder
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()))
  await rm(directory, { recursive: true, force: true })
})

async function start(): Promise<Embedded> {
  const server = await startEmbedded({ directory: join(directory, 'postgres'), settings: { fsync: 'off' } })
  running.push(server)
  return server
}

async function ask(url: string, text: string): Promise<unknown[]> {
  const pool = createPool({ url, max: 1 })
  try {
    return (await pool.query(text)).rows
  } finally {
    await pool.end()
  }
}

test('what is written is there after a stop and a start, at the same address', async () => {
  const first = await start()
  await ask(first.url, 'create table kept (id bigint)')
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await start()
  expect(second).toMatchObject({ url: first.url, adopted: false })
  expect(await ask(second.url, `select to_regclass('kept')::text as found`)).toEqual([{ found: 'kept' }])
})

test('a living server of the folder is taken over, not started twice', async () => {
  const first = await start()
  const second = await start()
  expect(second).toMatchObject({ pid: first.pid, url: first.url, adopted: true })
})

test('after a kill -9 of the server the next start recovers', async () => {
  const first = await start()
  await ask(first.url, 'create table kept (id bigint); insert into kept values (1)')
  process.kill(first.pid, 'SIGKILL')
  await vi.waitFor(() => expect(isAlive(first.pid)).toBe(false))
  const second = await start()
  expect(second.adopted).toBe(false)
  expect(await ask(second.url, 'select id from kept')).toEqual([{ id: '1' }])
})

test('a left-over process number that now belongs to another program is not taken for the server', async () => {
  const first = await start()
  const file = join(directory, 'postgres/data/postmaster.pid')
  const text = await readFile(file, 'utf8')
  await first.stop()
  await writeFile(file, text.replace(/^\d+/, String(process.pid)))
  expect((await start()).adopted).toBe(false)
})

test('it listens on the loopback alone, asks for a password kept from others, and speaks UTF-8 sorted by code point', async () => {
  const { url } = await start()
  const settings = `select current_setting('listen_addresses') as listens, current_setting('server_encoding') as encoding,
    current_setting('synchronous_commit') as commits, (select datlocale from pg_database where datname = current_database()) as locale`
  expect(await ask(url, settings)).toEqual([{ listens: '127.0.0.1', encoding: 'UTF8', commits: 'on', locale: 'C.UTF-8' }])
  const open = new URL(url)
  open.password = 'wrong'
  await expect(ask(open.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect((await stat(join(directory, 'postgres/password'))).mode & 0o777).toBe(0o600)
})

test('a data folder of another version is refused with what to do', async () => {
  const first = await start()
  await first.stop()
  running.length = 0
  await writeFile(join(directory, 'postgres/data/PG_VERSION'), '15\n')
  await expect(start()).rejects.toMatchObject({
    code: 'EMBEDDED_OTHER_VERSION',
    message: expect.stringContaining('PostgreSQL 15'),
  })
})
