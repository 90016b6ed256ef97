import { type JsonObject, systemClock } from '@snodo/base'
import { readSmtpUrl, smtpChannel } from '@snodo/channels'
import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import { type EmailContent, emptyEmail, emptySms, newBlock, richText } from '@snodo/content'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let smtp: SmtpServerForTests
let rig: ServerRig
beforeAll(async () => {
  smtp = await startSmtpServer()
  const email = smtpChannel({ settings: await readSmtpUrl(smtp.url), clock: systemClock, installation: 'test' })
  rig = await makeServerRig({ nodeTypes: builtInNodes, channels: new Map([['email', email]]) })
  await rig.ask('PUT', '/api/workspace/settings/from', { value: { name: 'Bar Rossi', address: 'bar@example.com' } })
  await rig.ask('PUT', '/api/workspace/settings/postalFooter', { value: 'Bar Rossi & Figli\nVia Roma 1' })
})
afterAll(async () => {
  await rig.close()
  await smtp.close()
})

function mail(said: string): EmailContent {
  return {
    ...emptyEmail('en'),
    subject: "Hello {{ contact.firstName | default: 'you' }}",
    blocks: [
      newBlock('logo', 'logo', 'en'),
      { ...newBlock('text', 'say', 'en'), doc: richText(said) },
      { ...newBlock('button', 'go', 'en'), label: 'To the shop', href: 'https://shop.example/?q={{ contact.firstName }}' },
      newBlock('footer', 'foot', 'en'),
    ],
  }
}

async function publishedMail(said: string): Promise<string> {
  const made = await rig.ask('POST', '/api/contents', { name: 'Welcome', document: mail(said) })
  expect(made.statusCode).toBe(201)
  const { id, revision } = made.json()
  expect((await rig.ask('POST', `/api/contents/${id}/publish`, { revision })).json()).toEqual({ version: 1, flows: [] })
  return id
}

const welcome = (template: string, more: JsonObject = {}): Parameters<ServerRig['publishFlow']>[0] => ({
  nodes: {
    start: ['core.event-happens', { event: 'Arrived' }],
    hello: ['core.send-email', { content: { template, ...more } }],
    end: ['core.end', {}],
  },
  edges: ['start:started>hello', 'hello:sent>end'],
})

async function arrives(userId: string): Promise<Record<string, string>> {
  await rig.send('identify', {
    userId,
    traits: { email: `${userId}@example.com`, firstName: userId, consents: { email: true } },
  })
  await rig.settle()
  await rig.send('track', { userId, event: 'Arrived' })
  await rig.settle()
  const { items } = (await rig.ask('GET', '/api/messages')).json()
  return items.find((each: { to: string }) => each.to === `${userId}@example.com`).rendered
}

test('a block that names a content sends it, with fields, address and link to unsubscribe filled in; a corrected one reaches who comes next, also in older versions', async () => {
  const id = await publishedMail('Good to see you, {{ contact.firstName }}.')
  const flow = await rig.publishFlow(welcome(id))
  const first = await arrives('ada')
  expect(first.subject).toBe('Hello ada')
  expect(first.html).toContain('Good to see you, ada.')
  expect(first.html).toContain('href="https://shop.example/?q=ada"')
  expect(first.html).toContain('Bar Rossi &amp; Figli<br />')
  expect(first.html?.match(/Via Roma 1/g)).toHaveLength(1)
  expect(first.html?.split(first.unsubscribeUrl ?? '-')).toHaveLength(2)

  const { revision } = (
    await rig.ask('PUT', `/api/contents/${id}`, { name: 'Welcome', document: mail('The price was wrong.'), revision: 1 })
  ).json()
  expect((await arrives('bea')).html).toContain('Good to see you, bea.')
  expect((await rig.ask('GET', `/api/contents/${id}`)).json()).toMatchObject({ version: 1, changed: true })
  expect((await rig.ask('POST', `/api/contents/${id}/publish`, { revision })).json()).toEqual({ version: 2, flows: [flow] })
  const next = await arrives('cleo')
  expect(next.html).toContain('The price was wrong.')
  expect(Number(next.revision)).toBe(Number(first.revision) + 1)
  expect((await rig.ask('GET', `/api/contents/${id}`)).json()).toMatchObject({
    changed: false,
    uses: [{ flow, live: true }],
  })
})

test('a block keeps a subject of its own when the content it names is corrected', async () => {
  const id = await publishedMail('One.')
  await rig.publishFlow({ ...welcome(id, { subject: 'Last call' }) })
  expect(await arrives('dora')).toMatchObject({ subject: 'Last call' })
  await rig.ask('POST', `/api/contents/${id}/publish`, { revision: 1 })
  expect(await arrives('eva')).toMatchObject({ subject: 'Last call' })
})

test('a content flows name is not deleted, one nobody names is; a flow that names what is not published is refused', async () => {
  const id = await publishedMail('Two.')
  await rig.publishFlow(welcome(id))
  const refused = await rig.ask('DELETE', `/api/contents/${id}`)
  expect(refused.statusCode).toBe(409)
  expect(refused.json()).toMatchObject({ code: 'CONTENT_IN_USE' })

  const draft = (await rig.ask('POST', '/api/contents', { name: 'Draft', document: mail('Three.') })).json()
  await expect(rig.publishFlow(welcome(draft.id))).rejects.toThrow(/not there, or was never published/)
  expect((await rig.ask('DELETE', `/api/contents/${draft.id}`)).statusCode).toBe(200)
  expect((await rig.ask('GET', `/api/contents/${draft.id}`)).statusCode).toBe(404)
})

test('what somebody else has changed is not written over, and what has errors is not published', async () => {
  const { id } = (await rig.ask('POST', '/api/contents', { name: 'Draft', document: mail('Four.') })).json()
  const broken = { ...mail('Four.'), subject: '{{ contact.firstName' }
  expect((await rig.ask('PUT', `/api/contents/${id}`, { name: 'Draft', document: broken, revision: 1 })).json()).toEqual({
    revision: 2,
  })
  const late = await rig.ask('PUT', `/api/contents/${id}`, { name: 'Draft', document: mail('Five.'), revision: 1 })
  expect(late.json()).toMatchObject({ status: 409, code: 'CONTENT_STALE' })
  const other = await rig.ask('PUT', `/api/contents/${id}`, { name: 'Draft', document: emptySms('en'), revision: 2 })
  expect(other.json()).toMatchObject({ status: 422, code: 'CONTENT_CHANNEL' })
  expect((await rig.ask('POST', `/api/contents/${id}/publish`, { revision: 2 })).json()).toMatchObject({
    status: 422,
    code: 'CONTENT_HAS_ERRORS',
  })
})

test('a preview is what the contact would get, with the newest event of the name asked for', async () => {
  await rig.send('identify', { userId: 'flo', traits: { email: 'flo@example.com', firstName: 'Flo' } })
  await rig.send('track', { userId: 'flo', event: 'Order Completed', properties: { total: 12.5, currency: 'EUR' } })
  await rig.settle()
  const [{ id: contact }] = (await rig.ask('GET', '/api/contacts?userId=flo')).json().items
  const document = mail("You spent {{ entry.total | money: 'EUR' }}.")
  const own = (await rig.ask('POST', '/api/contents/preview', { document, contact, event: 'Order Completed' })).json()
  expect(own).toMatchObject({ to: 'flo@example.com', subject: 'Hello Flo', ownEvent: true })
  expect(own.html).toContain('You spent €12.50.')
  expect(own.text).toContain('To the shop: https://shop.example/?q=Flo')
  expect(own.bytes).toBeGreaterThan(1_000)
  const sample = (await rig.ask('POST', '/api/contents/preview', { document })).json()
  expect(sample).toMatchObject({ subject: 'Hello Maria', ownEvent: false })
})

test('a test goes to the address typed, marked as one, in the sandbox too; an SMS nobody carries goes nowhere and says so', async () => {
  const sent = await rig.ask('POST', '/api/contents/test', { document: mail('Look at me.'), to: 'me@example.com' })
  expect(sent.json()).toMatchObject({ fate: 'accepted', provider: 'smtp' })
  const [arrived] = await smtp.received(1)
  expect(arrived).toMatchObject({ to: ['me@example.com'] })
  expect(String(arrived?.raw)).toMatch(/Subject: \[Test\] Hello Maria/)
  const sms = { ...emptySms('it'), body: 'Ciao {{ contact.firstName }}' }
  const kept = await rig.ask('POST', '/api/contents/test', { document: sms, to: '+393331234567' })
  expect(kept.json()).toEqual({ fate: 'kept', provider: null, say: '' })
})

test('the brand is a setting, and a content takes it in when it is published or looked at', async () => {
  const { settings } = (await rig.ask('GET', '/api/workspace')).json()
  const value = { ...settings.brand, name: 'Bar Rossi', colors: { ...settings.brand.colors, accent: '#b00020' } }
  expect((await rig.ask('PUT', '/api/workspace/settings/brand', { value })).statusCode).toBe(200)
  const { html } = (await rig.ask('POST', '/api/contents/preview', { document: mail('Red.') })).json()
  expect(html).toContain('#b00020')
  const wrong = await rig.ask('PUT', '/api/workspace/settings/brand', { value: { ...value, button: 'star' } })
  expect(wrong.statusCode).toBe(422)
})
