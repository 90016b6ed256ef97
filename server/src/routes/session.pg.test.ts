import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServerRig, type ServerRig, TEST_ADMIN_TOKEN } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: [] })
})
afterAll(() => rig.close())

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  rig.app.inject({ method: 'POST', url, payload, headers })

async function signedIn(): Promise<string> {
  const reply = await post('/api/login', { token: await rig.accounts.offerLink() })
  expect(reply.statusCode).toBe(200)
  return String(reply.headers['set-cookie']).split(';')[0] ?? ''
}

describe('signing in', () => {
  test('a one-time link signs the owner in once, with a cookie that scripts cannot read', async () => {
    const token = await rig.accounts.offerLink()
    const first = await post('/api/login', { token })
    expect(first.statusCode).toBe(200)
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly/i)
    expect(String(first.headers['set-cookie'])).toMatch(/SameSite=Lax/i)
    expect((await post('/api/login', { token })).json()).toMatchObject({ status: 401, code: 'LOGIN_WRONG' })
  })

  test('switched to live with nobody to carry messages, the pages still say that none leaves', async () => {
    const cookie = await signedIn()
    await rig.ask('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })
    const me = await rig.app.inject({ url: '/api/session', headers: { cookie } })
    await rig.ask('PUT', '/api/workspace/settings/sending', { value: { mode: 'sandbox' } })
    expect(me.json()).toMatchObject({ sandbox: true, live: true, providers: [] })
  })

  test('a fresh link makes the one before it worthless', async () => {
    const old = await rig.accounts.offerLink()
    await rig.accounts.offerLink()
    expect((await post('/api/login', { token: old })).statusCode).toBe(401)
  })

  test('the link leads to setting a password; then that signs in, and a wrong one does not', async () => {
    const cookie = await signedIn()
    const me = await rig.app.inject({ url: '/api/session', headers: { cookie } })
    expect(me.json()).toMatchObject({
      user: { hasPassword: false },
      sandbox: true,
      live: false,
      providers: [],
      sendingStopped: false,
    })
    expect((await post('/api/password', { password: 'short' }, { cookie })).json()).toMatchObject({
      status: 400,
      pointer: '/password',
    })
    const set = await post('/api/password', { password: 'correct horse battery', email: 'me@example.com' }, { cookie })
    expect(set.statusCode).toBe(200)
    expect((await post('/api/login', { email: 'me@example.com', password: 'correct horse battery' })).statusCode).toBe(200)
    expect((await post('/api/login', { email: 'me@example.com', password: 'wrong horse battery' })).json()).toMatchObject({
      code: 'LOGIN_WRONG',
    })
    expect((await post('/api/login', { email: 'you@example.com', password: 'correct horse battery' })).json()).toMatchObject({
      code: 'LOGIN_WRONG',
    })
  })

  test('a new password ends every other session', async () => {
    const [mine, other] = [await signedIn(), await signedIn()]
    expect((await post('/api/password', { password: 'another long password' }, { cookie: mine })).statusCode).toBe(200)
    expect((await rig.app.inject({ url: '/api/session', headers: { cookie: other } })).statusCode).toBe(401)
    expect((await rig.app.inject({ url: '/api/session', headers: { cookie: mine } })).statusCode).toBe(200)
  })

  test('signing out ends the session on the server, not only in the browser', async () => {
    const cookie = await signedIn()
    expect((await post('/api/logout', {}, { cookie })).statusCode).toBe(200)
    expect((await rig.app.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401)
  })
})

describe('without a session or a key nothing below /api answers', () => {
  test.each([
    '/api/flows',
    '/api/contacts',
    '/api/messages',
    '/api/session',
    '/api/node-types',
    '/api/audit',
    '/api/keys',
    '/api/contacts/1',
    '/api/nothing',
  ])('%s', async (url) => {
    const reply = await rig.app.inject(url)
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'NOT_SIGNED_IN'])
  })

  test.each([`Bearer ${TEST_ADMIN_TOKEN}x`, 'Bearer sk_nothing', 'Bearer', 'Basic abc', `Bearer  ${TEST_ADMIN_TOKEN} extra`])(
    'refuses %s',
    async (authorization) => {
      expect((await rig.app.inject({ url: '/api/flows', headers: { authorization } })).statusCode).toBe(401)
    },
  )

  test('probes, metrics and the API description are open', async () => {
    for (const url of ['/healthz', '/readyz', '/metrics', '/api/openapi.json', '/api/flow.schema.json'])
      expect((await rig.app.inject(url)).statusCode).toBe(200)
    expect((await rig.app.inject('/metrics')).body).toContain('snodo_http_requests_total')
  })
})

describe('another site cannot use a session', () => {
  test.each([[{ origin: 'https://evil.example' }], [{ 'sec-fetch-site': 'cross-site' }], [{ origin: 'null' }]])(
    'a request with %j changes nothing',
    async (headers) => {
      const cookie = await signedIn()
      const reply = await post('/api/flows', { name: 'By another site' }, { cookie, ...headers } as Record<string, string>)
      expect([reply.statusCode, reply.json().code]).toEqual([403, 'ORIGIN_FOREIGN'])
    },
  )

  test('our own pages can', async () => {
    const cookie = await signedIn()
    const reply = await post(
      '/api/flows',
      { name: 'Ours' },
      { cookie, origin: 'http://localhost', 'sec-fetch-site': 'same-origin' },
    )
    expect(reply.statusCode).toBe(201)
  })
})

describe('API keys', () => {
  test('a key is shown once, works, and works no longer when it was taken back', async () => {
    const made = (await rig.ask('POST', '/api/keys', { name: 'Shop' })).json()
    const headers = { authorization: `Bearer ${made.key}` }
    expect((await rig.app.inject({ url: '/api/flows', headers })).statusCode).toBe(200)
    const listed = await rig.ask('GET', '/api/keys')
    expect(listed.body).not.toContain(made.key)
    expect(listed.json().items[0]).toMatchObject({ name: 'Shop', hint: made.key.slice(0, 8), revokedAt: null })
    expect((await rig.ask('DELETE', `/api/keys/${made.id}`)).statusCode).toBe(200)
    expect((await rig.app.inject({ url: '/api/flows', headers })).statusCode).toBe(401)
    expect((await rig.ask('DELETE', `/api/keys/${made.id}`)).json()).toMatchObject({ status: 404, code: 'KEY_UNKNOWN' })
  })
})

test('too many sign-ins from one address are told to wait', async () => {
  let last = await post('/api/login', { token: 'guess' })
  for (let n = 0; n < 40 && last.statusCode !== 429; n++) last = await post('/api/login', { token: `guess ${n}` })
  expect(last.json()).toMatchObject({ status: 429, code: 'RATE_EXCEEDED' })
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
})

test('pages carry a policy that lets no foreign script in', async () => {
  const reply = await rig.app.inject({ url: '/flows/7', headers: { accept: 'text/html' } })
  expect(reply.headers['content-security-policy']).toContain("script-src 'self'")
  expect(reply.headers['x-content-type-options']).toBe('nosniff')
  expect((await rig.app.inject({ url: '/flows/7', headers: { accept: 'application/json' } })).statusCode).toBe(404)
  // Programs that take anything, curl among them, are given pages, but never a page for a file.
  const anything = { accept: '*/*' }
  expect((await rig.app.inject({ url: '/login?token=x', headers: anything })).headers['content-type']).toContain('text/html')
  expect((await rig.app.inject({ url: '/assets/old-name.js', headers: anything })).statusCode).toBe(404)
  expect(
    (await rig.app.inject({ url: '/api/nothing', headers: { ...anything, authorization: `Bearer ${TEST_ADMIN_TOKEN}` } }))
      .statusCode,
  ).toBe(404)
})
