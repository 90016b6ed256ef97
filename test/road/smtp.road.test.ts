import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Analytics } from '@segment/analytics-node'
import { must } from '@snodo/base'
import { type SmtpServerForTests, startSmtpServer, startTwilioServer, type TwilioServerForTests } from '@snodo/channels/testing'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { documentOf } from '@snodo/engine/testing'
import PostalMime, { type Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { publishOver } from './kit/road-flow.ts'
import { ADMIN_TOKEN, type ServerProcess, startServer, WRITE_KEY } from './kit/server-process.ts'

/**
 * The welcome in earnest, at real time with short waits: people from a CSV and from the unmodified Segment client, mails through a
 * real SMTP server and read back, text messages through a server that speaks Twilio's API.
 */
let db: FreshDatabase
let smtp: SmtpServerForTests
let twilio: TwilioServerForTests
let server: ServerProcess
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snodo-smtp-'))
  const keyFile = join(directory, 'dkim.pem')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const dkim = new URLSearchParams({ dkimDomain: 'shop.example', dkimSelector: 'road', dkimKeyFile: keyFile })
  ;[db, smtp, twilio] = await Promise.all([freshDatabase(), startSmtpServer(), startTwilioServer()])
  server = await startServer(db.url, {
    env: { SNODO_SMTP_URL: `${smtp.url}&${dkim}`, SNODO_SMS_URL: twilio.url, SNODO_ALLOW_HOSTS: twilio.host },
  })
  expect((await server.api('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })).status).toBe(200)
  // Text messages rest at night, and this test is run at any hour. To Italian numbers the law keeps its own hours whatever is set.
  expect((await server.api('PUT', '/api/workspace/settings/quietHours', { value: { email: null, sms: null } })).status).toBe(200)
})
afterAll(async () => {
  await server?.kill('SIGTERM')
  await Promise.all([smtp?.close(), twilio?.close()])
  await db?.drop()
  await rm(directory, { recursive: true, force: true })
})

const patience = { timeout: 30_000, interval: 50 }

async function mailsTo(address: string): Promise<Email[]> {
  const raw = smtp.mails.filter((mail) => mail.to.includes(address)).map((mail) => mail.raw)
  return Promise.all(raw.map((each) => PostalMime.parse(each)))
}

function headers(mail: Email, name: string): string[] {
  return mail.headers.filter((header) => header.key === name).map((header) => header.value)
}

type MessageSeen = { node: string; state: string; to: string | null; because: { code: string } | null }

async function messagesOf(person: { email: string }): Promise<MessageSeen[]> {
  const { items } = (await server.api<{ items: MessageSeen[] }>('GET', `/api/messages?contact=${await idOf(person)}`)).body
  return items.reverse()
}

async function idOf({ email }: { email: string }): Promise<string> {
  const found = await server.api<{ items: { id: string }[] }>('GET', `/api/contacts?email=${encodeURIComponent(email)}`)
  return must(found.body.items[0], `a contact with the address ${email}`).id
}

async function consentsOf(person: { email: string }): Promise<Record<string, string>> {
  const { body } = await server.api<{ consents: { channel: string; state: string }[] }>(
    'GET',
    `/api/contacts/${await idOf(person)}`,
  )
  return Object.fromEntries(body.consents.map((consent) => [consent.channel, consent.state]))
}

describe('contacts from a CSV', () => {
  const anna = { email: 'anna@example.com', phone: '+447911123456' }
  const gone = { email: 'gone@example.com', phone: '+393331234568' }
  const shy = { email: 'shy@example.com', phone: '+393331234569' }

  beforeAll(async () => {
    smtp.script(gone.email, { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such user here' })
    await publishOver(
      server,
      documentOf({
        name: 'Welcome from the fair',
        nodes: {
          start: ['core.list-joined', { list: 'fair' }],
          welcome: [
            'core.send-email',
            {
              content: {
                subject: 'Benvenuta {{ contact.firstName }} – più novità',
                preheader: 'Un regalo per te',
                body: '<p>Ciao {{ contact.firstName }} di {{ contact.city | default: "chissà" }}!</p>',
              },
            },
          ],
          first: ['core.wait', { duration: 'PT1S' }],
          text: ['core.send-sms', { content: { body: 'Ciao {{ contact.firstName }}, il buono scade domani' } }],
          second: ['core.wait', { duration: 'PT1S' }],
          reminder: ['core.send-email', { content: { subject: 'Il buono scade', body: '<p>Domani.</p>' } }],
        },
        edges: ['start:started>welcome', 'welcome:sent>first', 'first:after>text', 'text:sent>second', 'second:after>reminder'],
      }),
    )
    const rows = [
      'Email;Nome;Città;Telefono;Newsletter;Consenso SMS',
      `${anna.email};Anna;Forlì;+44 7911 123456;sì;sì`,
      `${gone.email};Gino;;333 1234568;sì;no`,
      `${shy.email};Sofia;;333 1234569;no;no`,
      'no address;Nobody;;;sì;sì',
    ]
    const options = { list: 'fair', consentOrigin: 'Paper form at the fair', country: 'IT' }
    const imported = await fetch(`${server.url}/api/contacts/import?options=${encodeURIComponent(JSON.stringify(options))}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'text/csv' },
      body: rows.join('\r\n'),
    })
    expect([imported.status, await imported.json()]).toMatchObject([201, { counts: { created: 3, rejected: 1 } }])
    await vi.waitFor(async () => expect(await mailsTo(anna.email)).toHaveLength(2), patience)
    await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), patience)
  })

  test('a mail arrives as it was written, with its sender, its text twice, and its unsubscribe headers under the signature', async () => {
    const [welcome, reminder] = await mailsTo(anna.email)
    expect(welcome).toMatchObject({
      subject: 'Benvenuta Anna – più novità',
      from: { name: 'Snodo Shop', address: 'news@shop.example' },
      to: [{ address: anna.email }],
      html: expect.stringContaining('Ciao Anna di Forlì!'),
      text: expect.stringContaining('Ciao Anna di Forlì!'),
    })
    expect(reminder?.subject).toBe('Il buono scade')
    for (const mail of [welcome, reminder]) {
      expect(headers(mail as Email, 'list-unsubscribe')).toEqual([
        expect.stringMatching(/^<http:\/\/127\.0\.0\.1:\d+\/u\/[^>\s]+>$/),
      ])
      expect(headers(mail as Email, 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
      const signature = (headers(mail as Email, 'dkim-signature')[0] ?? '').replace(/\s/g, '').toLowerCase()
      expect(signature).toContain('d=shop.example')
      const signed = /;h=([^;]+)/.exec(signature)?.[1]?.split(':')
      expect(signed).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'from', 'subject', 'to']))
    }
  })

  test('the text message is taken by the provider, in the contact’s words', () => {
    expect(twilio.messages).toMatchObject([{ to: anna.phone, from: '+393399957000', body: 'Ciao Anna, il buono scade domani' }])
  })

  test('an address the mail server knows nothing of is never written to again', async () => {
    expect(smtp.recipients.filter((each) => each === gone.email)).toHaveLength(1)
    expect(await messagesOf(gone)).toMatchObject([
      { node: 'welcome', state: 'notDelivered', because: { code: 'REFUSED', values: { hard: true } } },
      { node: 'text', state: 'notSent', because: { code: 'CONSENT_DENIED' } },
      { node: 'reminder', state: 'notSent', because: { code: 'SUPPRESSED' } },
    ])
  })

  test('without consent nothing is sent, and the ledger says so', async () => {
    expect(await mailsTo(shy.email)).toEqual([])
    const messages = await messagesOf(shy)
    expect(messages.map(({ node, state }) => [node, state])).toEqual([
      ['welcome', 'notSent'],
      ['text', 'notSent'],
      ['reminder', 'notSent'],
    ])
    expect(new Set(messages.map((message) => message.because?.code))).toEqual(new Set(['CONSENT_DENIED']))
  })
})

describe('somebody from the unmodified Segment client', () => {
  const sara = { email: 'sara@example.com' }
  let link: string
  let client: Analytics

  beforeAll(async () => {
    client = new Analytics({ writeKey: WRITE_KEY, host: server.url })
    await publishOver(
      server,
      documentOf({
        name: 'Welcome from the shop',
        nodes: {
          start: ['core.event-happens', { event: 'Account Created' }],
          welcome: ['core.send-email', { content: { subject: 'Hello {{ contact.firstName }}', body: '<p>Hello</p>' } }],
          wait: ['core.wait-for', { event: 'Cart Viewed', timeout: 'PT10M' }],
          offer: ['core.send-email', { content: { subject: 'An offer', body: '<p>Ten percent</p>' } }],
          receipt: [
            'core.send-email',
            { purpose: 'transactional', content: { subject: 'Your cart', body: '<p>Kept for you</p>' } },
          ],
        },
        edges: ['start:started>welcome', 'welcome:sent>wait', 'wait:happened>offer', 'offer:sent>receipt'],
      }),
    )
    client.identify({ userId: 'sara', traits: { email: sara.email, firstName: 'Sara', consents: { email: true } } })
    client.track({ userId: 'sara', event: 'Account Created' })
    await client.flush()
    const [welcome] = await vi.waitFor(async () => {
      const mails = await mailsTo(sara.email)
      expect(mails).toHaveLength(1)
      return mails
    }, patience)
    expect(welcome?.subject).toBe('Hello Sara')
    link = must(/<([^>]+)>/.exec(headers(welcome as Email, 'list-unsubscribe')[0] ?? '')?.[1], 'an unsubscribe link')
  })
  afterAll(() => client.closeAndFlush())

  test('who follows the link sees a page, and nothing has changed: mail scanners follow every link', async () => {
    for (const method of ['GET', 'HEAD']) {
      const page = await fetch(link, { method })
      expect(page.status).toBe(200)
      expect(page.headers.get('content-type')).toContain('text/html')
    }
    expect(await consentsOf(sara)).toEqual({ email: 'granted' })
  })

  test('a link somebody has made up does nothing', async () => {
    const forged = `${link.slice(0, -2)}${link.endsWith('AA') ? 'BB' : 'AA'}`
    expect((await fetch(forged, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status).toBe(404)
    expect(await consentsOf(sara)).toEqual({ email: 'granted' })
  })

  test('one click in the mailbox withdraws the consent; the next marketing mail is not sent and says why, a transactional one is', async () => {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
    const clicked = await fetch(link, { method: 'POST', body, redirect: 'error' })
    expect(clicked.status).toBe(200)
    // Mailboxes click twice.
    expect((await fetch(link, { method: 'POST', body })).status).toBe(200)
    await vi.waitFor(async () => expect(await consentsOf(sara)).toEqual({ email: 'denied' }), patience)

    client.track({ userId: 'sara', event: 'Cart Viewed' })
    await client.flush()
    await vi.waitFor(async () => expect(await mailsTo(sara.email)).toHaveLength(2), patience)
    expect((await mailsTo(sara.email)).map((mail) => mail.subject)).toEqual(['Hello Sara', 'Your cart'])
    const [, receipt] = await mailsTo(sara.email)
    expect(headers(receipt as Email, 'list-unsubscribe')).toEqual([])
    expect(await messagesOf(sara)).toMatchObject([
      { node: 'welcome', state: 'sent' },
      { node: 'offer', state: 'notSent', because: { code: 'CONSENT_DENIED' } },
      { node: 'receipt', state: 'sent' },
    ])
  })

  test('and in the end every invariant holds', async () => {
    await vi.waitFor(() => expectAtRest(db.pool, Date.now()), patience)
    await expectInvariants(db.pool)
  })
})
