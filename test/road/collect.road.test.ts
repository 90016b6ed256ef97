import type { AddressInfo } from 'node:net'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import { makeServerRig, type ServerRig, TEST_WRITE_KEY } from '@snodo/server/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The clients as their makers publish them, against the server on a real port. */
let rig: ServerRig
let url: string
/** Replies the next requests get instead of the server's own. */
const broken: { status: number; headers?: Record<string, string> }[] = []
const seen: number[] = []

beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: [] })
  rig.app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return
    const instead = broken.shift()
    seen.push(instead?.status ?? 200)
    if (instead)
      return reply
        .code(instead.status)
        .headers(instead.headers ?? {})
        .send('{}')
  })
  await rig.app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(rig.app.server.address() as AddressInfo).port}`
})
afterAll(() => rig.close())

type Kept = { type: string; name: string; properties: Record<string, unknown>; contact_id: string }

async function kept(prefix: string): Promise<Kept[]> {
  const { rows } = await rig.engine.pool.query<Kept>(
    /* sql */ `select e.type, e.name, e.properties, e.contact_id from events e
      where exists (select from identities i where i.contact_id = e.contact_id and i.value like $1) order by e.lane, e.id`,
    [`${prefix}%`],
  )
  return rows
}

describe('@segment/analytics-node, unmodified', () => {
  test('identify, track, page, screen, group and alias arrive as events of one contact', async () => {
    const client = new Analytics({ writeKey: TEST_WRITE_KEY, host: url })
    client.page({ anonymousId: 'seg-a', name: 'Home' })
    client.identify({ userId: 'seg-u', anonymousId: 'seg-a', traits: { email: 'seg@example.com', plan: 'pro' } })
    client.track({ userId: 'seg-u', event: 'Order Completed', properties: { total: 42.5, currency: 'EUR' } })
    client.screen({ userId: 'seg-u', name: 'Start' })
    client.group({ userId: 'seg-u', groupId: 'acme', traits: { seats: 3 } })
    client.alias({ userId: 'seg-u', previousId: 'seg-before' })
    await client.closeAndFlush()
    const events = await kept('seg-')
    expect(events.map((event) => event.name).sort()).toEqual(
      ['Aliased', 'Group Joined', 'Identified', 'Order Completed', 'Page Viewed', 'Screen Viewed'].sort(),
    )
    expect(new Set(events.map((event) => event.contact_id)).size).toBe(1)
    expect(events.find((event) => event.name === 'Order Completed')?.properties).toEqual({ total: 42.5, currency: 'EUR' })
    expect(events.find((event) => event.name === 'Group Joined')?.properties).toEqual({ seats: 3, id: 'acme' })
  })

  test('503 and 429 with a time to come back: nothing is lost and nothing doubled', async () => {
    broken.push({ status: 503 }, { status: 429, headers: { 'retry-after': '1' } })
    const client = new Analytics({ writeKey: TEST_WRITE_KEY, host: url, maxRetries: 5, flushAt: 100 })
    for (let n = 0; n < 50; n++) client.track({ userId: `seg503-${n % 5}`, event: 'Counted', properties: { n } })
    await client.closeAndFlush()
    const events = await kept('seg503-')
    expect(events.map((event) => event.properties.n).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    )
    expect(broken).toEqual([])
  })
})

describe('@rudderstack/rudder-sdk-node, unmodified', () => {
  test('its gzip labelled as a form is understood, and its calls arrive', async () => {
    const client = new RudderAnalytics(TEST_WRITE_KEY, { dataPlaneUrl: url, flushAt: 20 })
    client.identify({ userId: 'rud-u', traits: { email: 'rud@example.com' } })
    client.track({ userId: 'rud-u', event: 'Signed Up', properties: { plan: 'free' } })
    client.page({ userId: 'rud-u', name: 'Pricing' })
    client.group({ userId: 'rud-u', groupId: 'acme' })
    client.alias({ userId: 'rud-u', previousId: 'rud-before' })
    await new Promise<void>((resolve) => client.flush(() => resolve()))
    const events = await kept('rud-')
    expect(events.map((event) => event.name).sort()).toEqual([
      'Aliased',
      'Group Joined',
      'Identified',
      'Page Viewed',
      'Signed Up',
    ])
  })

  test('503 first: the batch comes again and is taken once', async () => {
    broken.push({ status: 503 })
    const client = new RudderAnalytics(TEST_WRITE_KEY, { dataPlaneUrl: url, flushAt: 20 })
    client.track({ userId: 'rud503-u', event: 'Signed Up' })
    await new Promise<void>((resolve) => client.flush(() => resolve()))
    expect((await kept('rud503-')).map((event) => event.name)).toEqual(['Signed Up'])
  })
})

test('the traits a client sends reach the profile when the lane has moved', async () => {
  await rig.settle()
  const found = (await rig.ask('GET', '/api/contacts?email=seg@example.com')).json()
  expect(found.items).toMatchObject([
    { email: 'seg@example.com', userId: 'seg-u', attributes: { plan: 'pro', group: { id: 'acme', seats: 3 } } },
  ])
})
