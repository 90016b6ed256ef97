import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { helloFlow, makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes })
})
afterAll(() => rig.close())

describe('a flow over the API, from the drawing to the message', () => {
  let id: string

  test('is created from a document and answers 201 with its id, revision and document', async () => {
    const reply = await rig.ask('POST', '/api/flows', { document: helloFlow })
    expect(reply.statusCode).toBe(201)
    expect(reply.json()).toMatchObject({ revision: 1, document: helloFlow })
    id = reply.json().id
    expect(reply.headers.location).toBe(`/api/flows/${id}`)
  })

  test('the document alone as the body means the same', async () => {
    expect(await rig.ok('POST', '/api/flows', helloFlow)).toMatchObject({ revision: 1, document: { name: 'Hello' } })
    expect(await rig.ok('POST', '/api/flows', { name: 'Empty' })).toMatchObject({ document: { name: 'Empty', nodes: {} } })
  })

  test('its draft is changed by operations and as a whole; a stale revision is refused with the present one', async () => {
    const edits = [{ do: 'setName', name: 'Hello again' }]
    expect(await rig.ok('POST', `/api/flows/${id}/draft/edits`, { revision: 1, edits })).toMatchObject({
      revision: 2,
      document: { name: 'Hello again' },
    })
    expect(await rig.ok('PUT', `/api/flows/${id}/draft`, { revision: 2, document: helloFlow })).toMatchObject({ revision: 3 })
    const stale = await rig.problem('PUT', `/api/flows/${id}/draft`, { revision: 2, document: helloFlow })
    expect(stale).toMatchObject({ status: 409, code: 'REVISION_STALE', revision: 3 })
    expect((await rig.ok('GET', `/api/flows/${id}/draft`)).revision).toBe(3)
  })

  test('who is behind is told what was done since, by whom and when, and knows its own changes by their key', async () => {
    const flow = await rig.ok('POST', '/api/flows', { document: helloFlow })
    const edits = [{ do: 'setName', name: 'By operations' }]
    await rig.ok('POST', `/api/flows/${flow.id}/draft/edits`, { revision: 1, edits, key: 'tab-1' })
    await rig.ok('PUT', `/api/flows/${flow.id}/draft`, { revision: 2, document: helloFlow })
    expect(await rig.ok('GET', `/api/flows/${flow.id}/draft/edits?after=1`)).toEqual({
      revision: 3,
      items: [
        { revision: 2, edits, key: 'tab-1', author: 'admin token', at: expect.stringMatching(/Z$/) },
        { revision: 3, edits: null, key: null, author: 'admin token', at: expect.stringMatching(/Z$/) },
      ],
      next: null,
    })
    expect(await rig.ok('GET', `/api/flows/${flow.id}/draft/edits?after=3`)).toMatchObject({ revision: 3, items: [] })
    expect(await rig.problem('GET', '/api/flows/999999/draft/edits?after=0')).toMatchObject({ status: 404 })
  })

  test('is tried on a made-up contact: the trace says what would be sent, in ISO time', async () => {
    const trace = await rig.ok('POST', `/api/flows/${id}/simulate`, {
      contact: { email: 'try@example.com', attributes: { firstName: 'Maria' } },
      at: '2026-03-02T09:00:00Z',
      draft: helloFlow,
    })
    expect(trace.messages).toMatchObject([
      { node: 'mail', fate: 'sent', at: '2026-03-02T09:00:00.000Z', rendered: { subject: 'Ciao Maria' } },
    ])
    expect(trace.end).toMatchObject({ at: '2026-03-03T09:00:00.000Z' })
  })

  test('a trial may begin at an instant in milliseconds; a member it does not know is named with those it does', async () => {
    const trial = { contact: { email: 'try@example.com' }, at: Date.parse('2026-03-02T09:00:00Z'), draft: helloFlow }
    expect((await rig.ok('POST', `/api/flows/${id}/simulate`, trial)).end).toMatchObject({ at: '2026-03-03T09:00:00.000Z' })
    const wrong = await rig.problem('POST', `/api/flows/${id}/simulate`, { ...trial, contact: { firstName: 'Maria' } })
    expect(wrong).toMatchObject({ pointer: '/contact/firstName', expected: expect.stringContaining('attributes') })
  })

  test('its waits tell until when who came now would stay, and its re-entry how many would get in again', async () => {
    const at = '2026-03-02T09:00:00Z'
    const wait = { type: 'core.wait', version: 1, config: { duration: 'P1D', at: '10:00' }, at: { x: 0, y: 0 } }
    const draft = {
      ...helloFlow,
      settings: { ...helloFlow.settings, timeZone: 'Europe/Rome' },
      nodes: { ...helloFlow.nodes, rest: wait },
    }
    expect(await rig.ok('POST', `/api/flows/${id}/waits`, { at, draft })).toMatchObject({
      at: '2026-03-02T09:00:00.000Z',
      waits: { rest: { until: '2026-03-03T09:00:00.000Z', port: 'after', zone: 'Europe/Rome', zoneFrom: 'flow' } },
    })
    const contact = { attributes: { timeZone: 'America/New_York' } }
    expect((await rig.ok('POST', `/api/flows/${id}/waits`, { at, draft, contact })).waits.rest).toMatchObject({
      until: '2026-03-03T15:00:00.000Z',
      zoneFrom: 'contact',
    })
    expect(await rig.ok('POST', `/api/flows/${id}/reentry`, {})).toMatchObject({
      words: { en: 'Everyone enters once.', it: 'Ciascuno entra una volta sola.' },
      entered: 0,
      inside: 0,
      again: 0,
    })
  })

  test('is checked and published', async () => {
    const { findings } = await rig.ok('POST', `/api/flows/${id}/check`)
    expect(findings.filter((each: { severity: string }) => each.severity === 'error')).toEqual([])
    expect(await rig.ok('POST', `/api/flows/${id}/publish`, { revision: 3 })).toMatchObject({ version: 1, newVersion: true })
    expect((await rig.ok('GET', `/api/flows/${id}/versions`)).items).toMatchObject([
      { version: 1, publishedBy: 'admin token', revision: 3 },
    ])
    expect((await rig.ok('GET', `/api/flows/${id}/versions/1`)).document.nodes.mail.config.content.subject).toBe(
      'Ciao {{ contact.firstName }}',
    )
  })

  test('an event brings a contact in; counts, enrollments, messages and the timeline tell of it', async () => {
    await rig.send('identify', {
      userId: 'maria',
      traits: { firstName: 'Maria', email: 'maria@example.com', consents: { email: true } },
    })
    await rig.send('track', { userId: 'maria', event: 'Signed Up' })
    await rig.settle()
    expect(await rig.ok('GET', `/api/flows/${id}/counts`)).toMatchObject({
      type: 'snapshot',
      flow: id,
      seq: expect.any(String),
      nodes: { mail: { inside: 0, entered: 1 }, pause: { inside: 1, entered: 1 } },
      edges: { 'mail:sent': 1 },
    })
    expect((await rig.ok('GET', `/api/flows/${id}`)).inside).toBe(1)
    const inside = await rig.ok('GET', `/api/flows/${id}/enrollments?node=pause`)
    expect(inside.items).toMatchObject([
      {
        node: 'pause',
        state: 'active',
        dueAt: '2026-03-03T09:00:00.000Z',
        contact: { email: 'maria@example.com', firstName: 'Maria' },
      },
    ])
    const messages = await rig.ok('GET', `/api/messages?flow=${id}`)
    expect(messages.items).toMatchObject([{ state: 'sent', channel: 'email', node: 'mail', subject: 'Ciao Maria' }])
    expect((await rig.ok('GET', '/api/messages?state=notSent')).items).toEqual([])
    const [person] = (await rig.ok('GET', '/api/contacts?userId=maria')).items
    const timeline = await rig.ok('GET', `/api/contacts/${person.id}/timeline`)
    expect(new Set(timeline.items.map((each: { kind: string }) => each.kind))).toEqual(
      new Set(['event', 'message', 'entry', 'steps', 'consent']),
    )
    expect(JSON.stringify(timeline)).not.toContain('+00:00')
  })

  test('pause, resume, close and stop each answer with the state; what does not fit is refused', async () => {
    expect(await rig.ok('POST', `/api/flows/${id}/pause`, { reason: 'a test' })).toMatchObject({ state: 'paused' })
    expect(await rig.problem('POST', `/api/flows/${id}/pause`, { reason: 'a test' })).toMatchObject({
      status: 409,
      code: 'FLOW_STATE',
    })
    expect(await rig.ok('POST', `/api/flows/${id}/resume`, { waits: 'wentOn', overdue: 'none', reason: 'a test' })).toMatchObject(
      { state: 'live' },
    )
    expect(await rig.ok('POST', `/api/flows/${id}/close`, { reason: 'a test' })).toMatchObject({ state: 'closed' })
    expect(await rig.ok('POST', `/api/flows/${id}/stop`, { reason: 'a test' })).toMatchObject({
      state: 'stopped',
      counts: { ended: 1 },
    })
    expect((await rig.ok('GET', `/api/flows/${id}/enrollments`)).items).toEqual([])
  })

  test('a flow somebody entered is not deleted, one nobody entered is', async () => {
    expect(await rig.problem('DELETE', `/api/flows/${id}`)).toMatchObject({ status: 409, code: 'FLOW_IN_USE' })
    const other = await rig.ok('POST', '/api/flows', { name: 'Short lived' })
    expect(await rig.ok('DELETE', `/api/flows/${other.id}`)).toEqual({ ok: true })
    expect(await rig.problem('GET', `/api/flows/${other.id}`)).toMatchObject({ status: 404, code: 'FLOW_UNKNOWN' })
  })
})

describe('letting people in by hand', () => {
  test('known contacts enter a live flow; an unknown one refuses the whole request', async () => {
    const flow = await rig.ok('POST', '/api/flows', { document: helloFlow })
    await rig.ok('POST', `/api/flows/${flow.id}/publish`, { revision: 1 })
    const [person] = (await rig.ok('GET', '/api/contacts?userId=maria')).items
    expect(await rig.ok('POST', `/api/flows/${flow.id}/enroll`, { contacts: [person.id], preview: true })).toEqual({
      matched: 1,
      requested: 0,
      order: null,
    })
    expect(await rig.ok('POST', `/api/flows/${flow.id}/enroll`, { contacts: [person.id] })).toEqual({
      matched: 1,
      requested: 1,
      order: null,
    })
    await rig.settle()
    expect((await rig.ok('GET', `/api/flows/${flow.id}/enrollments`)).items).toHaveLength(1)
    expect(await rig.problem('POST', `/api/flows/${flow.id}/enroll`, { contacts: [person.id, '999999'] })).toMatchObject({
      status: 422,
      code: 'CONTACTS_UNKNOWN',
    })
  })

  test('an id may come as a number, as programs keep it', async () => {
    const flow = await rig.ok('POST', '/api/flows', { document: helloFlow })
    await rig.ok('POST', `/api/flows/${flow.id}/publish`, { revision: 1 })
    const [person] = (await rig.ok('GET', '/api/contacts?userId=maria')).items
    expect(await rig.ok('POST', `/api/flows/${flow.id}/enroll`, { contacts: [Number(person.id)] })).toMatchObject({
      matched: 1,
      requested: 1,
    })
    await rig.settle()
    expect((await rig.ok('GET', `/api/flows/${flow.id}/enrollments`)).items).toMatchObject([{ contactId: person.id }])
  })

  test('a segment lets in whoever its condition describes, and nobody else', async () => {
    const flow = await rig.ok('POST', '/api/flows', { document: helloFlow })
    await rig.ok('POST', `/api/flows/${flow.id}/publish`, { revision: 1 })
    for (const [userId, city] of [
      ['seg-1', 'Rome'],
      ['seg-2', 'Rome'],
      ['seg-3', 'Milan'],
    ])
      await rig.send('identify', { userId, traits: { city } })
    await rig.settle()
    const segment = { type: 'attribute', field: 'city', is: 'equals', value: 'Rome' }
    expect(await rig.ok('POST', `/api/flows/${flow.id}/enroll`, { segment, preview: true })).toEqual({
      matched: 2,
      requested: 0,
      order: null,
    })
    expect(await rig.ok('POST', `/api/flows/${flow.id}/enroll`, { segment })).toMatchObject({
      matched: 2,
      requested: 2,
      order: { kind: 'enroll', state: 'done', progress: 1 },
    })
    await rig.settle()
    expect((await rig.ok('GET', `/api/flows/${flow.id}/enrollments`)).items).toHaveLength(2)
    const unfit = await rig.problem('POST', `/api/flows/${flow.id}/enroll`, { segment: { type: 'moon' } })
    expect(unfit).toMatchObject({ status: 422, code: 'SEGMENT_INVALID', pointer: '/type' })
    expect(await rig.problem('POST', `/api/flows/${flow.id}/enroll`, {})).toMatchObject({ status: 400 })
    expect((await rig.ok('GET', `/api/flows/${flow.id}/enrollments`)).items).toHaveLength(2)
  })
})

describe('bad input is refused in words and changes nothing', () => {
  const broken = (change: object) => ({ document: { ...helloFlow, ...change } })
  test.each([
    ['no body', 'POST', '/api/flows', undefined, 400, 'BODY_MISSING'],
    ['not an object', 'POST', '/api/flows', [], 400, 'INPUT_INVALID'],
    ['an unknown member', 'POST', '/api/flows', { documnt: helloFlow }, 400, undefined],
    ['a document of a newer format', 'POST', '/api/flows', broken({ format: 99 }), 400, 'FORMAT_UNKNOWN'],
    ['a document without edges', 'POST', '/api/flows', broken({ edges: undefined }), 400, 'DOCUMENT_INVALID'],
    [
      'a node named __proto__',
      'POST',
      '/api/flows',
      broken({ nodes: JSON.parse('{"__proto__x":{"type":"a"}}') }),
      400,
      'DOCUMENT_INVALID',
    ],
    ['another product’s JSON', 'POST', '/api/flows', { nodes: [{ id: '1', type: 'trigger' }], connections: {} }, 400, undefined],
    ['an id that is none', 'GET', '/api/flows/abc', undefined, 400, 'INPUT_INVALID'],
    ['an id of nothing', 'GET', '/api/flows/424242', undefined, 404, 'FLOW_UNKNOWN'],
    ['an id beyond 64 bits', 'GET', '/api/flows/9999999999999999999', undefined, 404, 'FLOW_UNKNOWN'],
    ['a draft without its revision', 'PUT', '/api/flows/1/draft', { document: helloFlow }, 400, 'INPUT_INVALID'],
    ['a revision as text', 'PUT', '/api/flows/1/draft', { revision: '1', document: helloFlow }, 400, 'INPUT_INVALID'],
    [
      'an edit nobody knows',
      'POST',
      '/api/flows/1/draft/edits',
      { revision: 1, edits: [{ do: 'explode' }] },
      400,
      'EDIT_INVALID',
    ],
    ['publishing what was not read', 'POST', '/api/flows/1/publish', { revision: 7 }, 409, 'REVISION_STALE'],
    ['a version that is none', 'GET', '/api/flows/1/versions/zero', undefined, 400, 'INPUT_INVALID'],
    ['a cursor of another list', 'GET', '/api/flows?after=hello', undefined, 400, 'CURSOR_INVALID'],
    ['an id no column holds', 'GET', '/api/flows/9223372036854775808/migration-plan', undefined, 400, 'INPUT_INVALID'],
    [
      'a version no column holds',
      'POST',
      '/api/flows/1/roll-back',
      { version: 2_147_483_648, reason: 'a test' },
      400,
      'INPUT_INVALID',
    ],
    ['a NUL in a question', 'GET', '/api/messages?node=%00', undefined, 400, 'INPUT_INVALID'],
    ['an instant no calendar has', 'POST', '/api/flows/1/waits', { at: 8_640_000_000_000_000 }, 400, 'INPUT_INVALID'],
    ['too large a page', 'GET', '/api/flows?limit=100000', undefined, 400, 'INPUT_INVALID'],
    ['an address of nothing', 'GET', '/api/flow', undefined, 404, 'PAGE_UNKNOWN'],
    ['a method nobody speaks here', 'DELETE', '/api/node-types', undefined, 404, 'PAGE_UNKNOWN'],
  ] as const)('%s', async (_, method, url, body, status, code) => {
    const before = await rig.engine.pool.query('select count(*) as n, sum(revision) as r from flows')
    const said = await rig.problem(method, url, body)
    expect([said.status, said.code]).toEqual([status, code ?? said.code])
    expect(said.detail.length).toBeGreaterThan(20)
    expect((await rig.engine.pool.query('select count(*) as n, sum(revision) as r from flows')).rows).toEqual(before.rows)
  })

  test('broken JSON, binary, depth and size', async () => {
    const raw = (payload: string | Buffer, type = 'application/json') =>
      rig.ask('POST', '/api/flows', undefined, {
        payload,
        headers: { authorization: 'Bearer a-token-for-tests-of-the-server', 'content-type': type },
      })
    expect((await raw('{"name":')).json()).toMatchObject({ status: 400, code: 'BODY_NOT_JSON' })
    expect((await raw(Buffer.from([0xff, 0xfe, 0x00]))).json()).toMatchObject({ status: 400, code: 'BODY_NOT_JSON' })
    expect((await raw(`{"document":${'['.repeat(100_000)}`)).json()).toMatchObject({ status: 400, code: 'BODY_NOT_JSON' })
    expect((await raw(`{"document":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`)).json()).toMatchObject({ status: 400 })
    expect((await raw(JSON.stringify({ name: 'x'.repeat(3_000_000) }))).json()).toMatchObject({
      status: 413,
      code: 'BODY_TOO_LARGE',
    })
    expect((await raw('name=x', 'application/x-www-form-urlencoded')).json()).toMatchObject({
      status: 415,
      code: 'MEDIA_TYPE_UNKNOWN',
    })
  })

  test('a flow with errors is not published', async () => {
    const flow = await rig.ok('POST', '/api/flows', { document: { ...helloFlow, nodes: {}, edges: [] } })
    expect(await rig.problem('POST', `/api/flows/${flow.id}/publish`, { revision: 1 })).toMatchObject({
      status: 422,
      code: 'FLOW_HAS_ERRORS',
      findings: [{ code: 'FLOW_EMPTY', severity: 'error' }],
    })
    expect((await rig.ok('GET', `/api/flows/${flow.id}`)).state).toBe('draft')
  })
})

test('a drawing of a thousand blocks is a drawing like any other', async () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => `wait-${i}`)
  const nodes = Object.fromEntries(ids.map((id, i) => [id, { ...helloFlow.nodes.pause, at: { x: 0, y: i * 128 } }]))
  const edges = ids.slice(1).map((to, i) => ({ from: `wait-${i}`, port: 'after', to }))
  const { id, revision } = await rig.ok('POST', '/api/flows', {
    document: { ...helloFlow, name: 'Long', nodes: { ...helloFlow.nodes, ...nodes }, edges },
  })
  const read = await rig.ok('GET', `/api/flows/${id}/draft`)
  expect(Object.keys(read.document.nodes)).toHaveLength(1_004)
  expect(await rig.ok('PUT', `/api/flows/${id}/draft`, { revision, document: read.document })).toMatchObject({
    revision: revision + 1,
  })
})

test('the API describes itself, completely', async () => {
  const api = (await rig.app.inject('/api/openapi.json')).json()
  expect(api.openapi).toMatch(/^3\.1/)
  const addresses = Object.keys(api.paths)
  for (const address of [
    '/api/flows',
    '/api/flows/{id}/publish',
    '/api/contacts/import',
    '/api/messages',
    '/api/stop-sending',
    '/api/flows/{id}/simulate',
  ])
    expect(addresses).toContain(address)
  expect((await rig.app.inject('/api/flow.schema.json')).json()).toMatchObject({ type: 'object' })
  const { items } = await rig.ok('GET', '/api/node-types')
  expect(items.map((each: { type: string }) => each.type)).toContain('core.send-email')
  expect(Object.keys(items.find((each: { type: string }) => each.type === 'core.wait-for').ports)).toEqual([
    'happened',
    'timeout',
  ])
})

test('a check knows the lists and the purposes of the workspace, and a list the flow itself puts people on', async () => {
  const at = { x: 0, y: 0 }
  const asks = (list: string) => ({ id: list, name: list, when: { type: 'list', list } })
  const content = { subject: 'Ciao', body: 'Ciao' }
  const { id } = await rig.ok('POST', '/api/flows', {
    document: {
      ...helloFlow,
      nodes: {
        start: { type: 'core.list-joined', version: 1, config: { list: 'nobodys' }, at },
        put: { type: 'core.list', version: 1, config: { join: ['made-here'] }, at },
        ask: { type: 'core.branch', version: 1, config: { branches: [asks('made-here'), asks('misspelt')] }, at },
        mail: { type: 'core.send-email', version: 1, config: { content, purpose: 'promo' }, at },
        end: { type: 'core.end', version: 1, config: {}, at },
      },
      edges: [
        { from: 'start', port: 'started', to: 'put' },
        { from: 'put', port: 'next', to: 'ask' },
        { from: 'ask', port: 'made-here', to: 'mail' },
        { from: 'ask', port: 'misspelt', to: 'mail' },
        { from: 'ask', port: 'else', to: 'end' },
        { from: 'mail', port: 'sent', to: 'end' },
      ],
    },
  })
  const said = async () => {
    const { findings } = await rig.ok('POST', `/api/flows/${id}/check`)
    return findings.map(({ code, severity, path }: Record<string, string>) => `${severity} ${code} ${path ?? ''}`).toSorted()
  }
  expect(await said()).toEqual([
    'warning LIST_UNKNOWN /branches/1/when/list',
    'warning LIST_UNKNOWN /list',
    'warning PURPOSE_UNKNOWN /purpose',
  ])
  await rig.send('identify', {
    userId: 'paola',
    traits: { email: 'paola@example.com', consents: { 'email:promo': true } },
  })
  await rig.settle()
  expect(await said()).not.toContain('warning PURPOSE_UNKNOWN /purpose')
})
