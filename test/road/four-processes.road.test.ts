import { LANES, seededRandom } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { checkAllTogether, checkLane } from '@snodo/engine'
import type { LiveMessage } from '@snodo/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { endedOf, fatesOf, publishOver, shortFlow, shortFlowFates, signUps } from './kit/road-flow.ts'
import { ADMIN_TOKEN, type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

/** Two servers and two workers, who know nothing of each other but the database. */
let db: FreshDatabase
const servers: ServerProcess[] = []
const workers: ServerProcess[] = []
beforeEach(async () => {
  db = await freshDatabase()
  // One after the other: a fresh database is seeded by the first.
  servers.push(await startServer(db.url, { env: { SNODO_WORKERS: '0' } }))
  servers.push(await startServer(db.url, { env: { SNODO_WORKERS: '2' } }))
  workers.push(...(await Promise.all([1, 2].map(() => startServer(db.url, { worker: true, env: { SNODO_WORKERS: '2' } })))))
})
afterEach(async () => {
  await Promise.all([...servers.splice(0), ...workers.splice(0)].map((each) => each.kill('SIGKILL')))
  await db.drop()
})

const PEOPLE = 600

test('they share the lanes under load, one killed among them: nothing lost or doubled, a check beside them raises no alarm, and whoever watches at any server sees all of it', async () => {
  const [serving, both] = servers as [ServerProcess, ServerProcess]
  const flow = await publishOver(serving, shortFlow('PT1S'))
  const seen = await watch(serving, flow)
  let requests = 0
  let killed: Promise<void> | null = null
  // Clients do not care which server they come to; a look at the invariants goes round the lanes beside all of it.
  let looking = true
  const alarms: unknown[] = []
  const looks = (async () => {
    for (let lane = 0; looking; lane = (lane + 1) % LANES) {
      const { broken } = await checkLane(db.pool, lane, Date.now())
      if (broken.length > 0) alarms.push({ lane, broken })
    }
  })()
  const delivered = await deliverCalls(() => servers[requests++ % 2]!.url, signUps(PEOPLE, 0), {
    batchSize: 40,
    random: seededRandom('four'),
    onAttempt(number) {
      if (number === 15) killed = workers[0]!.kill('SIGKILL')
    },
  })
  await killed
  expect(delivered.acknowledged.size).toBe(PEOPLE * 2)
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(PEOPLE), { timeout: 60_000, interval: 100 })
  looking = false
  await looks
  expect(alarms).toEqual([])
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 60_000, interval: 250 })
  await expectInvariants(db.pool)
  expect((await checkAllTogether(db.pool)).broken).toEqual([])
  expect(await fatesOf(db.pool, flow)).toEqual(shortFlowFates(PEOPLE))

  // The server that only serves was told by the database alone of what the others moved.
  await vi.waitFor(() => expect(seen.entered()).toBe(PEOPLE), { timeout: 10_000, interval: 50 })
  seen.close()
  // The dead one is gone from the living, and the numbers of all of them add up at whichever server is asked.
  const { rows } = await db.pool.query<{ processes: number }>(/* sql */ `select count(*)::int as processes from workers`)
  expect(rows).toEqual([{ processes: 2 }])
  await vi.waitFor(
    async () => {
      const told = await Promise.all([serving, both].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()))
      for (const metrics of told) {
        expect(metrics).toContain('snodo_processes 2')
        expect(metrics).toMatch(/snodo_enrollments_inside 0/)
        expect(metrics).toMatch(/snodo_messages_total\{channel="email",fate="sent"\} \d{3,}/)
      }
    },
    { timeout: 30_000, interval: 500 },
  )
}, 150_000)

/** Watches a flow at a server; tells how many have come to its first block so far. */
async function watch(server: ServerProcess, flow: string): Promise<{ entered(): number; close(): void }> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  let entered = 0
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as LiveMessage
    if (message.type === 'snapshot' || message.type === 'delta') entered = message.nodes.hello?.entered ?? entered
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.send(JSON.stringify({ type: 'watch', flow }))
  return { entered: () => entered, close: () => socket.close() }
}
