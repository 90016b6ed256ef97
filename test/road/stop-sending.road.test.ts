import { seededRandom } from '@snodo/base'
import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

/** A server and a worker, and a provider that takes its time over each mail. */
let db: FreshDatabase
let smtp: SmtpServerForTests
let server: ServerProcess
let worker: ServerProcess
beforeEach(async () => {
  ;[db, smtp] = await Promise.all([freshDatabase(), startSmtpServer({ takesMs: 300 })])
  const env = { SNODO_SMTP_URL: smtp.url }
  server = await startServer(db.url, { env })
  worker = await startServer(db.url, { env, worker: true })
  expect((await server.api('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })).status).toBe(200)
})
afterEach(async () => {
  for (const process of [server, worker]) await process.kill('SIGKILL')
  await smtp.close()
  await db.drop()
})

const PEOPLE = 120
/** What is promised, and what a busy machine may take from the begin of a mail to the greeting the provider hears. */
const MOST_LATE_MS = 2_000 + 1_000

test('an order to stop sending: nothing begins two seconds after its answer, in whatever process; what had not begun waits, and goes out once when it is lifted', async () => {
  const flow = await publishOver(server, shortFlow('PT0S'))
  await deliverCalls(() => server.url, signUps(PEOPLE, 0), { batchSize: 80, random: seededRandom('stop') })
  await smtp.received(20)
  expect((await server.api('POST', '/api/stop-sending', { stopped: true, reason: 'wrong price' })).status).toBe(200)
  const answeredAt = Date.now()

  // Whoever had begun ends; then nobody has anything in hand, and most of it is due.
  await vi.waitFor(
    async () => {
      const states = new Map((await fatesOf(db.pool, flow)).map(({ node, state, messages }) => [`${node} ${state}`, messages]))
      expect([...states.keys()].filter((said) => /claimed|handed/.test(said))).toEqual([])
      expect(states.get('hello due')).toBeGreaterThan(0)
    },
    { timeout: 60_000, interval: 100 },
  )
  const late = smtp.mails.map(({ begunAt }) => begunAt - answeredAt).filter((ms) => ms > 0)
  console.log(`${late.length} mails began after the answer to the order, the last ${Math.max(0, ...late)} ms after it`)
  expect(Math.max(0, ...late)).toBeLessThan(MOST_LATE_MS)
  const before = smtp.mails.length
  expect(before).toBeLessThan(PEOPLE)

  expect((await server.api('POST', '/api/stop-sending', { stopped: false, reason: 'the price is right' })).status).toBe(200)
  await vi.waitFor(async () => expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(PEOPLE)), {
    timeout: 120_000,
    interval: 250,
  })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 60_000, interval: 250 })
  await expectInvariants(db.pool)
  expect(smtp.mails).toHaveLength(PEOPLE * 2)
}, 200_000)
