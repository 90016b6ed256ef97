import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
beforeEach(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
})
afterEach(() => rig.close())

/** Samples as Prometheus would read them: `name{labels}` -> value. */
async function scrape(): Promise<Map<string, number>> {
  // What several processes add every few seconds; here it is added when the test says so.
  await rig.engine.tally.write(rig.engine.pool, rig.engine.log)
  rig.clock.turnBy(3_000)
  const reply = await rig.app.inject({ method: 'GET', url: '/metrics' })
  expect(reply.statusCode).toBe(200)
  const samples = reply.body.split('\n').flatMap((line) => {
    const [, name, value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, Number(value)] as const]
  })
  return new Map(samples)
}

const maria = { userId: 'maria', traits: { email: 'maria@example.com', consents: { email: true } } }

async function publishMail(): Promise<string> {
  return rig.publishFlow({
    settings: { reentry: { mode: 'always' } },
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      hello: ['core.send-email', { content: { subject: 'Hello', body: '<p>Hello</p>' } }],
      wait: ['core.wait', { duration: 'P1D' }],
    },
    edges: ['start:started>hello', 'hello:sent>wait'],
  })
}

test('the metrics tell what came in, what moved, what was sent and who is inside', async () => {
  await publishMail()
  await rig.send('identify', maria)
  await rig.send('track', { userId: 'maria', event: 'Signed Up', messageId: 'one' })
  await rig.send('track', { userId: 'maria', event: 'Signed Up', messageId: 'one' })
  await rig.send('track', { userId: 'maria' })
  await rig.send('batch', { batch: [{ type: 'track', userId: 'maria' }] })
  await rig.settle()
  const told = await scrape()
  expect(told.get('snodo_events_total{outcome="accepted"}')).toBe(2)
  expect(told.get('snodo_events_total{outcome="repeated"}')).toBe(1)
  expect(told.get('snodo_events_total{outcome="refused"}')).toBe(1)
  expect(told.get('snodo_events_total{outcome="deadLettered"}')).toBe(1)
  expect(told.get('snodo_messages_total{channel="email",fate="sent"}')).toBe(1)
  expect(told.get('snodo_steps_total')).toBeGreaterThanOrEqual(2)
  expect(told.get('snodo_enrollments_inside')).toBe(1)
  expect(told.get('snodo_database_up')).toBe(1)
  expect(told.get('snodo_backlog{kind="inbox"}')).toBe(0)
  expect(told.get('snodo_backlog_oldest_seconds{kind="ready"}')).toBe(0)
})

test('work that waits is told with its age, lane by lane; what a paused flow keeps back is no backlog, held mail is told apart', async () => {
  const flow = await publishMail()
  await rig.send('identify', maria)
  await rig.send('track', { userId: 'maria', event: 'Signed Up' })
  rig.clock.turnBy(60_000)
  const unread = await scrape()
  expect(unread.get('snodo_backlog{kind="inbox"}')).toBe(2)
  expect(unread.get('snodo_backlog_oldest_seconds{kind="inbox"}')).toBe(63)
  const ages = [...unread].filter(([name]) => name.startsWith('snodo_lane_age_seconds'))
  expect(ages).toHaveLength(64)
  expect(ages.filter(([, age]) => age > 0)).toEqual([[expect.any(String), 63]])

  await rig.settle()
  rig.clock.turnBy(86_400_000 + 120_000)
  const due = await scrape()
  expect(due.get('snodo_backlog{kind="ready"}')).toBe(1)
  expect(due.get('snodo_backlog_oldest_seconds{kind="ready"}')).toBeGreaterThanOrEqual(120)
  await rig.ask('POST', `/api/flows/${flow}/pause`, { reason: 'a test' })
  expect((await scrape()).get('snodo_backlog{kind="ready"}')).toBe(0)

  await rig.engine.pool.query(`update messages set state = 'due', settled_at = null, due_at = $1`, [
    new Date(rig.clock.now() + 60_000),
  ])
  expect((await scrape()).get('snodo_backlog{kind="held"}')).toBe(1)
})

test('how long a backlog will take is told from the pace of the last minutes', async () => {
  await publishMail()
  await rig.send('track', { userId: 'first', event: 'Signed Up' })
  await rig.settle()
  await scrape()
  await rig.send('track', { userId: 'second', event: 'Signed Up' })
  await rig.settle()
  await rig.send('track', { userId: 'third', event: 'Signed Up' })
  rig.clock.turnBy(27_000)
  // One row in the thirty seconds between the scrapes, and one is waiting.
  expect((await scrape()).get('snodo_backlog_drain_seconds{kind="inbox"}')).toBe(30)
})

test('a database that does not answer is told, and none of its old numbers', async () => {
  await rig.engine.pool.query(/* sql */ `alter table counters rename to counters_away`)
  const told = await scrape()
  expect(told.get('snodo_database_up')).toBe(0)
  expect(told.has('snodo_enrollments_inside')).toBe(false)
  expect(told.get('process_resident_memory_bytes')).toBeGreaterThan(0)
  await rig.engine.pool.query(/* sql */ `alter table counters_away rename to counters`)
  expect((await scrape()).get('snodo_database_up')).toBe(1)
})
