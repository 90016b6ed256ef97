import { type JsonObject, TurnedClock } from '@snodo/base'
import { createCollector, createFlow, publish, readCall, simulate, type Trace } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { starterFlows } from '@snodo/flow'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'

const START = '2026-03-02T09:00:00Z'
let rig: EngineRig
let flow: string

beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: START })
  const draft = await createFlow(rig.engine, {
    document: starterFlows.find(({ id }) => id === 'newsletter-welcome')?.document('en'),
    author: 'test',
  })
  await publish(rig.engine, { id: draft.id, revision: draft.revision, author: 'test' })
  flow = draft.id
})
afterEach(async () => {
  await expectInvariants(rig.engine.pool)
  await rig.drop()
})

let calls = 0

async function collect(...given: JsonObject[]): Promise<void> {
  const setting = { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `welcome-${++calls}` } as const
  await createCollector(rig.engine).collect(given.map((call) => readCall(call, setting)))
  await rig.settle()
}

const signUp = (userId: string): JsonObject[] => [
  { type: 'identify', userId, traits: { email: `${userId}@example.com`, firstName: 'Maria', consents: { email: true } } },
  { type: 'track', userId, event: 'Signed Up', properties: { source: 'footer' } },
]

async function sent(): Promise<{ node: string; at: string }[]> {
  const { rows } = await rig.engine.pool.query<{ node: string; at: number }>(
    /* sql */ `select node, settled_at as at from messages where state = 'sent' order by settled_at`,
  )
  return rows.map(({ node, at }) => ({ node, at: new Date(at).toISOString() }))
}

const EXPECTED = [
  { node: 'welcome', at: '2026-03-02T09:00:00.000Z' },
  { node: 'couponMail', at: '2026-03-03T05:00:00.000Z' },
  // The coupon is valid for two days from 3 March 05:00, so a day before its end is 4 March 05:00.
  { node: 'reminder', at: '2026-03-04T05:00:00.000Z' },
  { node: 'stories', at: '2026-03-07T05:00:00.000Z' },
  // Six days after the first e-mail, whatever lay in between.
  { node: 'biggerMail', at: '2026-03-08T09:00:00.000Z' },
]

describe('the welcome series', () => {
  test('sends five messages at the right instants to who signs up and buys nothing', async () => {
    await collect(...signUp('maria'))
    await rig.turnTo('2026-03-20T00:00:00Z')
    expect(await sent()).toEqual(EXPECTED)
    const { rows } = await rig.engine.pool.query(/* sql */ `select reason from enrollment_ends`)
    expect(rows).toEqual([{ reason: 'completed' }])
  })

  test('leaves the last message out for who bought in between', async () => {
    await collect(...signUp('maria'))
    await rig.turnTo('2026-03-05T12:00:00Z')
    await collect({ type: 'track', userId: 'maria', event: 'Order Completed', properties: { total: 80 } })
    await rig.turnTo('2026-03-20T00:00:00Z')
    expect(await sent()).toEqual(EXPECTED.slice(0, 4))
  })

  test('sends nothing before consent is confirmed, and begins at the moment it is', async () => {
    await collect(
      { type: 'identify', userId: 'maria', traits: { email: 'maria@example.com' } },
      { type: 'track', userId: 'maria', event: 'Signed Up', properties: {} },
    )
    await rig.turnTo('2026-03-03T10:00:00Z')
    expect(await sent()).toEqual([])
    await collect({ type: 'identify', userId: 'maria', traits: { consents: { email: true } } })
    expect(await sent()).toEqual([{ node: 'welcome', at: '2026-03-03T10:00:00.000Z' }])
  })

  test('mails nobody twice when every call is delivered twice', async () => {
    const once = signUp('maria').map((call, i) => ({ ...call, messageId: `twice-${i}` }))
    await collect(...once, ...once)
    await collect(...once)
    await rig.turnTo('2026-03-20T00:00:00Z')
    expect(await sent()).toEqual(EXPECTED)
  })

  test('is told by the dry run exactly as the engine then does it', async () => {
    const trace: Trace = await simulate(rig.engine, {
      id: flow,
      at: Date.parse(START),
      contact: { email: 'maria@example.com', attributes: { firstName: 'Maria' } },
    })
    const told = trace.messages.map(({ node, at }) => ({ node, at: new Date(at).toISOString() }))
    expect(told).toEqual(EXPECTED)
    expect(trace.end?.reason).toBe('completed')
    expect(trace.messages[0]?.rendered).toMatchObject({ subject: 'Welcome, Maria!' })

    const bought = await simulate(rig.engine, {
      id: flow,
      at: Date.parse(START),
      contact: { email: 'maria@example.com' },
      events: [{ at: Date.parse('2026-03-05T12:00:00Z'), event: 'Order Completed', properties: {} }],
    })
    expect(bought.messages.map(({ node }) => node)).toEqual(EXPECTED.slice(0, 4).map(({ node }) => node))
    const { rows } = await rig.engine.pool.query(/* sql */ `select count(*)::int as written from entries`)
    expect(rows).toEqual([{ written: 0 }])
  })
})

test('a clock turned back does not move anybody twice', async () => {
  await collect(...signUp('maria'))
  const before = await sent()
  const back = new TurnedClock(START)
  back.turnBy(-3_600_000)
  rig.clock.turnTo(back.now())
  await rig.settle()
  expect(await sent()).toEqual(before)
})
