import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { unsubscribeUrl } from '@snodo/engine'
import { documentOf } from '@snodo/engine/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { publishOver } from './kit/road-flow.ts'
import { ADMIN_TOKEN, type ServerProcess, startServer, WRITE_KEY } from './kit/server-process.ts'

/** Everything a person sends or is sent carries a mark; the log of a server that tells all it can must hold none of them. */
const marks = {
  name: 'Zaffira',
  surname: 'Quondamatteo',
  email: 'zaffira.q@mark-mail.example',
  phone: '+393470001234',
  city: 'Borgomarcato',
  userId: 'user-mark-4711',
  property: 'secret-wish-list',
}

let db: FreshDatabase
let server: ServerProcess
beforeEach(async () => {
  db = await freshDatabase()
  server = await startServer(db.url, {
    env: { SNODO_LOG_LEVEL: 'debug', SNODO_SMTP_URL: 'smtp://shop:mark-password@127.0.0.1:9?from=shop%40shop.example' },
  })
  await server.api('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })
})
afterEach(async () => {
  await server.kill('SIGKILL')
  await db.drop()
})

const track = (path: string, body: unknown) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

test('a whole road with everything that can go wrong on it leaves nothing about a person in the log, nor a key, nor a signed link', async () => {
  await publishOver(
    server,
    documentOf({
      name: 'Marked',
      nodes: {
        start: ['core.event-happens', { event: 'Trial Started' }],
        hello: ['core.send-email', { content: { subject: `Ciao {{ contact.firstName }}`, body: '<p>{{ contact.city }}</p>' } }],
        call: ['core.call-webhook', { url: 'https://10.0.0.1/{{ contact.email }}', method: 'POST' }],
      },
      edges: ['start:started>hello', 'hello:sent>call'],
    }),
  )
  const traits = {
    email: marks.email,
    phone: marks.phone,
    firstName: marks.name,
    lastName: marks.surname,
    city: marks.city,
    consents: { email: true },
  }
  await track('/v1/batch', {
    batch: [
      { type: 'identify', userId: marks.userId, traits },
      { type: 'track', userId: marks.userId, event: 'Trial Started', properties: { wish: marks.property } },
      // Refused, each in its own way.
      { type: 'track', userId: marks.userId, properties: { wish: marks.property } },
      { type: 'track', userId: marks.userId, event: 'x', timestamp: marks.name },
    ],
  })
  await track('/v1/track', `{"userId":"${marks.userId}","event":"${marks.name}`)
  await track('/v1/track', { userId: { id: marks.userId }, event: marks.property })
  await server.api('GET', `/api/contacts?email=${encodeURIComponent(marks.email)}&after=${marks.userId}`)
  await server.api('GET', `/api/contacts/${encodeURIComponent(marks.email)}`)
  await server.api('POST', '/api/contacts/import?options=%7B', `${marks.email};${marks.name}`)
  await server.api('PUT', '/api/workspace/settings/replyTo', { value: `${marks.name} <${marks.email}` })
  await fetch(`${server.url}/api/flows?mail=${marks.email}`, {
    headers: { authorization: 'Bearer snodo_mark_0123456789abcdefghij' },
  })
  const signed = new URL(
    unsubscribeUrl(
      server.url,
      { contact: '64001', message: '64001:1', channel: 'email', purpose: 'marketing' },
      'somebody else’s secret',
    ),
  )
  await fetch(`${server.url}${signed.pathname}?mail=${marks.email}`)
  // The provider is away: the message comes back to be tried again, and says so.
  await vi.waitFor(
    async () => {
      const { rows } = await db.pool.query(/* sql */ `select 1 from messages where because is not null or attempts > 0`)
      expect(rows).toHaveLength(1)
    },
    { timeout: 30_000, interval: 50 },
  )
  // A table that is gone makes the loops fail in earnest, with the database's own words.
  await db.pool.query(/* sql */ `alter table enrollments rename to enrollments_away`)
  await track('/v1/identify', { userId: marks.userId, traits: { [marks.property]: marks.city } })
  await vi.waitFor(() => expect(server.said()).toContain('move.poison'), { timeout: 30_000, interval: 50 })

  const said = server.said()
  expect(said).toContain('"route":"/v1/batch"')
  const told = [
    ...Object.values(marks),
    encodeURIComponent(marks.email),
    'mark-password',
    ADMIN_TOKEN,
    WRITE_KEY,
    'snodo_mark',
    signed.pathname,
  ]
  expect(told.filter((mark) => said.includes(mark))).toEqual([])
}, 120_000)
