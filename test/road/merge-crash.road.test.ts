import { seededRandom } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { documentOf } from '@snodo/engine/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { endedOf, fatesOf, publishOver } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls, type TrackedCall } from './kit/tracking-client.ts'

let db: FreshDatabase
let server: ServerProcess

beforeEach(async () => {
  db = await freshDatabase()
  server = await startServer(db.url)
})
afterEach(async () => {
  await server?.kill('SIGKILL')
  await db?.drop()
})

const PEOPLE = 120
const mail = (subject: string) => ({ content: { subject, body: '<p>Hello</p>' } })
const flowOfVisitors = documentOf({
  nodes: {
    start: ['core.event-happens', { event: 'Trial Started' }],
    hello: ['core.send-email', mail('Hello')],
    wait: ['core.wait-for', { event: 'Checkout Started', timeout: 'PT10M' }],
    offer: ['core.send-email', mail('An offer')],
  },
  edges: ['start:started>hello', 'hello:sent>wait', 'wait:happened>offer'],
})
const people = Array.from({ length: PEOPLE }, (_, n) => n)

/** Known from the shop; the same person, unknown, on the site, where a journey begins; then the sign-in that tells they are one. */
const known = people.map((n): TrackedCall => {
  const traits = { email: `p${n}@example.com`, plan: 'free', consents: { email: true } }
  return { messageId: `known-${n}`, type: 'identify', userId: `p-${n}`, traits }
})
const unknown = people.flatMap((n): TrackedCall[] => [
  ...[0, 1, 2].map((k) => ({ messageId: `page-${n}-${k}`, type: 'page', anonymousId: `visitor-${n}`, name: 'Home' })),
  { messageId: `trial-${n}`, type: 'track', anonymousId: `visitor-${n}`, event: 'Trial Started' },
])
const signIns = people.map(
  (n): TrackedCall => ({ messageId: `sign-in-${n}`, type: 'identify', userId: `p-${n}`, anonymousId: `visitor-${n}` }),
)

test('a server killed while it merges: visitors become the people they are, with their journeys, nothing lost, nothing doubled', async () => {
  const flow = await publishOver(server, flowOfVisitors)
  const random = seededRandom('merge')
  const deliver = (calls: readonly TrackedCall[]) => deliverCalls(() => server.url, calls, { random, repeat: 0.2 })
  await deliver(known)
  await deliver(unknown)
  await vi.waitFor(async () => expect(await standing()).toBe(PEOPLE), { timeout: 30_000, interval: 50 })
  await deliver(signIns)

  await vi.waitFor(async () => expect((await merges()).done).toBeGreaterThan(0), { timeout: 30_000, interval: 2 })
  await server.kill('SIGKILL')
  expect((await merges()).open).toBeGreaterThan(0)
  await server.restart()

  await vi.waitFor(async () => expect(await merges()).toEqual({ open: 0, done: PEOPLE }), { timeout: 60_000, interval: 100 })
  await deliver(people.map((n) => ({ messageId: `checkout-${n}`, type: 'track', userId: `p-${n}`, event: 'Checkout Started' })))
  await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(PEOPLE), { timeout: 60_000, interval: 100 })
  await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), { timeout: 90_000, interval: 250 })
  await expectInvariants(db.pool)
  // The second message found the address that only the person has.
  expect((await fatesOf(db.pool, flow)).filter((each) => each.node === 'offer')).toEqual([
    { node: 'offer', state: 'sent', messages: PEOPLE, contacts: PEOPLE },
  ])
  expect(await profiles()).toEqual(people.map((n) => ({ person: `p-${n}`, pages: 3, trials: 1, entries: 1 })))
}, 180_000)

async function standing(): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(/* sql */ `select count(*)::int as n from enrollments where node = 'wait'`)
  return rows[0]?.n ?? 0
}

async function merges(): Promise<{ open: number; done: number }> {
  const { rows } = await db.pool.query<{ open: number; done: number }>(
    /* sql */ `select count(*) filter (where done_at is null)::int as open,
      count(*) filter (where because ->> 'outcome' = 'merged')::int as done from merge_requests`,
  )
  return rows[0] ?? { open: 0, done: 0 }
}

/** What each person has, under the one contact that is theirs. */
async function profiles() {
  const { rows } = await db.pool.query(
    /* sql */ `select c.user_id as person,
        (select count(*)::int from events e where e.lane = c.lane and e.contact_id = c.id and e.name = 'Page Viewed') as pages,
        (select count(*)::int from events e where e.lane = c.lane and e.contact_id = c.id and e.name = 'Trial Started') as trials,
        (select count(*)::int from entries n where n.lane = c.lane and n.contact_id = c.id) as entries
      from contacts c where c.user_id like 'p-%' and c.merged_into is null order by substr(c.user_id, 3)::int`,
  )
  return rows
}
