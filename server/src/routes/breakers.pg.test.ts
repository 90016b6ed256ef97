import { watchFlows } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
})
afterAll(() => rig.close())

const setting = (name: string, value: unknown) => rig.ask('PUT', `/api/workspace/settings/${name}`, { value })

async function loop(event: string): Promise<string> {
  return rig.publishFlow({
    settings: { reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.order' } },
    nodes: {
      start: ['core.event-happens', { event }],
      hello: ['core.send-email', { content: { subject: 'Ciao', body: 'Ciao' } }],
      end: ['core.end', {}],
    },
    edges: ['start:started>hello', 'hello:sent>end'],
  })
}

async function orders(user: string, event: string, many: number) {
  await rig.send('identify', { userId: user, traits: { email: `${user}@example.com`, consents: { email: true } } })
  for (let n = 0; n < many; n++) await rig.send('track', { userId: user, event, properties: { order: String(n) } })
  await rig.settle()
}

test('a flow that ran away shows its breaker with the values, and is reset for a reason only', async () => {
  expect((await setting('breaker', { perDay: 100, repeats: { least: 3, percent: 25 } })).statusCode).toBe(200)
  const flow = await loop('Looped')
  expect((await rig.ask('GET', `/api/flows/${flow}`)).json().breaker).toBeNull()
  await orders('maria', 'Looped', 5)
  await watchFlows(rig.engine)
  await rig.send('track', { userId: 'maria', event: 'Looped', properties: { order: 'more' } })
  await rig.settle()
  expect((await rig.ask('GET', `/api/flows/${flow}`)).json().breaker).toMatchObject({
    state: 'tripped',
    sent: 5,
    repeats: 4,
    percent: 25,
    held: 1,
  })
  expect((await rig.ask('GET', `/api/messages?flow=${flow}&state=due`)).json().items).toMatchObject([
    { because: { code: 'FLOW_BREAKER', values: { sent: 5, repeats: 4 } } },
  ])
  expect((await rig.ask('POST', `/api/flows/${flow}/reset-breaker`, {})).statusCode).toBe(400)
  const reset = await rig.ask('POST', `/api/flows/${flow}/reset-breaker`, {
    reason: 'five orders are five orders',
    repeats: 'send',
  })
  expect(reset.json()).toMatchObject({ preview: false, held: 1, blocks: 1, contacts: 1, repeats: 1, released: 1, notSent: 0 })
  expect(reset.json().breaker).toMatchObject({ state: 'reset', reason: 'five orders are five orders' })
  await rig.settle()
  const { items } = (await rig.ask('GET', `/api/messages?flow=${flow}`)).json()
  expect(items.map(({ state }: { state: string }) => state)).toEqual(Array(6).fill('sent'))
  expect(
    (await rig.ask('GET', `/api/audit?subject=flow:${flow}`)).json().items.map(({ action }: { action: string }) => action),
  ).toEqual(expect.arrayContaining(['flow.breakerReset', 'flow.sendingStopped']))
  expect((await rig.ask('POST', '/api/flows/999999/reset-breaker', { reason: 'x' })).statusCode).toBe(404)
})

test('what the breaker holds for a contact is let go for a reason', async () => {
  await setting('breaker', { perDay: 2, repeats: null })
  const flow = await loop('Often')
  await orders('luca', 'Often', 3)
  const contact = (await rig.ask('GET', '/api/contacts?userId=luca')).json().items[0].id
  const held = (await rig.ask('GET', `/api/messages?flow=${flow}&state=due`)).json().items
  expect(held).toMatchObject([{ because: { code: 'BREAKER', values: { sent: 2, most: 2 } } }])
  const reset = async (body: object) => (await rig.ask('POST', `/api/contacts/${contact}/reset-breaker`, body)).json()
  rig.clock.turnBy(1000)
  const counts = { contact, held: 1, blocks: 1, contacts: 1, repeats: 1 }
  expect(await reset({ preview: true })).toEqual({ ...counts, preview: true, released: 0, notSent: 1 })
  expect(await reset({ reason: 'seen', repeats: 'send' })).toEqual({ ...counts, preview: false, released: 1, notSent: 0 })
  await rig.settle()
  expect((await rig.ask('GET', `/api/messages?flow=${flow}&state=sent`)).json().items).toHaveLength(3)
})

test('a flow let go on drops the repeats it kept back unless they are asked for, and tells how many before', async () => {
  await setting('breaker', { perDay: 100, repeats: { least: 3, percent: 25 } })
  const flow = await loop('Dropped')
  await orders('paola', 'Dropped', 5)
  await watchFlows(rig.engine)
  await orders('rita', 'Dropped', 1)
  await rig.send('track', { userId: 'paola', event: 'Dropped', properties: { order: 'more' } })
  await rig.settle()
  const reset = async (body: object) => (await rig.ask('POST', `/api/flows/${flow}/reset-breaker`, body)).json()
  const counts = { held: 2, blocks: 1, contacts: 2, repeats: 1, released: 1, notSent: 1 }
  expect(await reset({ preview: true })).toMatchObject({ ...counts, preview: true, breaker: { state: 'tripped', held: 2 } })
  expect(await reset({ reason: 'a loop, mended' })).toMatchObject({
    ...counts,
    breaker: { state: 'reset', repeats: 'drop', held: 2 },
  })
  await rig.settle()
  const { items } = (await rig.ask('GET', `/api/messages?flow=${flow}&state=notSent`)).json()
  expect(items).toMatchObject([{ because: { code: 'REPEATED' } }])
  expect((await rig.ask('GET', `/api/messages?flow=${flow}&state=sent`)).json().items).toHaveLength(6)
})

test('providers tell their rate and what went by them, and caps are proposed without holding', async () => {
  await setting('providers', { sandbox: { perMinute: 600, perDay: 1000 } })
  await setting('breaker', { perDay: 100, repeats: null })
  await loop('Counted')
  await orders('anna', 'Counted', 2)
  const { items } = (await rig.ask('GET', '/api/providers')).json()
  expect(items).toMatchObject([
    { provider: 'sandbox', rate: { perMinute: 600, perDay: 1000 }, leasedToday: 2, failures: 0, pausedUntil: null },
  ])
  const { settings } = (await rig.ask('GET', '/api/workspace/proposed-settings')).json()
  expect(settings.caps).toHaveLength(4)
  expect((await rig.ask('GET', '/api/workspace')).json().settings.caps).toEqual([])
  expect((await setting('caps', settings.caps)).statusCode).toBe(200)
  expect((await setting('caps', [{ channel: 'email', most: 0, window: { rolling: 'P1D' }, whenFull: 'hold' }])).statusCode).toBe(
    422,
  )
})

test('a message that waits for its provider says so, though nothing is written on it', async () => {
  await setting('providers', { sandbox: { perDay: 1 } })
  await rig.engine.pool.query('delete from budgets')
  const flow = await loop('Waiting')
  await orders('carlo', 'Waiting', 2)
  expect((await rig.ask('GET', `/api/messages?flow=${flow}&state=due`)).json().items).toMatchObject([
    { because: { code: 'PROVIDER_BUDGET', values: { provider: 'sandbox', until: '2026-03-03T00:00:00.000Z' } } },
  ])
  await rig.engine.pool.query(
    `update budgets set used = 0, failures = 2, say = '421 away', paused_until = $1 where name = 'provider:sandbox'`,
    [new Date(rig.clock.now() + 60_000)],
  )
  expect((await rig.ask('GET', `/api/messages?flow=${flow}&state=due`)).json().items).toMatchObject([
    { because: { code: 'PROVIDER_AWAY', values: { provider: 'sandbox', say: '421 away' } } },
  ])
  expect((await rig.ask('GET', '/api/providers')).json().items).toMatchObject([{ failures: 2, because: '421 away' }])
})
