import type { JsonObject } from '@snodo/base'
import type { Channel, OutgoingEmail } from '@snodo/channels'
import { transaction } from '@snodo/database'
import { mergeContacts, TRACKING_PATHS, trackingUrl, UNSUBSCRIBE_PATH } from '@snodo/engine'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'
const SHOP = 'https://shop.example/offer?x=1&y=2'

let rig: ServerRig
let sent: OutgoingEmail[]
beforeEach(async () => {
  sent = []
  const outbox: Channel = {
    name: 'email',
    provider: 'outbox',
    idempotent: false,
    limits: { batchSize: 10, concurrency: 1 },
    async deliver(messages) {
      sent.push(...messages.filter((message) => message.channel === 'email'))
      return new Map(messages.map(({ key }) => [key, { fate: 'accepted', providerId: null }]))
    },
    verify: async () => {},
    close: async () => {},
  }
  rig = await makeServerRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z', channels: new Map([['email', outbox]]) })
  await rig.engine.pool.query(
    /* sql */ `insert into settings (key, value, updated_at) values ('sending', '{"mode": "live"}', $1)
      on conflict (key) do update set value = excluded.value`,
    [new Date(rig.clock.now())],
  )
})
afterEach(() => rig.close())

/** Sends one mail with a link to somebody with these consents besides the one to e-mail, and gives what went out. */
async function mailTo(consents: JsonObject, purpose = 'marketing'): Promise<OutgoingEmail> {
  const body = `<p>Hello, <a href="https://shop.example/offer?x=1&amp;y=2">see</a> <a href="mailto:us@shop.example">us</a></p>`
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      hello: ['core.send-email', { content: { subject: 'Hello', body }, purpose }],
      rest: ['core.wait', { duration: 'P30D' }],
      end: ['core.end', {}],
    },
    edges: ['start:started>hello', 'hello:sent>rest', 'rest:after>end'],
  })
  await rig.send('identify', { userId: 'maria', traits: { email: 'maria@example.com', consents: { email: true, ...consents } } })
  await rig.send('track', { userId: 'maria', event: 'Signed Up' })
  await rig.settle()
  rig.clock.turnTo(rig.clock.now() + 60_000)
  const [mail] = sent
  if (mail === undefined) throw new Error('no mail went out')
  return mail
}

const addressesIn = (mail: OutgoingEmail): string[] => mail.html.match(/https?:\/\/[^\s"'<>]+/g) ?? []
const addressOf = (mail: OutgoingEmail, path: string): string =>
  addressesIn(mail)
    .find((url) => url.includes(path))
    ?.replace(rig.settings.publicUrl, '') ?? expect.unreachable(`no ${path}`)
const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  rig.app.inject({ method, url, headers: { 'user-agent': BROWSER, ...headers } })

async function stored() {
  const { rows } = await rig.engine.pool.query<{ opened: boolean; clicked: boolean; rendered: JsonObject }>(
    /* sql */ `select opened_at is not null as opened, clicked_at is not null as clicked, rendered from messages`,
  )
  return rows[0] ?? expect.unreachable('no message')
}
async function told(): Promise<{ name: string; properties: JsonObject }[]> {
  const { rows } = await rig.engine.pool.query<{ name: string; properties: JsonObject }>(
    /* sql */ `select name, properties from events where name in ('Message Opened', 'Message Clicked', 'Message Prefetched') order by id`,
  )
  return rows
}

describe('consent decides what a mail carries', () => {
  test('without it no address in the mail is individual but the one that unsubscribes', async () => {
    const mail = await mailTo({})
    expect(addressesIn(mail).map((url) => url.replaceAll('&amp;', '&'))).toEqual([SHOP, mail.unsubscribeUrl])
    expect((await stored()).rendered).not.toHaveProperty('links')
  })

  test('a transactional mail without it carries no individual address at all', async () => {
    const mail = await mailTo({}, 'transactional')
    expect(addressesIn(mail).map((url) => url.replaceAll('&amp;', '&'))).toEqual([SHOP])
    expect(mail.unsubscribeUrl).toBeNull()
  })

  test('with it links and picture are ours, where they lead is kept with the message, and what is shown measures nothing', async () => {
    const mail = await mailTo({ openTracking: true, clickTracking: true })
    const kinds = addressesIn(mail).map((url) => new URL(url).pathname.slice(0, 5).replace(/^\/u\/.*/, UNSUBSCRIBE_PATH))
    expect(kinds).toEqual([TRACKING_PATHS.click, UNSUBSCRIBE_PATH, TRACKING_PATHS.open])
    expect(mail.html).not.toContain('shop.example/offer')
    const { rendered } = await stored()
    expect(rendered).toMatchObject({ openTracking: true, clickTracking: true, links: [SHOP] })
    expect(rendered.html).toContain('shop.example/offer')
    expect(rendered.html).not.toMatch(/\/t\/[co]\//)
  })

  test('each consent is for itself', async () => {
    const mail = await mailTo({ clickTracking: true, openTracking: 'denied' })
    expect(mail.html).toContain(TRACKING_PATHS.click)
    expect(mail.html).not.toContain(TRACKING_PATHS.open)
    expect((await stored()).rendered).toMatchObject({ openTracking: false, clickTracking: true })
  })
})

describe('a link', () => {
  test('leads a person on without a trace of the address, and is told to flows once', async () => {
    const mail = await mailTo({ clickTracking: true })
    const url = addressOf(mail, TRACKING_PATHS.click)
    for (const reply of [await ask(url), await ask(url)]) {
      expect(reply.statusCode).toBe(302)
      expect(reply.headers).toMatchObject({ location: SHOP, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    }
    expect(await stored()).toMatchObject({ clicked: true, opened: false })
    expect(await told()).toMatchObject([{ name: 'Message Clicked', properties: { node: 'hello', link: SHOP, visit: 1 } }])
  })

  test('waits for nobody who moves its lane', async () => {
    const mail = await mailTo({ clickTracking: true })
    await transaction(rig.engine.pool, async (mover) => {
      await mover.query(/* sql */ `select from lanes for update`)
      expect((await ask(addressOf(mail, TRACKING_PATHS.click))).statusCode).toBe(302)
      expect(await stored()).toMatchObject({ clicked: true })
    })
  })

  test('takes machines along, but writes them down apart', async () => {
    const mail = await mailTo({ clickTracking: true, openTracking: true })
    const url = addressOf(mail, TRACKING_PATHS.click)
    const machines = [
      await ask(url, { 'user-agent': 'Barracuda Sentinel (EE)' }),
      await ask(url, {}, 'HEAD'),
      await ask(url, { 'sec-purpose': 'prefetch;prerender' }),
    ]
    for (const reply of machines) expect(reply).toMatchObject({ statusCode: 302, headers: { location: SHOP } })
    expect((await ask(addressOf(mail, TRACKING_PATHS.open), { 'user-agent': 'Mozilla/5.0' })).statusCode).toBe(200)
    expect(await stored()).toMatchObject({ clicked: false, opened: false })
    expect(await told()).toMatchObject([{ name: 'Message Prefetched', properties: { machine: true, kind: 'click' } }])
  })

  test('followed within two seconds of the sending was followed by a machine', async () => {
    const mail = await mailTo({ clickTracking: true })
    await rig.engine.pool.query(/* sql */ `update messages set settled_at = $1`, [new Date(rig.clock.now() - 1_000)])
    expect((await ask(addressOf(mail, TRACKING_PATHS.click))).statusCode).toBe(302)
    expect(await stored()).toMatchObject({ clicked: false })
  })

  test('leads on after consent was withdrawn, and writes nothing down', async () => {
    const mail = await mailTo({ clickTracking: true })
    await rig.send('identify', { userId: 'maria', traits: { consents: { clickTracking: false } } })
    await rig.settle()
    expect(await ask(addressOf(mail, TRACKING_PATHS.click))).toMatchObject({ statusCode: 302, headers: { location: SHOP } })
    expect(await stored()).toMatchObject({ clicked: false })
    expect(await told()).toEqual([])
  })

  test('that was altered, made up or belongs to no message leads nowhere, to a page in the reader’s language', async () => {
    const mail = await mailTo({ clickTracking: true, openTracking: true })
    const url = addressOf(mail, TRACKING_PATHS.click)
    const { secret } = rig.settings
    const { rows } = await rig.engine.pool.query<{ contact_id: string; key: string }>(
      /* sql */ `select contact_id, enrollment_id || ':' || visit as key from messages`,
    )
    const { contact_id: contact, key: message } = rows[0]!
    const other = (claim: Parameters<typeof trackingUrl>[1]) => trackingUrl('', claim, secret)
    const wrong = [
      `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`,
      `${url}?url=https://evil.example`.replace(/\.[\w-]{22}/, ''),
      `${TRACKING_PATHS.click}https%3A%2F%2Fevil.example`,
      addressOf(mail, TRACKING_PATHS.open).replace(TRACKING_PATHS.open, TRACKING_PATHS.click),
      other({ kind: 'click', contact, message, link: 1 }),
      other({ kind: 'click', contact, message: '64:1', link: 0 }),
      other({ kind: 'click', contact: '64', message, link: 0 }),
    ]
    for (const each of wrong) {
      const reply = await ask(each, { 'accept-language': 'it-IT,it;q=0.9' })
      expect(reply.statusCode, each).toBe(404)
      expect(reply.headers.location).toBeUndefined()
      expect(reply.body).toContain('Questo link non porta più da nessuna parte.')
    }
    expect(await told()).toEqual([])
  })

  test('still leads on after its contact was merged into another, and is told of that one', async () => {
    const mail = await mailTo({ clickTracking: true })
    await rig.send('track', { anonymousId: 'on-the-phone', event: 'Product Viewed' })
    await rig.settle()
    const { rows } = await rig.engine.pool.query<{ id: string; known: boolean }>(
      /* sql */ `select id, user_id is not null as known from contacts order by id`,
    )
    const loser = rows.find(({ known }) => known)?.id ?? expect.unreachable('no Maria')
    const winner = rows.find(({ known }) => !known)?.id ?? expect.unreachable('no visitor')
    expect(await mergeContacts(rig.engine, { loser, winner })).toEqual({ merged: true, contact: winner })
    await rig.settle()
    expect(await ask(addressOf(mail, TRACKING_PATHS.click))).toMatchObject({ statusCode: 302, headers: { location: SHOP } })
    expect(await stored()).toMatchObject({ clicked: true })
    const { rows: events } = await rig.engine.pool.query<{ contact_id: string }>(
      /* sql */ `select contact_id from events where name = 'Message Clicked'`,
    )
    expect(events).toEqual([{ contact_id: winner }])
  })

  test('does not lead to what is no page on the web, even if it got into the store', async () => {
    const mail = await mailTo({ clickTracking: true })
    await rig.engine.pool.query(
      /* sql */ `update messages set rendered = jsonb_set(rendered, '{links,0}', '"javascript:alert(1)"')`,
    )
    expect((await ask(addressOf(mail, TRACKING_PATHS.click))).statusCode).toBe(404)
  })
})

describe('the picture', () => {
  test('tells an opening once, and may be shown by mailboxes on the web', async () => {
    const mail = await mailTo({ openTracking: true })
    const url = addressOf(mail, TRACKING_PATHS.open)
    const proxy = { 'user-agent': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)' }
    for (const reply of [await ask(url, proxy), await ask(url)]) {
      expect(reply.statusCode).toBe(200)
      expect(reply.headers).toMatchObject({ 'content-type': 'image/gif', 'cross-origin-resource-policy': 'cross-origin' })
    }
    expect(await stored()).toMatchObject({ opened: true, clicked: false })
    expect(await told()).toMatchObject([{ name: 'Message Opened', properties: { node: 'hello', link: null } }])
  })

  test('is the same whatever its address is worth', async () => {
    const reply = await ask(`${TRACKING_PATHS.open}made.up`)
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toBe('image/gif')
  })
})
