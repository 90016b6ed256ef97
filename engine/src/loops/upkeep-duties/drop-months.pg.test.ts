import { LANES } from '@snodo/base'
import { defineNode, EmailContentField, type NodeType } from '@snodo/node-sdk'
import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCollector } from '../../commands/collect.ts'
import { changeSettings } from '../../commands/settings.ts'
import { flowCache } from '../../flow-cache.ts'
import { findBroken } from '../../ledgers/health/find-broken.ts'
import { INVARIANTS } from '../../ledgers/health/invariants.ts'
import { readCall } from '../../rules/collecting/read-call.ts'
import { type EngineRig, makeEngineRig } from '../../testing/engine-rig.ts'
import { starts } from '../../testing/small-nodes.ts'
import { dropMonths } from './drop-months.ts'
import { makePartitions } from './make-partitions.ts'
import type { UpkeepContext } from './upkeep-context.ts'

const words = { en: 'Send', it: 'Manda' }
const send = defineNode({
  type: 'test.send',
  version: 1,
  title: words,
  description: words,
  category: 'message',
  icon: 'mail',
  summary: words,
  config: Type.Object({ content: EmailContentField({ title: words }) }),
  ports: { sent: words, notSent: words, notDelivered: words },
  traits: { sends: 'email', optionalPorts: ['notSent', 'notDelivered'] },
  examples: [{ say: words, config: { content: { subject: 'Hello', body: '<p>Hello</p>' } }, expect: {} }],
  decide: (step) => step.send({ channel: 'email', purpose: 'marketing', expireIfLateBy: 'P1D' }),
}) as unknown as NodeType

let rig: EngineRig
let context: UpkeepContext
beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: [starts(), send], start: '2026-01-10T09:00:00Z' })
  context = { ...rig.engine, flows: flowCache(rig.engine.nodeTypes, rig.engine.log), listensTo: () => false }
  await makePartitions(context)
  await rig.publishFlow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: [starts().manifest.type, {}], send: ['test.send', { content: { subject: 'Hello', body: '<p>Hello</p>' } }] },
    edges: ['start:started>send'],
  })
})
afterEach(() => rig.drop())

const EVERY_LANE = Array.from({ length: LANES }, (_, lane) => lane)

async function signUp(userId: string, settled = true): Promise<void> {
  const setting = { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `${userId}-${rig.clock.now()}` } as const
  await createCollector(rig.engine).collect([readCall({ type: 'track', userId, event: 'Begin' }, setting)])
  if (settled) await rig.settle()
}
const count = async (what: string) =>
  (await rig.engine.pool.query<{ count: number }>(`select count(*)::int as count from ${what}`)).rows[0]?.count
const keep = (value: object) =>
  changeSettings(rig.engine, {
    values: { retention: { eventsMonths: null, journalMonths: null, messagesMonths: null, ...value } },
    author: 'test',
  })

test('months older than the workspace keeps are dropped, and nobody takes that for lost', async () => {
  await signUp('january')
  await rig.turnTo('2026-02-10T09:00:00Z')
  await makePartitions(context)
  await signUp('february')
  await rig.turnTo('2026-05-20T09:00:00Z')
  await makePartitions(context)
  await signUp('may')

  expect(await dropMonths(context)).toEqual([])
  expect(await count('events')).toBe(3)
  await keep({ eventsMonths: 3, journalMonths: 4 })
  // May and the three months before it stay; of the journal January stays too.
  expect(await dropMonths(context)).toEqual(['events_2026_01'])
  expect(await count('events')).toBe(2)
  await keep({ eventsMonths: 2, journalMonths: 2 })
  expect(await dropMonths(context)).toEqual(['events_2026_02', 'journal_2026_01', 'journal_2026_02'])
  expect(await dropMonths(context)).toEqual([])
  expect(await count('events')).toBe(1)
  expect((await findBroken(rig.engine.pool, INVARIANTS, EVERY_LANE, { statementMs: 10_000, allMs: 60_000 })).broken).toEqual([])
})

test('a month somebody has still to read is kept', async () => {
  await signUp('unread', false)
  rig.clock.turnTo('2026-06-10T09:00:00Z')
  await keep({ eventsMonths: 2 })
  expect(await dropMonths(context)).toEqual([])
  expect(await count('events')).toBe(1)
})

test('rows whose partition was missing when they came go with their month', async () => {
  await rig.engine.pool.query(/* sql */ `drop table events_2026_01`)
  await signUp('stray')
  expect(await count('events_default')).toBe(1)
  await rig.turnTo('2026-06-10T09:00:00Z')
  await keep({ eventsMonths: 2 })
  await dropMonths(context)
  expect(await count('events_default')).toBe(0)
})

test('messages of journeys that are over go when they are old enough, and the journeys go on adding up', async () => {
  await signUp('january')
  expect(await count(`messages where state not in ('due', 'claimed')`)).toBe(1)
  await rig.turnTo('2026-06-10T09:00:00Z')
  await signUp('june')
  await keep({ messagesMonths: 2 })
  await dropMonths(context)
  expect(await count('messages')).toBe(1)
  expect(await count('entries')).toBe(2)
  expect((await findBroken(rig.engine.pool, INVARIANTS, EVERY_LANE, { statementMs: 10_000, allMs: 60_000 })).broken).toEqual([])
})
