import type { Channel, OutgoingEmail } from '@snodo/channels'
import { TRACKING_PATHS, UNSUBSCRIBE_PATH } from '@snodo/engine'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'

let rig: ServerRig
const sent: OutgoingEmail[] = []
beforeAll(async () => {
  const outbox: Channel = {
    name: 'email',
    provider: 'outbox',
    idempotent: false,
    limits: { batchSize: 10, concurrency: 1 },
    async deliver(messages) {
      sent.push(...messages.filter((message) => message.channel === 'email'))
      return new Map(
        messages.map(({ key, to }) => [
          key,
          to.startsWith('gone')
            ? { fate: 'refused' as const, code: '550', say: 'no such mailbox', hard: true }
            : { fate: 'accepted' as const, providerId: null },
        ]),
      )
    },
    verify: async () => {},
    close: async () => {},
  }
  rig = await makeServerRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z', channels: new Map([['email', outbox]]) })
  await rig.ok('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })
})
afterAll(() => rig.close())

const letter = { subject: 'Hello', body: '<p><a href="https://shop.example/a">a</a> <a href="https://shop.example/b">b</a></p>' }

async function signUp(user: string, consents: object): Promise<OutgoingEmail> {
  await rig.send('identify', { userId: user, traits: { email: `${user}@example.com`, consents: { email: true, ...consents } } })
  await rig.send('track', { userId: user, event: 'Signed Up' })
  await rig.settle()
  rig.clock.turnTo(rig.clock.now() + 60_000)
  return sent.find(({ to }) => to === `${user}@example.com`) ?? expect.unreachable(`no mail to ${user}`)
}

async function follow({ html }: OutgoingEmail, path: string, number = 0, agent = BROWSER): Promise<void> {
  const urls = (html.match(/https?:\/\/[^\s"'<>]+/g) ?? []).filter((url) => url.includes(path))
  const url = urls[number] ?? expect.unreachable(`no ${path}`)
  const reply = await rig.app.inject({ url: new URL(url).pathname, headers: { 'user-agent': agent } })
  expect(reply.statusCode).toBeLessThan(400)
}

test('rule 22: results count messages, not times, say on how many they are measured, and leave machines out', async () => {
  const flow = await rig.publishFlow({
    settings: { reentry: { mode: 'always' } },
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      hello: ['core.send-email', { content: letter }],
      end: ['core.end', {}],
    },
    edges: ['start:started>hello', 'hello:sent>end'],
  })
  expect(await rig.ok('GET', `/api/flows/${flow}/results`)).toMatchObject({
    total: { sent: 0, openRate: null, clickRate: null, delivered: null, complained: null },
    nodes: {},
    versions: [],
  })
  const reads = await signUp('reads', { openTracking: true, clickTracking: true })
  const scanned = await signUp('scanned', { openTracking: true })
  await signUp('silent', {})
  await signUp('gone', { openTracking: true })
  await follow(reads, TRACKING_PATHS.open)
  await follow(reads, TRACKING_PATHS.open)
  for (const link of [0, 1, 0]) await follow(reads, TRACKING_PATHS.click, link)
  await follow(scanned, TRACKING_PATHS.open, 0, 'Googlebot/2.1 (+http://www.google.com/bot.html)')
  for (let twice = 0; twice < 2; twice++) {
    const url = new URL(scanned.unsubscribeUrl ?? expect.unreachable('no link'))
    expect(url.pathname).toContain(UNSUBSCRIBE_PATH)
    await rig.app.inject({ method: 'POST', url: url.pathname })
  }
  const figures = {
    sent: 3,
    delivered: null,
    complained: null,
    bounced: 1,
    opened: 1,
    measuredOn: 2,
    openRate: 0.5,
    clicked: 1,
    clicksMeasuredOn: 1,
    clickRate: 1,
    unsubscribed: 1,
    unsubscribeRate: 0.3333,
  }
  expect(await rig.ok('GET', `/api/flows/${flow}/results`)).toEqual({
    total: figures,
    nodes: { hello: figures },
    versions: [{ version: 1, total: figures, nodes: { hello: figures } }],
  })

  // A block keeps its id over versions, so its figures add up by block, and stand apart by version.
  const { revision, document } = await rig.ok('GET', `/api/flows/${flow}/draft`)
  document.nodes.end.config.reason = 'over'
  const saved = await rig.ok('PUT', `/api/flows/${flow}/draft`, { revision, document })
  await rig.ok('POST', `/api/flows/${flow}/publish`, { revision: saved.revision })
  await signUp('later', { openTracking: true })
  const results = await rig.ok('GET', `/api/flows/${flow}/results`)
  expect(results.nodes.hello).toMatchObject({ sent: 4, measuredOn: 3, opened: 1 })
  expect(results.versions.map((each: { version: number; total: { sent: number } }) => [each.version, each.total.sent])).toEqual([
    [2, 1],
    [1, 3],
  ])
  expect((await rig.problem('GET', '/api/flows/999999/results')).code).toBe('FLOW_UNKNOWN')

  // The counters are what a look at every message would find.
  const { rows } = await rig.engine.pool.query(
    /* sql */ `select count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state = 'notDelivered')::int as bounced,
        count(opened_at)::int as opened, count(clicked_at)::int as clicked,
        count(*) filter (where state = 'sent' and (rendered ->> 'openTracking')::boolean)::int as "measuredOn"
      from messages where flow_id = $1`,
    [flow],
  )
  expect(results.total).toMatchObject(rows[0] ?? expect.unreachable('no row'))
})
