import { openOutboundHttp } from '@snodo/channels'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
let flow: string
const http = openOutboundHttp({ allowHosts: [] })
const people = ['maria', 'luca', 'giulia']

beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes, http, start: '2026-03-02T12:00:00Z' })
  flow = await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      // An address of our own network, which nothing of ours calls: the step fails for good, and no line leaves its branch.
      tell: ['core.call-webhook', { url: 'http://127.0.0.1:9/hook' }],
      hello: ['core.send-email', { content: { subject: 'Hello', body: '<p>Hello</p>' } }],
      pause: ['core.wait', { duration: 'P1D' }],
    },
    edges: ['start:started>tell', 'tell:done>hello', 'hello:sent>pause'],
  })
  for (const userId of people)
    await rig.send('identify', {
      userId,
      traits: { firstName: userId, email: `${userId}@example.com`, consents: { email: true } },
    })
  for (const userId of people) await rig.send('track', { userId, event: 'Signed Up' })
  await rig.settle()
})
afterAll(async () => {
  await rig.close()
  await http.close()
})

async function ok(...request: Parameters<ServerRig['ask']>) {
  const reply = await rig.ask(...request)
  if (reply.statusCode >= 300) throw new Error(`${request[0]} ${request[1]}: ${reply.statusCode} ${reply.body}`)
  return reply.json()
}

const still = async () => (await ok('GET', '/api/enrollments/standing-still')).items

test('who stands still is told by flow, block and cause, and an order is given to one cause alone', async () => {
  const [group, ...more] = await still()
  expect(more).toEqual([])
  expect(group).toMatchObject({ flowId: flow, node: 'tell', state: 'failed', count: 3, lastHour: 3 })
  expect(group.because.code).toBe(group.code)

  const other = { flow, node: 'tell', state: 'failed', because: 'NODE_THREW' }
  expect(await ok('POST', '/api/enrollments/verbs', { filter: other, verb: 'skip', preview: true })).toMatchObject({ matched: 0 })
  const filter = { ...other, because: group.code }
  expect(await ok('POST', '/api/enrollments/verbs', { filter, verb: 'retry', preview: true })).toMatchObject({ matched: 3 })

  rig.clock.turnBy(2 * 3_600_000)
  expect((await still())[0]).toMatchObject({ count: 3, lastHour: 0, since: '2026-03-02T12:00:00.000Z' })
  expect((await ok('GET', `/api/enrollments/standing-still?flow=${flow}&node=pause`)).items).toEqual([])
})

test('those at a block are searched by name and address, and by cause', async () => {
  const at = async (query: string) =>
    (await ok('GET', `/api/flows/${flow}/enrollments?node=tell&${query}`)).items.map(
      (each: { contact: { firstName: string } }) => each.contact.firstName,
    )
  expect(await at('search=ULIA')).toEqual(['giulia'])
  expect(await at('search=luca%40')).toEqual(['luca'])
  expect(await at('search=%25')).toEqual([])
  expect(await at('because=NODE_THREW')).toEqual([])
})

test('what is on its way out is told by block, with who published it and what stops it; what is held waits there', async () => {
  await ok('POST', '/api/stop-sending', { flow, node: 'hello', reason: 'wrong price' })
  await ok('POST', '/api/enrollments/verbs', { filter: { flow, node: 'tell' }, verb: 'skip', reason: 'the hook is gone' })
  await rig.settle()
  const { items, atLeast } = await ok('GET', '/api/sending-now')
  expect(atLeast).toBe(false)
  expect(items).toEqual([
    expect.objectContaining({
      flowId: flow,
      node: 'hello',
      channel: 'email',
      due: 3,
      inHand: 0,
      later: 0,
      version: 1,
      stoppedBy: `message:${flow}:hello`,
      perMinute: 0,
      minutesLeft: null,
    }),
  ])
  expect(items[0].publishedBy).toEqual(expect.any(String))
  await ok('POST', '/api/stop-sending', { flow, node: 'hello', stopped: false, reason: 'the price is right' })
  await rig.settle()
  expect((await ok('GET', '/api/sending-now')).items).toEqual([])
})

test('the operations in numbers: what waits, who stands still, whether what must hold does', async () => {
  await ok('POST', '/api/enrollments/verbs', { filter: { flow, node: 'pause' }, verb: 'hold', reason: 'a complaint' })
  expect(await still()).toEqual([expect.objectContaining({ state: 'held', node: 'pause', code: 'HELD', count: 3 })])
  expect(await ok('GET', '/api/health/operations')).toMatchObject({
    waiting: { inbox: { count: 0, oldestSeconds: null }, messages: { count: 0 } },
    inside: 3,
    failed: 0,
    invariants: { holds: null, broken: 0, checkedSince: null },
  })
})

test('the audit log is asked by what was done and by whom', async () => {
  const told = async (query: string) =>
    (await ok('GET', `/api/audit?${query}`)).items.map((row: { action: string; reason: string | null }) => [
      row.action,
      row.reason,
    ])
  expect(await told('action=enrollments')).toEqual([
    ['enrollments.hold', 'a complaint'],
    ['enrollments.skip', 'the hook is gone'],
  ])
  expect(await told('action=sending.stop')).toEqual([['sending.stop', 'wrong price']])
  expect(await told('actor=nobody-we-know')).toEqual([])
})
