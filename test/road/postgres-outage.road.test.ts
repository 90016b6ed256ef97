import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Json, seededRandom } from '@snodo/base'
import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import { createPool, type Embedded, migrate, type Pool, startEmbedded } from '@snodo/database'
import { documentOf } from '@snodo/engine/testing'
import type { FlowDocument } from '@snodo/flow'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { endedOf, fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { standStill } from './kit/stand-still.ts'
import { deliverCalls } from './kit/tracking-client.ts'

/** A PostgreSQL of one's own, because this one is stopped while everybody else's tests go on. */
let directory: string
let postgres: Embedded
let pool: Pool
let server: ServerProcess
let worker: ServerProcess | null = null
let smtp: SmtpServerForTests
let still: Awaited<ReturnType<typeof standStill>> | null = null

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snodo-outage-'))
  // mkdtemp closes it to others; PostgreSQL runs under another account when we are root.
  await chmod(directory, 0o711)
  postgres = await startEmbedded({ directory })
  await migrate({ url: postgres.url })
  pool = createPool({ url: postgres.url, max: 2 })
  smtp = await startSmtpServer()
  server = await startServer(postgres.url, { env: { SNODO_SMTP_URL: smtp.url } })
})
afterEach(async () => {
  await server?.kill('SIGKILL')
  await worker?.kill('SIGKILL')
  await still?.letGo()
  await smtp?.close()
  await pool?.end()
  await postgres?.stop()
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
})

const PEOPLE = 300
/** What the service may take to be itself again once the database answers. */
const BACK_MS = 15_000

test.each(['is restarted', 'is killed with -9 and started again'] as const)(
  'PostgreSQL %s under load: the service goes on by itself, nothing is lost, nothing doubled',
  async (how) => {
    const flow = await publishOver(server, shortFlow('PT1S'))
    const calls = signUps(PEOPLE, 0)
    const process = server.pid()
    let outage: Promise<void> | null = null
    const delivered = await deliverCalls(() => server.url, calls, {
      batchSize: 4,
      atOnce: 2,
      random: seededRandom(how),
      repeat: 0.1,
      onAttempt(number) {
        if (number === 40) outage = restartPostgres(how).then(() => goesOn(flow))
      },
    })
    await (outage ?? expect.unreachable('the outage never began'))
    expect(delivered.failures).toBeGreaterThan(0)
    expect(delivered.acknowledged.size).toBe(calls.length)
    expect(server.pid()).toBe(process)

    await vi.waitFor(async () => expect(await endedOf(pool, flow)).toBe(PEOPLE), { timeout: 40_000, interval: 50 })
    await vi.waitFor(() => expectAtRest(pool, END_OF_TIME), { timeout: 90_000, interval: 250 })
    await expectInvariants(pool)
    expect(await fatesOf(pool, flow)).toEqual(shortFlowFates(PEOPLE))
  },
  150_000,
)

test('PostgreSQL is restarted just as two processes write down what a provider has answered: nothing becomes unknown, nobody is taken for dead, nobody is mailed twice', async () => {
  worker = await startServer(postgres.url, { worker: true, env: { SNODO_SMTP_URL: smtp.url } })
  expect((await server.api('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })).status).toBe(200)
  const flow = await publishOver(server, flowOf('transactional'))
  still = await standStill(pool, `new.state = 'sent'`)
  await deliverCalls(() => server.url, signUps(FEW, 0), { random: seededRandom('settling') })
  // The provider has brought what they could carry, and those who know stand where they write it down.
  await vi.waitFor(async () => expect(await still?.waiting()).toBeGreaterThan(1), { timeout: 30_000, interval: 20 })
  const processes = [server.pid(), worker.pid()]
  await restartPostgres('is restarted')
  await still.letGo()

  await vi.waitFor(async () => expect(await endedOf(pool, flow)).toBe(FEW), { timeout: 60_000, interval: 100 })
  await vi.waitFor(() => expectAtRest(pool, END_OF_TIME), { timeout: 60_000, interval: 250 })
  expect([server.pid(), worker.pid()]).toEqual(processes)
  expect(`${server.said()}${worker.said()}`).not.toMatch(/claims\.taken-back|another process took this one for dead/)
  expect(await fatesOf(pool, flow)).toEqual([{ node: 'hello', state: 'sent', messages: FEW, contacts: FEW }])
  expect(smtp.mails.map(({ to }) => String(to)).sort()).toEqual(
    signUps(FEW, 0)
      .flatMap(({ traits }) => addressIn(traits))
      .sort(),
  )
  await expectInvariants(pool)
}, 150_000)

const FEW = 40

/** One mail that would be sent again where nobody knows of it. */
function flowOf(purpose: string): FlowDocument {
  const content = { subject: 'Your trial', body: '<p>Hello {{ contact.firstName }}</p>' }
  return documentOf({
    name: 'One mail',
    nodes: { start: ['core.event-happens', { event: 'Trial Started' }], hello: ['core.send-email', { content, purpose }] },
    edges: ['start:started>hello'],
  })
}

function addressIn(traits: Json | undefined): string[] {
  return typeof traits === 'object' && traits !== null && 'email' in traits ? [String(traits.email)] : []
}

async function restartPostgres(how: 'is restarted' | 'is killed with -9 and started again'): Promise<void> {
  if (how === 'is restarted') await postgres.stop()
  else process.kill(postgres.pid, 'SIGKILL')
  await vi.waitFor(async () => expect(await postgres.isRunning()).toBe(false), { timeout: 20_000, interval: 20 })
  const { url } = postgres
  postgres = await startEmbedded({ directory })
  expect(postgres.url).toBe(url)
}

/** Within its time the server says that it is ready, and contacts move again. */
async function goesOn(flow: string): Promise<void> {
  const before = await endedOf(pool, flow)
  const again = async () => {
    expect((await server.api('GET', '/readyz')).status).toBe(200)
    expect(await endedOf(pool, flow)).toBeGreaterThan(before)
  }
  await vi.waitFor(again, { timeout: BACK_MS, interval: 50 })
}
