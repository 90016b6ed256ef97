import { seededRandom } from '@snodo/base'
import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { endedOf, fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

/** A server asked to stop, as an update does it: in the middle of everything, with a provider that cannot tell a repetition. */
let db: FreshDatabase
let smtp: SmtpServerForTests
let server: ServerProcess
beforeEach(async () => {
  ;[db, smtp] = await Promise.all([freshDatabase(), startSmtpServer()])
  server = await startServer(db.url, { env: { SNODO_SMTP_URL: smtp.url, SNODO_DRAIN_SECONDS: '1' } })
  expect((await server.api('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })).status).toBe(200)
})
afterEach(async () => {
  await server.kill('SIGKILL')
  await smtp.close()
  await db.drop()
})

const PEOPLE = 400
const BATCH = 40

test('asked to stop under load it says so first, loses no acknowledged event, leaves no message unknown and nothing in hand', async () => {
  const flow = await publishOver(server, shortFlow('PT0S'))
  const requests = (PEOPLE * 2) / BATCH
  let stopped: Promise<void> | null = null
  const delivered = await deliverCalls(() => server.url, signUps(PEOPLE, 0), {
    batchSize: BATCH,
    random: seededRandom('drain'),
    onAttempt(number) {
      if (number < requests / 2 || stopped !== null) return
      stopped = stopAndLook().then(() => server.restart())
    },
  })
  expect(stopped).not.toBeNull()
  await stopped
  expect(delivered.acknowledged.size).toBe(PEOPLE * 2)
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(PEOPLE), { timeout: 60_000, interval: 100 })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 60_000, interval: 250 })
  await expectInvariants(db.pool)
  expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(PEOPLE))
  // Nobody was mailed twice: two nodes, each once for each person.
  expect(smtp.mails).toHaveLength(PEOPLE * 2)
}, 150_000)

/** Asks it to stop while messages are with the provider, and looks at what it says meanwhile and what it leaves behind. */
async function stopAndLook(): Promise<void> {
  await vi.waitFor(() => expect(smtp.mails.length).toBeGreaterThan(0), { timeout: 30_000, interval: 2 })
  const gone = server.kill('SIGTERM')
  const seen = await vi.waitFor(
    async () => {
      const response = await fetch(`${server.url}/readyz`)
      expect(response.status).toBe(503)
      return { connection: response.headers.get('connection'), body: (await response.json()) as { parts: { process: unknown } } }
    },
    { timeout: 5_000, interval: 10 },
  )
  expect(seen.connection).toBe('close')
  expect(seen.body.parts.process).toEqual({ ok: false, say: 'was asked to stop and finishes what it is at' })
  await gone
  const { rows } = await db.pool.query(
    /* sql */ `select (select count(*)::int from messages where state in ('claimed', 'handed', 'unknown')) as "inHand",
      (select count(*)::int from workers) as workers,
      (select count(*)::int from graphile_worker._private_jobs where locked_by is not null) as jobs`,
  )
  expect(rows).toEqual([{ inHand: 0, workers: 0, jobs: 0 }])
}
