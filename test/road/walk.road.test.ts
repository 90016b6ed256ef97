import type { Instant, JsonObject } from '@snodo/base'
import { createCollector, readCall } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'

let rig: EngineRig

beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T09:00:00Z' })
})
afterEach(async () => {
  await expectInvariants(rig.engine.pool)
  await rig.drop()
})

let sent = 0

async function collect(...calls: JsonObject[]): Promise<void> {
  const collector = createCollector(rig.engine)
  await collector.collect(
    calls.map((call) => readCall(call, { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `m${++sent}` })),
  )
  await rig.settle()
}

type MessageRow = { node: string; state: string; at: Instant; because: { code: string } | null; subject: string | null }

async function messages(): Promise<MessageRow[]> {
  const { rows } = await rig.engine.pool.query<MessageRow>(
    /* sql */ `select node, state, created_at as at, because, rendered ->> 'subject' as subject from messages order by created_at, node`,
  )
  return rows
}

const mail = (subject: string) => ({ content: { subject, body: `<p>${subject}</p>` } })

test('a contact walks from its event through a message and a wait to the end', async () => {
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      hello: ['core.send-email', mail('Hello {{ contact.firstName }}')],
      wait: ['core.wait', { duration: 'P3D' }],
      again: ['core.send-email', mail('Three days later')],
    },
    edges: ['start:started>hello', 'hello:sent>wait', 'wait:after>again'],
  })
  await collect(
    { type: 'identify', userId: 'maria', traits: { email: 'maria@example.com', firstName: 'Maria', consents: { email: true } } },
    { type: 'track', userId: 'maria', event: 'Signed Up', properties: {} },
  )
  expect(await messages()).toMatchObject([{ node: 'hello', state: 'sent', subject: 'Hello Maria' }])

  await rig.turnTo('2026-03-05T08:59:59Z')
  expect(await messages()).toHaveLength(1)
  await rig.turnTo('2026-03-05T09:00:00Z')
  expect(await messages()).toMatchObject([
    { node: 'hello' },
    { node: 'again', state: 'sent', at: Date.parse('2026-03-05T09:00:00Z') },
  ])

  const { rows } = await rig.engine.pool.query(/* sql */ `select reason from enrollment_ends`)
  expect(rows).toEqual([{ reason: 'completed' }])
})

test('the same event delivered again, also days later, moves nobody twice', async () => {
  await rig.publishFlow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: ['core.event-happens', { event: 'Signed Up' }], hello: ['core.send-email', mail('Hello')] },
    edges: ['start:started>hello'],
  })
  const call = { type: 'track', userId: 'maria', event: 'Signed Up', messageId: 'the-same', properties: {} }
  await collect(call)
  await collect(call)
  await rig.turnTo('2026-03-09T09:00:00Z')
  await collect(call)
  const { rows } = await rig.engine.pool.query(/* sql */ `select count(*)::int as entries from entries`)
  expect(rows).toEqual([{ entries: 1 }])
})

test('counts equal the rows they count', async () => {
  const flow = await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      branch: [
        'core.branch',
        { branches: [{ id: 'pro', name: 'Pro', when: { type: 'attribute', field: 'plan', is: 'equals', value: 'pro' } }] },
      ],
      wait: ['core.wait', { duration: 'P1D' }],
      hello: ['core.send-email', mail('Hello')],
    },
    edges: ['start:started>branch', 'branch:pro>wait', 'branch:else>hello', 'wait:after>hello'],
  })
  for (let i = 0; i < 20; i++) {
    await collect(
      { type: 'identify', userId: `u${i}`, traits: { plan: i % 4 === 0 ? 'pro' : 'free' } },
      { type: 'track', userId: `u${i}`, event: 'Signed Up', properties: {} },
    )
  }
  const counts = async () =>
    (
      await rig.engine.pool.query(
        /* sql */ `select node, sum(inside)::int as inside, sum(entered)::int as entered from node_counts c
          join flow_versions v on v.id = c.version_id where v.flow_id = $1 group by node order by node`,
        [flow],
      )
    ).rows
  expect(await counts()).toEqual([
    { node: 'branch', inside: 0, entered: 20 },
    { node: 'hello', inside: 0, entered: 15 },
    { node: 'start', inside: 0, entered: 20 },
    { node: 'wait', inside: 5, entered: 5 },
  ])
  await rig.turnTo('2026-03-04T09:00:00Z')
  expect(await counts()).toMatchObject([
    {},
    { node: 'hello', inside: 0, entered: 20 },
    {},
    { node: 'wait', inside: 0, entered: 5 },
  ])
})
