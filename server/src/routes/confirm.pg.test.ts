import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
let made = 0
let person: string
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z', doubleOptIn: true })
})
afterAll(() => rig.close())
beforeEach(() => {
  person = `reader${++made}`
})

type Sent = { id: string; node: string; to: string; state: string; subject: string; rendered: { html?: string; text?: string } }

async function idOf(user = person): Promise<string> {
  return (await rig.ask('GET', `/api/contacts?userId=${user}`)).json().items[0].id
}
async function messages(): Promise<Sent[]> {
  return (await rig.ask('GET', `/api/messages?contact=${await idOf()}`)).json().items
}
const confirmations = async () => (await messages()).filter(({ node }) => node === 'confirm-consent')
async function consents(): Promise<Record<string, string>> {
  const contact = (await rig.ask('GET', `/api/contacts/${await idOf()}`)).json()
  return Object.fromEntries(
    contact.consents.map((each: { channel: string; purpose: string; state: string }) => [
      `${each.channel}:${each.purpose}`,
      each.state,
    ]),
  )
}
async function signUp(asked: Record<string, unknown> = { email: 'pending' }, traits: Record<string, unknown> = {}) {
  await rig.send('identify', { userId: person, traits: { email: `${person}@example.com`, consents: asked, ...traits } })
  await rig.settle()
}
const pathIn = (text: string | undefined, kind = 'c') => new RegExp(`https://[^/"]+(/${kind}/[^"\\s<]+)`).exec(text ?? '')?.[1]
const form = (url: string, payload = '') =>
  rig.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'A mailbox' },
  })

test('rule 17: a consent asked for is confirmed by its own reader: a mail with a link, a page that changes nothing, a yes with its proof', async () => {
  const newcomers = await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Consent Confirmed' }],
      hello: ['core.send-email', { content: { subject: 'Welcome', body: 'Hello' } }],
      end: ['core.end', {}],
    },
    edges: ['start:started>hello', 'hello:sent>end'],
  })
  await signUp()
  const [mail, ...more] = await messages()
  expect(more).toEqual([])
  expect(mail).toMatchObject({ to: `${person}@example.com`, state: 'sent', subject: 'Please confirm' })
  const path = pathIn(mail?.rendered.html)!
  for (const method of ['GET', 'HEAD'] as const) expect((await rig.app.inject({ method, url: path })).statusCode).toBe(200)
  const page = await rig.app.inject({ url: path, headers: { 'accept-language': 'it-IT' } })
  expect(page.body).toContain('Acconsento, via e-mail: novità e offerte.')
  expect(page.body).not.toMatch(/<script|example\.com/)
  expect(await consents()).toEqual({ 'email:marketing': 'pending' })

  expect((await form(path)).body).toContain('it is confirmed')
  expect(await consents()).toEqual({ 'email:marketing': 'granted' })
  const { rows } = await rig.engine.pool.query('select proof from consents where contact_id = $1', [await idOf()])
  expect(rows[0]).toMatchObject({
    proof: {
      via: 'doubleOptIn',
      agent: 'A mailbox',
      address: '127.0.0.1',
      text: 'I agree, by e-mail: news and offers.',
      message: mail!.id,
    },
  })
  await rig.settle()
  expect((await messages()).map(({ node }) => node)).toEqual(expect.arrayContaining(['hello', 'confirm-consent']))
  // Twice is once.
  expect((await form(path)).body).toContain('nothing to confirm')
  await rig.settle()
  expect((await rig.ask('GET', `/api/flows/${newcomers}`)).json().entered).toBe(1)
})

test('rule 17: asking again and again asks once, all purposes of a channel in one mail, in the contact’s language', async () => {
  await signUp({ email: 'pending', openTracking: 'pending' }, { language: 'it' })
  await signUp({ email: 'pending', openTracking: 'pending' })
  const sent = await messages()
  expect(sent.map(({ subject }) => subject)).toEqual(['Conferma la tua iscrizione'])
  await form(pathIn(sent[0]?.rendered.html)!)
  expect(await consents()).toEqual({ 'email:marketing': 'granted', 'email:openTracking': 'granted' })
  // Who has said yes is not asked again, and stays where they are.
  await signUp()
  expect(await consents()).toMatchObject({ 'email:marketing': 'granted' })
  expect((await messages()).filter(({ node }) => node === 'confirm-consent')).toHaveLength(1)
})

test('rule 17: the API asks too, an SMS is confirmed by SMS, and nothing else is sent meanwhile', async () => {
  await signUp({}, { phone: '+447700900123' })
  const set = await rig.ask('PUT', `/api/contacts/${await idOf()}/consents`, { consents: { sms: 'pending' } })
  expect(set.statusCode).toBe(200)
  await rig.settle()
  const [text] = await messages()
  const path = pathIn(text?.rendered.text)!
  expect(text).toMatchObject({ to: '+447700900123', state: 'sent' })
  await form(path)
  expect(await consents()).toEqual({ 'sms:marketing': 'granted' })
})

test('rule 17: a link that was altered, is for another deed, or a month old confirms nothing', async () => {
  await signUp()
  const path = pathIn((await messages())[0]?.rendered.html)!
  for (const altered of [`${path}x`, path.replace('email', 'sms'), path.replace('/c/', '/u/'), '/c/hello', '/c/..%2f..%2fetc']) {
    expect((await form(altered)).statusCode).toBe(404)
    expect((await rig.app.inject(altered)).statusCode).toBe(404)
  }
  await rig.turnTo(rig.clock.now() + 32 * 86_400_000)
  expect((await form(path)).statusCode).toBe(404)
  expect(await consents()).toEqual({ 'email:marketing': 'pending' })
})

test('rule 17: withdrawing after the request makes the link void', async () => {
  await signUp()
  const path = pathIn((await messages())[0]?.rendered.html)!
  await signUp({ email: false })
  expect((await form(path)).body).toContain('nothing to confirm')
  expect(await consents()).toEqual({ 'email:marketing': 'denied' })
})

test('rule 17: behind the link of any message a person chooses by channel and purpose, or leaves altogether', async () => {
  const event = `Bought ${person}`
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event }],
      hello: ['core.send-email', { content: { subject: 'Hello', body: 'Hello' } }],
      end: ['core.end', {}],
    },
    edges: ['start:started>hello', 'hello:sent>end'],
  })
  await signUp(
    { email: { state: true, proof: { form: 'shop' } }, openTracking: true, sms: 'pending' },
    { phone: '+447700900124' },
  )
  await rig.send('track', { userId: person, event })
  await rig.settle()
  const letter = (await messages()).find(({ node }) => node === 'hello')
  const unsubscribe = pathIn(letter?.rendered.html, 'u')!
  expect((await rig.app.inject(unsubscribe)).body).toContain('/preferences">')
  const path = `${unsubscribe}/preferences`
  const page = (await rig.app.inject({ url: path, headers: { 'accept-language': 'it' } })).body
  expect(page).toContain('novità e offerte, e-mail')
  expect(page).toContain('novità e offerte, SMS <small>(da confermare)')
  expect(page).not.toContain('<script')
  const before = await consents()
  expect(before).toMatchObject({ 'email:marketing': 'granted', 'email:openTracking': 'granted' })

  const shown = Object.keys(before).map((name) => `shown=${encodeURIComponent(name)}`)
  const saved = await form(path, [...shown, 'wanted=email%3Amarketing'].join('&'))
  expect(saved.body).toContain('Saved.')
  expect(await consents()).toMatchObject({
    'email:marketing': 'granted',
    'email:openTracking': 'denied',
    'sms:marketing': 'pending',
  })
  // What was not shown cannot be chosen by whoever writes the form anew.
  await form(path, 'shown=email%3Aprofiling&wanted=email%3Aprofiling')
  expect(await consents()).not.toHaveProperty('email:profiling')

  expect((await form(path, [...shown, 'wanted=email%3Amarketing', 'none=1'].join('&'))).statusCode).toBe(200)
  expect(new Set(Object.values(await consents()))).toEqual(new Set(['denied']))
  const { rows } = await rig.engine.pool.query<{ proof: { via: string; agent: string } }>(
    `select proof from consents where contact_id = $1 and channel = 'email' and purpose = 'marketing'`,
    [await idOf()],
  )
  expect(rows[0]?.proof).toMatchObject({ via: 'preferencePage', agent: 'A mailbox' })
})

test('rule 17: a bare yes to e-mail, by a server’s key or the API, is asked for; one with its proof, on another basis, or by SMS counts at once', async () => {
  await signUp({ email: true, sms: true }, { phone: '+447700900125' })
  expect(await consents()).toEqual({ 'email:marketing': 'pending', 'sms:marketing': 'granted' })
  const [mail] = await confirmations()
  await form(pathIn(mail?.rendered.html)!)
  expect(await consents()).toMatchObject({ 'email:marketing': 'granted' })
  // A server that repeats itself neither asks again nor puts its bare word where the proof stands.
  await signUp({ email: true })
  const { rows } = await rig.engine.pool.query<{ via: string }>(
    `select proof ->> 'via' as via from consents where contact_id = $1 and channel = 'email'`,
    [await idOf()],
  )
  expect(rows).toEqual([{ via: 'doubleOptIn' }])
  expect(await confirmations()).toHaveLength(1)

  for (const [said, state] of [
    [{ consents: { email: true } }, 'pending'],
    [{ consents: { email: true }, proof: { form: 'till', text: 'May we write to you?' } }, 'granted'],
    [{ consents: { email: true }, basis: 'existingCustomer' }, 'granted'],
  ] as const) {
    person = `reader${++made}`
    await signUp({})
    expect((await rig.ask('PUT', `/api/contacts/${await idOf()}/consents`, said)).statusCode).toBe(200)
    expect(await consents()).toEqual({ 'email:marketing': state })
  }
  person = `reader${++made}`
  await signUp({ email: { state: true, proof: { form: 'checkout', text: 'Write to me' } } })
  expect(await consents()).toEqual({ 'email:marketing': 'granted' })
  const profile = (await rig.ask('GET', `/api/contacts/${await idOf()}`)).json()
  expect(profile.consents[0].proof).toMatchObject({ form: 'checkout', text: 'Write to me', by: 'secret' })
  const wrong = await rig.send('identify', { userId: person, traits: { consents: { email: { state: true, basis: 'a hunch' } } } })
  expect(wrong.statusCode).toBe(400)
})

test('rule 17: who does not answer is asked three times a month and then left in peace', async () => {
  for (let day = 0; day < 6; day++) {
    await signUp({ email: true })
    await rig.turnTo(rig.clock.now() + 86_400_000)
  }
  expect(await confirmations()).toHaveLength(3)
  await rig.turnTo(rig.clock.now() + 31 * 86_400_000)
  await signUp({ email: true })
  expect(await confirmations()).toHaveLength(4)
})

test('rule 17: where the setting turns it off, a bare yes counts', async () => {
  expect((await rig.ask('PUT', '/api/workspace/settings/doubleOptIn', { value: { fax: true } })).statusCode).toBe(422)
  expect((await rig.ask('PUT', '/api/workspace/settings/doubleOptIn', { value: { email: false } })).statusCode).toBe(200)
  await signUp({ email: true })
  expect(await consents()).toEqual({ 'email:marketing': 'granted' })
  expect(await confirmations()).toEqual([])
})

test('what the workspace adds to the consent stands on the page, as text, and in the proof', async () => {
  const text = 'News of the shop, <once> a week.'
  await rig.ask('PUT', '/api/workspace/settings/consentText', { value: text })
  await signUp()
  const path = pathIn((await messages())[0]?.rendered.html)!
  expect((await rig.app.inject({ url: path })).body).toContain('News of the shop, &lt;once&gt; a week.')
  await form(path)
  const { rows } = await rig.engine.pool.query(/* sql */ `select proof ->> 'text' as text from consents where contact_id = $1`, [
    await idOf(),
  ])
  expect(rows).toEqual([{ text: `I agree, by e-mail: news and offers. ${text}` }])
  await rig.ask('PUT', '/api/workspace/settings/consentText', { value: '' })
})
