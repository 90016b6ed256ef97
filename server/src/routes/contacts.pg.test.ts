import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
let maria: string
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: [] })
  for (let n = 0; n < 30; n++)
    await rig.send('identify', { userId: `user-${n}`, traits: { firstName: `Name${n}`, email: `user${n}@example.com` } })
  await rig.send('identify', {
    userId: 'maria',
    traits: { firstName: 'Maria', lastName: 'Rossi', email: 'maria@example.com', consents: { email: true } },
  })
  await rig.settle()
  maria = (await rig.ask('GET', '/api/contacts?userId=maria')).json().items[0].id
})
afterAll(() => rig.close())

const get = async (url: string) => (await rig.ask('GET', url)).json()

describe('finding contacts', () => {
  test('pages by cursor give everyone once, the newest first', async () => {
    const seen: string[] = []
    let after = ''
    do {
      const page = await get(`/api/contacts?limit=7${after === '' ? '' : `&after=${after}`}`)
      seen.push(...page.items.map((each: { id: string }) => each.id))
      after = page.next ?? ''
    } while (after !== '')
    expect(new Set(seen).size).toBe(31)
    expect(seen).toHaveLength(31)
    expect(seen).toEqual([...seen].sort((a, b) => (BigInt(b) > BigInt(a) ? 1 : -1)))
  })

  test.each([
    ['email=MARIA@example.com', 1],
    ['userId=user-7', 1],
    ['search=rossi', 1],
    ['search=maria%20ro', 1],
    ['search=%25', 0],
    ['email=nobody@example.com', 0],
    ['tag=nobody', 0],
    ['list=nobody', 0],
  ])('%s finds %i', async (query, count) => {
    expect((await get(`/api/contacts?${query}`)).items).toHaveLength(count)
  })
})

describe('changing a contact', () => {
  test('fields, tags and address change at once, and flows hear of each', async () => {
    const changed = await rig.ask('PUT', `/api/contacts/${maria}`, {
      email: ' Maria.Rossi@Example.com',
      attributes: { city: 'Roma', lastName: null },
      tags: ['vip'],
    })
    expect(changed.json()).toMatchObject({
      email: 'maria.rossi@example.com',
      attributes: { firstName: 'Maria', city: 'Roma' },
      tags: ['vip'],
    })
    expect(changed.json().attributes.lastName).toBeUndefined()
    const { items } = await get(`/api/contacts/${maria}/timeline`)
    const names = items.filter((each: { kind: string }) => each.kind === 'event').map((each: { name: string }) => each.name)
    expect(names.filter((name: string) => name === 'Field Changed')).toHaveLength(3)
    expect(names).toContain('Tag Added')
    expect((await get('/api/contacts?email=maria.rossi@example.com')).items).toHaveLength(1)
  })

  test('saying the same again changes nothing', async () => {
    const before = (await get(`/api/contacts/${maria}/timeline`)).items.length
    await rig.ask('PUT', `/api/contacts/${maria}`, { attributes: { city: 'Roma' }, tags: ['vip'] })
    expect((await get(`/api/contacts/${maria}/timeline`)).items).toHaveLength(before)
  })

  test.each([
    [{ email: 'a@b.it, c@d.it' }, 422, 'ADDRESS_INVALID'],
    [{ phone: '3,93E+11' }, 422, 'ADDRESS_INVALID'],
    [{ tags: 'vip' }, 400, 'INPUT_INVALID'],
    [{ name: 'Maria' }, 400, 'INPUT_INVALID'],
    [[], 400, 'INPUT_INVALID'],
  ])('%j is refused', async (body, status, code) => {
    const reply = await rig.ask('PUT', `/api/contacts/${maria}`, body)
    expect([reply.statusCode, reply.json().code]).toEqual([status, code])
  })
})

describe('consents', () => {
  test('are set with their proof, by whole words or yes and no, and keep their history', async () => {
    expect(
      (await rig.ask('PUT', `/api/contacts/${maria}/consents`, { consents: { email: 'denied' }, proof: { form: 'phone call' } }))
        .statusCode,
    ).toBe(200)
    expect((await rig.ask('PUT', `/api/contacts/${maria}/consents`, { email: true, openTracking: false })).statusCode).toBe(200)
    const misspelled = { consents: { sms: true }, basis: 'existing customer' }
    expect((await rig.ask('PUT', `/api/contacts/${maria}/consents`, misspelled)).statusCode).toBe(400)
    const { consents } = await get(`/api/contacts/${maria}`)
    expect(consents).toMatchObject([
      { channel: 'email', purpose: 'marketing', state: 'granted', proof: { by: 'admin token' } },
      { channel: 'email', purpose: 'openTracking', state: 'denied' },
    ])
    // As the profile shows them.
    const listed = [
      { channel: 'sms', purpose: 'marketing', state: 'granted', proof: { form: 'till' } },
      { channel: 'email', purpose: 'profiling', state: 'pending' },
      // Asked for again by whom has given it: it stays given.
      { channel: 'email', state: 'pending' },
    ]
    expect((await rig.ask('PUT', `/api/contacts/${maria}/consents`, { consents: listed })).statusCode).toBe(200)
    expect((await get(`/api/contacts/${maria}`)).consents).toMatchObject([
      { channel: 'email', purpose: 'marketing', state: 'granted' },
      { channel: 'email', purpose: 'openTracking', state: 'denied' },
      { channel: 'email', purpose: 'profiling', state: 'pending' },
      { channel: 'sms', purpose: 'marketing', state: 'granted', proof: { form: 'till' } },
    ])
    const { items } = await get(`/api/contacts/${maria}/timeline`)
    expect(items.filter((each: { kind: string }) => each.kind === 'consent').length).toBeGreaterThanOrEqual(3)
    // What is pending is asked for; the message that asks has gone when the next test counts.
    await rig.settle()
  })

  test.each([
    { email: 'perhaps' },
    { 'pigeon:marketing': true },
    { consents: { email: 1 } },
    { consents: [{ channel: 'email', state: true }] },
  ])('%j is refused', async (body) => {
    expect((await rig.ask('PUT', `/api/contacts/${maria}/consents`, body)).statusCode).toBeGreaterThanOrEqual(400)
  })
})

describe('who is not there', () => {
  test.each(['/api/contacts/4242', '/api/contacts/4242/timeline', '/api/contacts/4242/export'])('%s says so', async (url) => {
    const reply = await rig.ask('GET', url)
    expect([reply.statusCode, reply.json().code]).toEqual([404, 'CONTACT_UNKNOWN'])
  })

  test('an erased person is gone, and the export before it held everything', async () => {
    const id = (await get('/api/contacts?userId=user-3')).items[0].id
    const copy = await rig.ask('GET', `/api/contacts/${id}/export`)
    expect(copy.body).toContain('user3@example.com')
    expect(copy.json().contact.createdAt).toMatch(/^2026-.*Z$/)
    expect((await rig.ask('DELETE', `/api/contacts/${id}`)).statusCode).toBe(200)
    expect((await rig.ask('GET', `/api/contacts/${id}`)).statusCode).toBe(404)
    expect((await get('/api/contacts?email=user3@example.com')).items).toEqual([])
  })
})

test('two contacts made one by an operator: the log of deeds says by whom and why', async () => {
  const made = async (userId: string | null, anonymousId: string) => {
    await rig.send('identify', { ...(userId === null ? {} : { userId }), anonymousId })
    await rig.settle()
    const { rows } = await rig.engine.pool.query<{ id: string }>(
      /* sql */ `select contact_id as id from identities where kind = 'anonymousId' and value = $1`,
      [anonymousId],
    )
    return rows[0]!.id
  }
  const [loser, winner] = [await made(null, 'a-till'), await made('zoe', 'a-phone')]
  expect((await rig.ask('POST', `/api/contacts/${loser}/merge`, { into: winner, reason: 'one person' })).statusCode).toBe(200)
  expect((await get(`/api/audit?subject=contact:${winner}`)).items).toMatchObject([
    { action: 'contact.merge', actor: 'admin token', reason: 'one person', details: { merged: loser } },
  ])
})

describe('lists, settings, stopping', () => {
  test('a list is made once and given another title', async () => {
    expect((await rig.ask('POST', '/api/lists', { name: 'fair' })).statusCode).toBe(201)
    expect((await rig.ask('POST', '/api/lists', { name: 'fair', title: 'The fair' })).statusCode).toBe(200)
    expect((await get('/api/lists')).items).toMatchObject([{ name: 'fair', title: 'The fair', members: 0 }])
  })

  test('a setting is changed and audited; a wrong one is refused', async () => {
    expect((await rig.ask('PUT', '/api/workspace/settings/timeZone', { value: 'Europe/Lisbon' })).json().settings.timeZone).toBe(
      'Europe/Lisbon',
    )
    expect((await rig.ask('PUT', '/api/workspace/settings/timeZone', { value: 'Rome' })).json()).toMatchObject({
      status: 422,
      code: 'SETTING_INVALID',
    })
    for (const [name, value] of [
      ['postalFooter', 'Via Roma 1\0'],
      ['postalFooter', 'Via Roma \ud800'],
      ['from', { name: 'Shop\0', address: 'shop@example.com' }],
      ['smsFrom', 'Sh\udc00p'],
    ] as const)
      expect((await rig.ask('PUT', `/api/workspace/settings/${name}`, { value })).json()).toMatchObject({
        status: 400,
        code: 'JSON_UNSAFE',
        detail: expect.stringContaining('a text without U+0000'),
      })
    expect((await rig.ask('GET', '/api/workspace')).json().settings.postalFooter).toBe('')
    expect((await rig.ask('PUT', '/api/workspace/settings/colour', { value: 1 })).json()).toMatchObject({
      status: 404,
      code: 'SETTING_UNKNOWN',
    })
    expect((await get('/api/audit?subject=setting:timeZone')).items).toHaveLength(1)
  })

  test('sending is stopped and goes on, and the session says so', async () => {
    expect((await rig.ask('POST', '/api/stop-sending', { stopped: true, reason: 'a test' })).json()).toMatchObject({
      stopped: true,
      held: 0,
    })
    expect((await get('/api/session')).sendingStopped).toBe(true)
    expect((await get('/api/stop-sending')).items).toMatchObject([{ id: 'all', by: 'admin token' }])
    expect((await rig.ask('POST', '/api/stop-sending', { stopped: false, reason: 'a test' })).json()).toMatchObject({
      stopped: false,
    })
    expect((await get('/api/session')).sendingStopped).toBe(false)
  })

  test('a coupon nobody has is unknown, and codes added twice are added once', async () => {
    expect((await rig.ask('GET', '/api/coupons/NOPE')).json()).toMatchObject({ status: 404, code: 'COUPON_UNKNOWN' })
    expect((await rig.ask('POST', '/api/coupon-pools/spring', { codes: ['A1', 'B2', 'A1'] })).json()).toMatchObject({ added: 2 })
    expect((await rig.ask('POST', '/api/coupon-pools/spring', { codes: ['A1'] })).json()).toMatchObject({ added: 0 })
  })
})
