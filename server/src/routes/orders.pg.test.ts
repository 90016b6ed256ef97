import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { helloFlow, makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes })
  await rig.send('identify', { userId: 'maria', traits: { email: 'maria@example.com', consents: { email: true } } })
  await rig.settle()
})
afterAll(() => rig.close())

/** A flow of its own with Maria waiting at `pause`. */
async function mariaInside(): Promise<string> {
  const { id } = await rig.ok('POST', '/api/flows', {
    document: { ...helloFlow, settings: { ...helloFlow.settings, reentry: { mode: 'always' } } },
  })
  await rig.ok('POST', `/api/flows/${id}/publish`, { revision: 1 })
  const [person] = (await rig.ok('GET', '/api/contacts?userId=maria')).items
  await rig.ok('POST', `/api/flows/${id}/enroll`, { contacts: [person.id] })
  await rig.settle()
  return id
}

/** The drawing without its wait. */
const withoutPause = {
  ...helloFlow,
  settings: { ...helloFlow.settings, reentry: { mode: 'always' } },
  nodes: { start: helloFlow.nodes.start, mail: helloFlow.nodes.mail, end: helloFlow.nodes.end },
  edges: [
    { from: 'start', port: 'started', to: 'mail' },
    { from: 'mail', port: 'sent', to: 'end' },
  ],
}

describe('orders for those inside', () => {
  test('are counted first, then carried out; what does not fit is refused', async () => {
    const flow = await rig.ok('POST', '/api/flows', {
      document: { ...helloFlow, settings: { ...helloFlow.settings, reentry: { mode: 'always' } } },
    })
    await rig.ok('POST', `/api/flows/${flow.id}/publish`, { revision: 1 })
    const [person] = (await rig.ok('GET', '/api/contacts?userId=maria')).items
    await rig.ok('POST', `/api/flows/${flow.id}/enroll`, { contacts: [person.id] })
    await rig.settle()
    const filter = { flow: flow.id, node: 'pause' }
    expect(await rig.ok('POST', '/api/enrollments/verbs', { filter, verb: 'end', preview: true })).toMatchObject({
      matched: 1,
      changed: null,
    })
    expect(await rig.problem('POST', '/api/enrollments/verbs', { filter, verb: 'move' })).toMatchObject({
      status: 400,
      pointer: '/to',
    })
    expect(
      (await rig.problem('POST', '/api/enrollments/verbs', { filter, verb: 'move', to: 'nowhere', reason: 'a test' })).status,
    ).toBeGreaterThanOrEqual(400)
    expect(await rig.problem('POST', '/api/enrollments/verbs', { filter: {}, verb: 'end', reason: 'a test' })).toMatchObject({
      status: 400,
      pointer: '/filter',
    })
    expect(await rig.ok('POST', '/api/enrollments/verbs', { filter, verb: 'skip', reason: 'a test' })).toMatchObject({
      matched: 1,
      changed: 1,
    })
    await rig.settle()
    expect((await rig.ok('GET', `/api/flows/${flow.id}/enrollments`)).items).toEqual([])
  })
})

test('a changed drawing is published with what becomes of those inside; a map of nowhere publishes nothing', async () => {
  const flow = await rig.ok('POST', '/api/flows', {
    document: { ...helloFlow, settings: { ...helloFlow.settings, reentry: { mode: 'always' } } },
  })
  await rig.ok('POST', `/api/flows/${flow.id}/publish`, { revision: 1 })
  const [person] = (await rig.ok('GET', '/api/contacts?userId=maria')).items
  await rig.ok('POST', `/api/flows/${flow.id}/enroll`, { contacts: [person.id] })
  await rig.settle()
  await rig.ok('POST', `/api/flows/${flow.id}/draft/edits`, {
    revision: 1,
    edits: [{ do: 'setConfig', id: 'pause', path: '/duration', value: 'P9D' }],
  })
  expect(await rig.ok('GET', `/api/flows/${flow.id}/migration-plan`)).toMatchObject({
    inside: 1,
    nodes: [{ node: 'pause', inside: 1, versions: [1], change: 'changed' }],
  })
  const publish = (migration: object) => ['POST', `/api/flows/${flow.id}/publish`, { revision: 2, migration }] as const
  expect((await rig.problem(...publish({ pause: { do: 'move', to: 'nowhere' } }))).status).toBeGreaterThanOrEqual(400)
  expect((await rig.ok('GET', `/api/flows/${flow.id}`)).version).toBe(1)
  expect(await rig.problem(...publish({ pause: { do: 'jump' } }))).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
  expect(await rig.ok(...publish({ pause: { do: 'end' } }))).toMatchObject({ version: 2, migrated: { moved: 0, ended: 1 } })
  expect((await rig.ok('GET', `/api/flows/${flow.id}/enrollments`)).items).toEqual([])
})

test('a publish that takes a block from people asks, in a problem that a dialog can draw; an answer carries it out', async () => {
  const id = await mariaInside()
  await rig.ok('PUT', `/api/flows/${id}/draft`, { revision: 1, document: withoutPause })
  const question = await rig.problem('POST', `/api/flows/${id}/publish`, { revision: 2 })
  expect(question).toMatchObject({
    status: 409,
    code: 'MIGRATION_NEEDED',
    inside: 1,
    nodes: ['pause'],
    plan: {
      inside: 1,
      nodes: [
        {
          node: 'pause',
          inside: 1,
          held: 0,
          failed: 0,
          versions: [1],
          change: 'removed',
          asks: true,
          mustAnswer: true,
          waits: true,
          canCarry: false,
        },
      ],
      targets: expect.arrayContaining(['mail', 'end']),
    },
  })
  const migration = { pause: { do: 'move', to: 'end' } }
  expect(await rig.ok('POST', `/api/flows/${id}/publish`, { revision: 2, migration, preview: true })).toMatchObject({
    version: 2,
    newVersion: true,
    would: { moved: 1, ended: 0, stayed: 0 },
  })
  expect((await rig.ok('GET', `/api/flows/${id}`)).version).toBe(1)
  const done = await rig.ok('POST', `/api/flows/${id}/publish`, { revision: 2, migration, reason: 'the wait was too long' })
  expect(done).toMatchObject({ version: 2, migrated: { moved: 1, order: { kind: 'migrate', state: 'done', progress: 1 } } })
  expect(await rig.ok('GET', `/api/orders/${done.migrated.order.id}`)).toMatchObject({
    flow: id,
    reason: 'the wait was too long',
  })
  expect((await rig.ok('GET', `/api/orders?flow=${id}`)).items).toHaveLength(1)
})

test('an earlier version is made live again, its drawing put into the draft, and each version tells its own numbers', async () => {
  const id = await mariaInside()
  await rig.ok('PUT', `/api/flows/${id}/draft`, { revision: 1, document: withoutPause })
  await rig.ok('POST', `/api/flows/${id}/publish`, { revision: 2, migration: {} })
  expect((await rig.ok('GET', `/api/flows/${id}/versions`)).items).toMatchObject([
    { version: 2, live: true, inside: 0 },
    { version: 1, live: false, inside: 1 },
  ])
  expect((await rig.ok('GET', `/api/flows/${id}/counts?version=1`)).nodes.pause).toMatchObject({ inside: 1 })
  expect((await rig.ok('GET', `/api/flows/${id}/counts?version=2`)).nodes).toEqual({})
  expect(await rig.problem('GET', `/api/flows/${id}/counts?version=9`)).toMatchObject({ status: 404, code: 'VERSION_UNKNOWN' })
  expect(await rig.ok('POST', `/api/flows/${id}/roll-back`, { version: 1, reason: 'a test' })).toMatchObject({
    version: 1,
    newVersion: false,
  })
  expect((await rig.ok('GET', `/api/flows/${id}`)).version).toBe(1)
  expect(Object.keys((await rig.ok('GET', `/api/flows/${id}/draft`)).document.nodes)).toHaveLength(3)
  expect(await rig.ok('POST', `/api/flows/${id}/draft/restore`, { revision: 2, version: 1 })).toMatchObject({ revision: 3 })
  const restored = (await rig.ok('GET', `/api/flows/${id}/draft`)).document
  expect(restored.nodes.mail.config.content).toEqual(helloFlow.nodes.mail.config.content)
  expect(await rig.problem('POST', `/api/flows/${id}/draft/restore`, { revision: 2, version: 1 })).toMatchObject({
    code: 'REVISION_STALE',
  })
  expect(await rig.problem('POST', `/api/flows/${id}/roll-back`, { version: 9, reason: 'a test' })).toMatchObject({
    status: 404,
    code: 'VERSION_UNKNOWN',
  })
})

test('each verb is counted first and changes nothing by that; the audit log, page by page, tells who gave it and why', async () => {
  const id = await mariaInside()
  for (const verb of ['pause', 'close', 'stop'])
    expect(await rig.ok('POST', `/api/flows/${id}/${verb}`, { preview: true })).toMatchObject({
      state: 'live',
      preview: true,
      counts: { inside: 1 },
      order: null,
    })
  expect(await rig.problem('POST', `/api/flows/${id}/resume`, { preview: true })).toMatchObject({
    status: 409,
    code: 'FLOW_STATE',
  })
  await rig.ok('POST', `/api/flows/${id}/pause`, { reason: 'a wrong price' })
  expect(await rig.ok('POST', `/api/flows/${id}/resume`, { preview: true })).toMatchObject({
    state: 'paused',
    counts: { waits: 1, waitsOverdue: 0, entriesKeptOut: 0, messagesOverdue: 0 },
  })
  await rig.ok('POST', `/api/flows/${id}/resume`, { reason: 'price mended', waits: 'wentOn' })
  await rig.ok('POST', `/api/flows/${id}/close`, { reason: 'enough' })
  expect(await rig.problem('POST', `/api/flows/${id}/archive`, { reason: 'old' })).toMatchObject({
    code: 'FLOW_HAS_PEOPLE',
    inside: 1,
  })
  const told: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const reply: { items: { action: string; reason: string | null }[]; next: string | null } = await rig.ok(
      'GET',
      `/api/audit?subject=flow:${id}&limit=2${next === '' ? '' : `&after=${next}`}`,
    )
    told.push(...reply.items.map(({ action, reason }) => `${action}: ${reason}`))
    next = reply.next
  }
  expect(told.slice(0, 3)).toEqual(['flow.close: enough', 'flow.resume: price mended', 'flow.pause: a wrong price'])
  expect(told).toHaveLength(new Set(told).size)
})

test('a word of the language is no block: nobody is moved to it, by a verb or by a publish', async () => {
  const flow = await mariaInside()
  const order = { filter: { flow }, verb: 'move', to: 'constructor', reason: 'a test' }
  expect(await rig.problem('POST', '/api/enrollments/verbs', order)).toMatchObject({ status: 422, code: 'NODE_NOT_IN_VERSION' })
  const migration = { pause: { do: 'move', to: 'constructor' } }
  const publish = { version: 1, migration, preview: true }
  expect(await rig.problem('POST', `/api/flows/${flow}/roll-back`, publish)).toMatchObject({
    status: 422,
    code: 'MIGRATION_INVALID',
  })
})

test('a map that names a block no version has is refused, and says where people stand: a slip would leave them there', async () => {
  const flow = await mariaInside()
  const migration = { puase: { do: 'end' } }
  for (const preview of [true, false])
    expect(await rig.problem('POST', `/api/flows/${flow}/publish`, { revision: 1, migration, preview })).toMatchObject({
      status: 422,
      code: 'MIGRATION_INVALID',
      detail: expect.stringContaining('no version of this flow has such a node'),
    })
  const { revision } = await rig.ok('PUT', `/api/flows/${flow}/draft`, { revision: 1, document: withoutPause })
  expect(await rig.problem('POST', `/api/flows/${flow}/publish`, { revision, migration })).toMatchObject({
    status: 422,
    code: 'MIGRATION_INVALID',
    detail: expect.stringContaining('people stand at pause'),
  })
  expect((await rig.ok('GET', `/api/flows/${flow}`)).version).toBe(1)
})

test('a verb given a member that is not its own is refused: it would have been passed over', async () => {
  const flow = await mariaInside()
  const ask = (order: object) => rig.problem('POST', '/api/enrollments/verbs', { filter: { flow }, ...order })
  for (const verb of ['retry', 'skip', 'end', 'hold', 'release'])
    expect(await ask({ verb, to: 'mail' })).toMatchObject({
      status: 400,
      code: 'INPUT_INVALID',
      detail: expect.stringContaining('/to'),
    })
  for (const verb of ['retry', 'end', 'hold', 'release'])
    expect(await ask({ verb, port: 'sent' })).toMatchObject({
      status: 400,
      code: 'INPUT_INVALID',
      detail: expect.stringContaining('/port'),
    })
  expect(await ask({ verb: 'move', to: 'mail', port: 'sent' })).toMatchObject({ status: 400, code: 'INPUT_INVALID' })
})

test('people are held and released, and sending is stopped with its counts shown first', async () => {
  const id = await mariaInside()
  const filter = { flow: id, node: 'pause' }
  const hold = { filter, verb: 'hold', reason: 'a complaint' }
  expect(await rig.ok('POST', '/api/enrollments/verbs', hold)).toMatchObject({
    matched: 1,
    changed: 1,
    gone: 0,
    order: { kind: 'hold' },
  })
  expect((await rig.ok('GET', `/api/flows/${id}/enrollments?state=held`)).items).toMatchObject([
    { node: 'pause', because: { code: 'HELD', values: { reason: 'a complaint' } } },
  ])
  expect(await rig.ok('POST', '/api/enrollments/verbs', { filter, verb: 'release', reason: 'looked into' })).toMatchObject({
    changed: 1,
  })
  expect(
    await rig.problem('POST', '/api/enrollments/verbs', { filter: { flow: '999999' }, verb: 'end', reason: 'a test' }),
  ).toMatchObject({
    status: 404,
    code: 'FLOW_UNKNOWN',
  })
  const stop = { flow: id, node: 'mail' }
  expect(await rig.ok('POST', '/api/stop-sending', { ...stop, preview: true })).toMatchObject({ stopped: false, held: 0 })
  expect((await rig.ok('GET', '/api/stop-sending')).items).toEqual([])
  expect(await rig.ok('POST', '/api/stop-sending', { ...stop, reason: 'a typo' })).toMatchObject({ stopped: true })
  expect((await rig.ok('GET', '/api/stop-sending')).items).toMatchObject([
    { id: `message:${id}:mail`, handedOver: 0, held: 0, waiting: expect.any(Number) },
  ])
  expect(await rig.ok('POST', '/api/stop-sending', { ...stop, stopped: false, reason: 'mended' })).toMatchObject({
    stopped: false,
  })
  expect(await rig.problem('POST', '/api/stop-sending', { flow: '999999', reason: 'a test' })).toMatchObject({
    status: 404,
    code: 'FLOW_UNKNOWN',
  })
  expect(await rig.problem('GET', '/api/orders/999999')).toMatchObject({ status: 404, code: 'ORDER_UNKNOWN' })
})

test('the API describes what publishing asks, with examples', async () => {
  const api = (await rig.app.inject('/api/openapi.json')).json()
  const { post } = api.paths['/api/flows/{id}/publish']
  const asked = JSON.stringify(post.responses['409'])
  for (const member of ['inside', 'canCarry', 'targets', 'MIGRATION_NEEDED']) expect(asked).toContain(member)
  for (const address of [
    '/api/flows/{id}/publish',
    '/api/flows/{id}/roll-back',
    '/api/flows/{id}/resume',
    '/api/enrollments/verbs',
  ])
    expect(JSON.stringify(api.paths[address].post.requestBody)).toContain('example')
})

test('every verb that touches people asks why, says what to send, and does nothing without; only counting needs no reason', async () => {
  const id = await mariaInside()
  const verbs: [string, object][] = [
    ...['close', 'stop', 'archive', 'resume'].map((verb): [string, object] => [`/api/flows/${id}/${verb}`, {}]),
    [`/api/flows/${id}/roll-back`, { version: 1 }],
    ...['retry', 'skip', 'end', 'hold', 'release'].map((verb): [string, object] => [
      '/api/enrollments/verbs',
      { verb, filter: { flow: id } },
    ]),
    ['/api/enrollments/verbs', { verb: 'move', to: 'mail', filter: { flow: id } }],
    ['/api/stop-sending', { stopped: false }],
  ]
  for (const [url, body] of verbs)
    for (const given of [body, { ...body, reason: '  ' }])
      expect(await rig.problem('POST', url, given)).toMatchObject({
        status: 400,
        code: 'REASON_MISSING',
        pointer: '/reason',
        detail: expect.stringContaining('{"reason": "a wrong price"}'),
      })
  expect(await rig.ok('GET', `/api/flows/${id}`)).toMatchObject({ state: 'live', inside: 1 })
  // In a panic nobody is asked anything.
  await rig.ok('POST', '/api/stop-sending', { flow: id })
  await rig.ok('POST', `/api/flows/${id}/pause`)
  expect(await rig.ok('GET', `/api/flows/${id}`)).toMatchObject({ state: 'paused' })
  expect(await rig.ok('POST', `/api/flows/${id}/stop`, { preview: true })).toMatchObject({ counts: { inside: 1 } })
})
