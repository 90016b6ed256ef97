import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadBudgets } from '../ledgers/budgets/budget-rows.ts'
import { makeScene, recordingChannel, type Scene } from '../testing/scene.ts'
import { deliver } from './deliver.ts'

let db: FreshDatabase
let scene: Scene
let at: { flow: string; version: string }

beforeEach(async () => {
  db = await freshDatabase()
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z')
  at = await scene.flow()
  await scene.content(at.flow, 'hello', { subject: 'Ciao', body: 'Ciao' })
  await scene.set('sending', { mode: 'live' })
})
afterEach(() => db.drop())

async function due(lane: number, many: number) {
  for (let n = 0; n < many; n++) {
    const contact = await scene.contact({ lane })
    await scene.consent(contact, 'granted')
    await scene.message(contact, at)
  }
}

test('a rate holds over lanes and processes that deliver at the same time', async () => {
  await scene.set('providers', { recorder: { perSecond: 7 } })
  const lanes = [3, 4, 5, 6]
  for (const lane of lanes) await due(lane, 5)
  const channel = recordingChannel()
  const processes = [1, 2].map(() => scene.deliverContext({ channels: new Map([['email', channel]]) }))
  const round = () => Promise.all(processes.flatMap((context) => lanes.map((lane) => deliver(context, lane))))
  const start = scene.clock.now()
  const counts: number[] = []
  const looks: (number | null)[] = []
  for (let quarter = 0; quarter < 16; quarter++) {
    looks.push(...(await round()).map(({ nextAt }) => nextAt))
    counts.push(channel.handed.length)
    scene.clock.turnBy(250)
  }
  // Never more than a second's worth ahead of the rate, and all of it in three seconds.
  expect(counts.filter((count, quarter) => count > 7 * (1 + quarter / 4))).toEqual([])
  expect(counts[12]).toBe(20)
  expect(new Set(channel.handed.map(({ key }) => key)).size).toBe(20)
  // Whoever found nothing left was told when there would be.
  expect(looks.some((at) => at !== null && at > start)).toBe(true)
})

test('a trip that rolls back gives its places back', async () => {
  await scene.set('providers', { recorder: { perDay: 3 } })
  await due(5, 3)
  const channel = recordingChannel()
  const context = scene.deliverContext({ channels: new Map([['email', channel]]) })
  const breaking = {
    ...context,
    ids: { ...context.ids, reserve: () => Promise.reject(new Error('the connection broke')) },
  }
  await expect(deliver(breaking, 5)).rejects.toThrow('the connection broke')
  expect((await loadBudgets(db.pool)).get('provider:recorder')?.used ?? 0).toBe(0)
  await deliver(context, 5)
  expect(channel.handed).toHaveLength(3)
})

test('one provider in trouble leaves the other channel alone', async () => {
  await scene.set('quietHours', { sms: null })
  await scene.content(at.flow, 'text', { body: 'Ciao' })
  await due(5, 2)
  const contact = await scene.contact({ lane: 5, phone: '+447700900123' })
  await scene.consent(contact, 'granted', 'sms')
  const text = await scene.message(contact, at, { node: 'text', channel: 'sms' })
  const away = recordingChannel(() => ({ fate: 'retry', afterMs: null, slows: true, because: '421 away' }))
  const sms = recordingChannel(undefined, { name: 'sms', provider: 'texts' })
  const context = scene.deliverContext({
    channels: new Map([
      ['email', away],
      ['sms', sms],
    ]),
  })
  await deliver(context, 5)
  expect(await scene.readMessage(text)).toMatchObject({ state: 'sent' })
  await due(6, 1)
  await deliver(context, 6)
  expect(away.handed).toHaveLength(2)
})
