import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
let flow: string

beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes })
  flow = await rig.publishFlow({
    name: 'Readers',
    nodes: { start: ['core.list-joined', { list: 'readers' }], rest: ['core.wait', { duration: 'P1D' }], end: ['core.end', {}] },
    edges: ['start:started>rest', 'rest:after>end'],
  })
  for (const [firstName, city] of [
    ['Maria', 'Roma'],
    ['Luca', '=cmd()'],
    ['Giulia', 'Torino'],
  ])
    await rig.send('identify', {
      userId: firstName,
      traits: { firstName, city, email: `${firstName}@example.com`, consents: { email: firstName !== 'Luca' } },
    })
  await rig.send('track', { anonymousId: 'passer-by', event: 'Page Viewed' })
  await rig.settle()
})
afterAll(() => rig.close())

async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown) {
  const reply = await rig.ask(method, url, body)
  return { status: reply.statusCode, body: reply.json() }
}

async function emails(query: string): Promise<string[]> {
  const { body } = await ask('GET', `/api/contacts?${query}`)
  return body.items.map(({ email }: { email: string | null }) => email)
}

describe('contacts are found', () => {
  test('by consent, which is only what was granted', async () => {
    expect(await emails('consent=email')).toEqual(['giulia@example.com', 'maria@example.com'])
    expect(await emails('consent=sms')).toEqual([])
  })

  test('as known people or as anonymous visitors', async () => {
    expect(await emails('kind=anonymous')).toEqual([null])
    expect(await emails('kind=known')).toHaveLength(3)
  })
})

describe('many at once', () => {
  test('are counted first, then put on a list, which begins its flows as if each had joined by itself', async () => {
    const search = { consent: 'email' }
    const preview = await ask('POST', '/api/contacts/mark', { search, join: ['readers'], preview: true })
    expect(preview.body).toEqual({ matched: 2, more: false, changed: 0, next: null })
    expect((await ask('GET', '/api/contacts?list=readers')).body.items).toEqual([])

    const done = await ask('POST', '/api/contacts/mark', { search, join: ['readers'], addTags: ['reads'] })
    expect(done.body).toEqual({ matched: 2, more: false, changed: 2, next: null })
    await rig.settle()
    expect(await emails(`flow=${flow}`)).toEqual(['giulia@example.com', 'maria@example.com'])
    expect(await emails('tag=reads')).toHaveLength(2)
  })

  test('are not marked twice by a second request', async () => {
    const again = await ask('POST', '/api/contacts/mark', { search: { tag: 'reads' }, join: ['readers'], addTags: ['reads'] })
    expect(again.body).toMatchObject({ matched: 2, changed: 0 })
  })

  test('leave a list and lose a tag', async () => {
    const [first] = (await ask('GET', '/api/contacts?list=readers')).body.items
    await ask('POST', '/api/contacts/mark', { contacts: [first.id], leave: ['readers'], removeTags: ['reads'] })
    await rig.settle()
    expect(await emails('list=readers')).toHaveLength(1)
    expect(await emails('tag=reads')).toHaveLength(1)
  })

  test('need to be named in one way', async () => {
    expect((await ask('POST', '/api/contacts/mark', { join: ['readers'] })).status).toBe(400)
    expect((await ask('POST', '/api/contacts/mark', { contacts: ['64'], search: {}, join: ['readers'] })).status).toBe(400)
  })
})

describe('a contact by hand', () => {
  test('is made with its lists, and found again by its e-mail instead of made twice', async () => {
    const given = { email: 'Anna@Example.com', attributes: { firstName: 'Anna' }, lists: ['by-hand'], tags: ['new'] }
    const made = await ask('POST', '/api/contacts', given)
    expect(made).toMatchObject({ status: 201, body: { created: true } })
    const again = await ask('POST', '/api/contacts', { email: 'anna@example.com', tags: ['again'] })
    expect(again).toMatchObject({ status: 200, body: { id: made.body.id, created: false } })
    await rig.settle()
    const { body } = await ask('GET', `/api/contacts/${made.body.id}`)
    expect(body).toMatchObject({ email: 'anna@example.com', attributes: { firstName: 'Anna' }, lists: ['by-hand'] })
    expect(body.tags).toEqual(['new', 'again'])
  })

  test('without a name to go by, or with one that is none, is refused', async () => {
    expect((await ask('POST', '/api/contacts', { phone: '+393331234567' })).status).toBe(400)
    expect((await ask('POST', '/api/contacts', { email: 'not an address' })).status).toBe(422)
  })
})

test('an export has a line for everyone found, a column for each piece of data, and no cell a spreadsheet would run', async () => {
  const reply = await rig.ask('GET', '/api/contacts.csv?kind=known')
  expect(reply.headers['content-type']).toContain('text/csv')
  const lines = reply.body.trim().split('\r\n')
  expect(lines[0]).toContain('"email","phone","userId","tags"')
  expect(lines[0]).toContain('"city"')
  expect(lines).toHaveLength(5)
  expect(reply.body).toContain(`"'=cmd()"`)
  const { body } = await ask('GET', '/api/audit')
  expect(body.items).toContainEqual(expect.objectContaining({ action: 'contacts.export' }))
})

describe('a list', () => {
  test('tells which flows speak of it, and is not deleted while a published one does', async () => {
    const { body } = await ask('GET', '/api/lists/readers')
    expect(body).toMatchObject({ members: 1, uses: [{ flow, name: 'Readers', published: true, starts: true }] })
    expect(await ask('DELETE', '/api/lists/readers')).toMatchObject({ status: 409, body: { code: 'LIST_IN_USE' } })
  })

  test('that nobody speaks of is deleted with its memberships', async () => {
    expect((await ask('DELETE', '/api/lists/by-hand')).status).toBe(200)
    expect((await ask('GET', '/api/lists/by-hand')).status).toBe(404)
    expect(await emails('list=by-hand')).toEqual([])
    expect((await ask('DELETE', '/api/lists/by-hand')).status).toBe(404)
  })
})

test('today tells what was counted and what needs somebody', async () => {
  await rig.ask('POST', `/api/flows/${flow}/pause`, { reason: 'a test' })
  const broken = await ask('POST', '/api/flows', {
    document: {
      format: 1,
      name: 'Broken',
      settings: {},
      nodes: { start: { type: 'core.event-happens', version: 1, config: {}, at: { x: 0, y: 0 } } },
      edges: [],
    },
  })
  const { body } = await ask('GET', '/api/today')
  expect(body.numbers.find(({ name }: { name: string }) => name === 'entered')).toMatchObject({ now: 2, before: [] })
  expect(body.attention.paused).toEqual([{ flow, name: 'Readers' }])
  expect(body.attention.problems).toEqual([{ flow: broken.body.id, name: 'Broken', errors: expect.any(Number) }])
})
